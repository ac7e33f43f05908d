// SPDX-License-Identifier: GPL-2.0
/* Entries, tasks and violations of a trace that is checked; see check.h. */

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "check.h"
#include "memory.h"

/* A state and its event are this close together, whatever stops the CPU between them. */
#define SETTLED		1000000000

const char * const dynsc_rule_names[RULES] = {
	"state", "owner", "gate", "refused", "left", "lock", "eagain", "generation",
};

/* The state that would have decided was not recorded. */
static void settle(struct check_entry *e)
{
	if (e->doubt)
		e->doubt->dropped = true;
	e->doubt = NULL;
}

/* What was known before a loss is not known any more. */
struct check_entry *check_entry_of(struct dynsc_check *c, int nr)
{
	struct check_entry **slot = &c->entries[(unsigned int)nr % ARRAY_SIZE(c->entries)], *e;

	for (e = *slot; e && e->nr != nr; e = e->next)
		;
	if (!e) {
		e = dynsc_must(calloc(1, sizeof(*e)));
		e->nr = nr;
		e->epoch = c->epoch;
		e->next = *slot;
		*slot = e;
		c->n_entries++;
	}
	if (e->epoch != c->epoch) {
		settle(e);
		memset(&e->known, 0, offsetof(struct check_entry, recent) -
		       offsetof(struct check_entry, known));
		e->epoch = c->epoch;
	}
	return e;
}

struct check_task *check_task_of(struct dynsc_check *c, int pid)
{
	struct check_task **slot = &c->tasks[(unsigned int)pid % ARRAY_SIZE(c->tasks)], *t;

	for (t = *slot; t && t->pid != pid; t = t->next)
		;
	if (!t) {
		t = dynsc_must(calloc(1, sizeof(*t)));
		t->pid = pid;
		t->epoch = c->epoch;
		t->next = *slot;
		*slot = t;
	}
	if (t->epoch != c->epoch) {
		memset(&t->seen, 0, sizeof(*t) - offsetof(struct check_task, seen));
		t->epoch = c->epoch;
	}
	return t;
}

void check_enters(struct dynsc_check *c, struct check_entry *e, struct check_task *t, __u64 ts)
{
	t->in = e;
	t->entered = ts;
	t->next_inside = e->inside;
	t->link = &e->inside;
	if (e->inside)
		e->inside->link = &t->next_inside;
	e->inside = t;
	e->n_inside++;
	c->inside++;
}

void check_leaves(struct dynsc_check *c, struct check_task *t)
{
	*t->link = t->next_inside;
	if (t->next_inside)
		t->next_inside->link = t->link;
	t->in->n_inside--;
	c->inside--;
	t->in = NULL;
}

/* Returns what a caller may drop again, or complete: never NULL. */
struct dynsc_violation *check_violation(struct dynsc_check *c, enum dynsc_rule rule,
					const struct dynsc_event *ev, const char *format, ...)
{
	struct check_entry *e = check_entry_of(c, ev->value[F_NR]);
	struct dynsc_violation *v = dynsc_must(calloc(1, sizeof(*v)));
	va_list args;

	v->rule = rule;
	v->ev = *ev;
	va_start(args, format);
	vsnprintf(v->text, sizeof(v->text), format, args);
	va_end(args);
	v->before = e->n_recent;
	memcpy(v->around, e->recent, e->n_recent * sizeof(*e->recent));
	memmove(&e->open_end[1], e->open_end, sizeof(e->open_end) - sizeof(*e->open_end));
	e->open_end[0] = v;
	c->violations = dynsc_must_grow(c->violations, c->n_violations, sizeof(*c->violations));
	c->violations[c->n_violations++] = v;
	c->full = c->n_violations >= DYNSC_MAX_VIOLATIONS;
	return v;
}

/* The event is a line in what is shown around violations of its number. */
static void remember(struct dynsc_check *c, const struct dynsc_event *ev)
{
	struct check_entry *e = check_entry_of(c, ev->value[F_NR]);
	size_t i;

	for (i = 0; i < DYNSC_AFTER; i++) {
		struct dynsc_violation *v = e->open_end[i];

		if (v && v->ev.ts == ev->ts && v->ev.pid == ev->pid && v->ev.type == ev->type)
			continue;
		if (v && v->after < DYNSC_AFTER)
			v->around[v->before + v->after++] = *ev;
	}
	if (e->n_recent == DYNSC_BEFORE)
		memmove(e->recent, e->recent + 1, --e->n_recent * sizeof(*e->recent));
	e->recent[e->n_recent++] = *ev;
}

/*
 * Events of one CPU were lost between ev->since and now. What was found since then is
 * no proof, since a lost event may explain it.
 */
static void lost(struct dynsc_check *c, const struct dynsc_event *ev)
{
	size_t i;

	for (i = 0; i < c->n_violations; i++)
		if (c->violations[i]->ev.ts >= ev->since)
			c->violations[i]->dropped = true;
	c->losses++;
	c->epoch++;
	c->inside = 0;
	c->opening = NULL;
}

void dynsc_check_add(struct dynsc_check *c, const struct dynsc_event *ev)
{
	switch (ev->type) {
	case EV_LOST:
		lost(c, ev);
		break;
	case EV_BEGIN:
	case EV_SWITCH:
	case EV_WAKING:
	case EV_RECORDED:
	case EV_END:
		break;
	default:
		c->events++;
		c->last = ev->ts;
		if (!c->full) {
			check_rules(c, ev);
			remember(c, ev);
		}
	}
}

size_t dynsc_check_finish(struct dynsc_check *c)
{
	struct check_entry *e;
	size_t i, n = 0;

	for (i = 0; i < ARRAY_SIZE(c->entries); i++)
		for (e = c->entries[i]; e; e = e->next)
			if (e->epoch != c->epoch ||
			    (e->doubt && (c->untimed || c->last - e->doubt->ev.ts < SETTLED)))
				settle(e);

	for (i = 0; i < c->n_violations; i++) {
		if (c->violations[i]->dropped)
			free(c->violations[i]);
		else
			c->violations[n++] = c->violations[i];
	}
	c->n_violations = n;
	return n;
}

void dynsc_check_free(struct dynsc_check *c)
{
	struct check_entry *e;
	struct check_task *t;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(c->entries); i++) {
		while ((e = c->entries[i])) {
			c->entries[i] = e->next;
			free(e);
		}
	}
	for (i = 0; i < ARRAY_SIZE(c->tasks); i++) {
		while ((t = c->tasks[i])) {
			c->tasks[i] = t->next;
			free(t);
		}
	}
	for (i = 0; i < c->n_violations; i++)
		free(c->violations[i]);
	free(c->violations);
}
