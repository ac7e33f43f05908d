// SPDX-License-Identifier: GPL-2.0
/* Removals: what they wait for, and callers refused meanwhile; see stats.h. */

#include <stdlib.h>
#include <string.h>
#include "memory.h"
#include "stats.h"

static struct dynsc_removal *new_removal(struct dynsc_entry *e, __u64 begin)
{
	struct dynsc_removal *r = dynsc_must(calloc(1, sizeof(*r)));

	r->entry = e;
	r->begin = begin;
	*e->removals_end = r;
	e->removals_end = &r->next;
	e->removing = r;
	return r;
}

void dynsc_removal_begin(struct dynsc_stats *s, struct dynsc_entry *e, const struct dynsc_event *ev)
{
	const struct dynsc_task *t = dynsc_task_of(s, ev, ev->pid);
	struct dynsc_removal *r;
	struct dynsc_call *c;

	dynsc_removal_end(e, 0);
	r = new_removal(e, ev->ts);
	r->pid = t->pid;
	memcpy(r->comm, t->comm, DYNSC_COMM_LEN);
	for (c = e->calls; c; c = c->next)
		dynsc_add_visit(&r->inside, c->caller->task, c->entered);
}

void dynsc_removal_attempt(struct dynsc_stats *s, struct dynsc_entry *e,
			   const struct dynsc_event *ev)
{
	__u64 waited = s->timed ? ev->value[F_WAITED] : 0;
	struct dynsc_removal *r = e->removing;

	/* Changes of state were not recorded, and this is another removal. */
	if (r && r->attempts && ev->value[F_ATTEMPT] == 1) {
		dynsc_removal_end(e, 0);
		r = NULL;
	}
	if (!r) {
		r = new_removal(e, waited < ev->ts ? ev->ts - waited : ev->ts);
		r->before = true;
	}
	if (!r->attempts++)
		r->living = ev->value[F_LIVING];
	if (!ev->value[F_GRANTED])
		r->failed++;
	else if (!r->locked)
		r->locked = ev->ts;
}

static struct dynsc_visit *find_visit(struct dynsc_removal *r, int pid)
{
	size_t i;

	for (i = 0; i < r->inside.count; i++)
		if (r->inside.visit[i].pid == pid)
			return &r->inside.visit[i];
	return NULL;
}

/* An attempt named @t. If it was not seen to enter, it entered before the trace. */
void dynsc_removal_named(struct dynsc_entry *e, const struct dynsc_task *t)
{
	const struct dynsc_call *c;

	for (c = t->top; c; c = c->below)
		if (c->caller->entry == e)
			return;
	if (!find_visit(e->removing, t->pid))
		dynsc_add_visit(&e->removing->inside, t, 0);
}

void dynsc_removal_refused(struct dynsc_entry *e, struct dynsc_caller *caller, bool fallback)
{
	if (!e->removing)
		return;
	if (fallback) {
		e->removing->fallback++;
		return;
	}
	e->removing->refused++;
	caller->refused_now++;
}

/* @c is NULL for a call that entered before the recording. */
void dynsc_removal_left(struct dynsc_stats *s, struct dynsc_entry *e, const struct dynsc_task *t,
			const struct dynsc_call *c, const struct dynsc_event *ev)
{
	__u64 ns = ev->value[F_NS];
	struct dynsc_removal *r = e->removing;

	if (!r || r->locked)
		return;
	r->last.pid = t->pid;
	memcpy(r->last.comm, t->comm, DYNSC_COMM_LEN);
	r->last.entered = c ? c->entered : s->timed && ns && ns < ev->ts ? ev->ts - ns : 0;
	r->last_left = ev->ts;
	memset(r->last_did, 0, sizeof(r->last_did));
	if (c) {
		memcpy(r->last_did, c->did, sizeof(r->last_did));
	} else if (r->last.entered && r->last.entered < r->begin) {
		struct dynsc_visit *named = find_visit(r, t->pid);

		if (named)
			named->entered = r->last.entered;
		else
			dynsc_add_visit(&r->inside, t, r->last.entered);
	}
}

static int by_refusals(const void *a, const void *b)
{
	const struct dynsc_refusals *x = a, *y = b;

	return dynsc_compare(y->count, x->count) ?: dynsc_compare(x->task->pid, y->task->pid);
}

static int by_entry(const void *a, const void *b)
{
	const struct dynsc_visit *x = a, *y = b;

	return dynsc_compare(x->entered, y->entered) ?: dynsc_compare(x->pid, y->pid);
}

/* @freed is 0 if the recording ended first. */
void dynsc_removal_end(struct dynsc_entry *e, __u64 freed)
{
	struct dynsc_removal *r = e->removing;
	struct dynsc_caller *c;

	if (!r)
		return;
	r->freed = freed;
	for (c = e->callers; c && r->refused; c = c->next) {
		if (!c->refused_now)
			continue;
		r->refusals = dynsc_must_grow(r->refusals, r->n_refusals, sizeof(*r->refusals));
		r->refusals[r->n_refusals++] = (struct dynsc_refusals){ c->task, c->refused_now };
		c->refused_now = 0;
	}
	if (r->n_refusals)
		qsort(r->refusals, r->n_refusals, sizeof(*r->refusals), by_refusals);
	if (r->inside.count)
		qsort(r->inside.visit, r->inside.count, sizeof(*r->inside.visit), by_entry);
	e->removing = NULL;
}

static int by_begin(const void *a, const void *b)
{
	const struct dynsc_removal *x = *(struct dynsc_removal * const *)a;
	const struct dynsc_removal *y = *(struct dynsc_removal * const *)b;

	return dynsc_compare(x->begin, y->begin);
}

/* Collects the removals of all entries. */
void dynsc_removals_sort(struct dynsc_stats *s)
{
	struct dynsc_removal *r;
	struct dynsc_entry *e;

	for (e = s->entries; e; e = e->all_next) {
		for (r = e->removals; r; r = r->next) {
			s->removals = dynsc_must_grow(s->removals, s->n_removals,
						      sizeof(*s->removals));
			s->removals[s->n_removals++] = r;
		}
	}
	if (s->n_removals)
		qsort(s->removals, s->n_removals, sizeof(*s->removals), by_begin);
}
