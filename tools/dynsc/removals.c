// SPDX-License-Identifier: GPL-2.0
/* Removals: who they wait for, and who is refused meanwhile; see figures.h. */

#include <stdlib.h>
#include <string.h>
#include "dynsc.h"
#include "figures.h"

static struct removal *new_removal(struct entry *e, __u64 begin)
{
	struct removal *r = must(calloc(1, sizeof(*r)));

	r->entry = e;
	r->begin = begin;
	*e->removals_end = r;
	e->removals_end = &r->next;
	e->removing = r;
	return r;
}

void removal_begin(struct figures *f, struct entry *e, const struct event *ev)
{
	const struct task *t = task_of(f, ev, ev->pid);
	struct removal *r;
	struct call *c;

	removal_end(e, 0);
	r = new_removal(e, ev->ts);
	r->pid = t->pid;
	memcpy(r->comm, t->comm, COMM_LEN);
	for (c = e->calls; c; c = c->next)
		add_visit(&r->inside, c->caller->task, c->entered);
}

void removal_attempt(struct entry *e, const struct event *ev)
{
	__u64 waited = ev->value[F_WAITED];
	struct removal *r = e->removing;

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

static struct visit *find_visit(struct removal *r, int pid)
{
	size_t i;

	for (i = 0; i < r->inside.count; i++)
		if (r->inside.visit[i].pid == pid)
			return &r->inside.visit[i];
	return NULL;
}

/* An attempt has named @t. Who has not been seen to enter was inside before. */
void removal_named(struct entry *e, const struct task *t)
{
	const struct call *c;

	for (c = t->top; c; c = c->below)
		if (c->caller->entry == e)
			return;
	if (!find_visit(e->removing, t->pid))
		add_visit(&e->removing->inside, t, 0);
}

void removal_refused(struct entry *e, struct caller *caller, bool fallback)
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

/* @c is NULL for one that entered before the recording. */
void removal_left(struct entry *e, const struct task *t, const struct call *c,
		  const struct event *ev)
{
	__u64 ns = ev->value[F_NS];
	struct removal *r = e->removing;

	if (!r || r->locked)
		return;
	r->last.pid = t->pid;
	memcpy(r->last.comm, t->comm, COMM_LEN);
	r->last.entered = c ? c->entered : ns && ns < ev->ts ? ev->ts - ns : 0;
	r->last_left = ev->ts;
	memset(r->last_did, 0, sizeof(r->last_did));
	if (c) {
		memcpy(r->last_did, c->did, sizeof(r->last_did));
	} else if (r->last.entered && r->last.entered < r->begin) {
		struct visit *named = find_visit(r, t->pid);

		if (named)
			named->entered = r->last.entered;
		else
			add_visit(&r->inside, t, r->last.entered);
	}
}

static int by_refusals(const void *a, const void *b)
{
	const struct refusals *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return x->task->pid < y->task->pid ? -1 : x->task->pid > y->task->pid;
}

static int by_entry(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	if (x->entered != y->entered)
		return x->entered < y->entered ? -1 : 1;
	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

/* @freed is 0 when the recording ended before. */
void removal_end(struct entry *e, __u64 freed)
{
	struct removal *r = e->removing;
	struct caller *c;

	if (!r)
		return;
	r->freed = freed;
	for (c = e->callers; c && r->refused; c = c->next) {
		if (!c->refused_now)
			continue;
		r->refusals = must_grow(r->refusals, r->n_refusals, sizeof(*r->refusals));
		r->refusals[r->n_refusals++] = (struct refusals){ c->task, c->refused_now };
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
	const struct removal *x = *(struct removal * const *)a;
	const struct removal *y = *(struct removal * const *)b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* Those of all entries, for output. */
void removals_sort(struct figures *f)
{
	struct removal *r;
	struct entry *e;

	for (e = f->entries; e; e = e->all_next) {
		for (r = e->removals; r; r = r->next) {
			f->removals = must_grow(f->removals, f->n_removals,
						sizeof(*f->removals));
			f->removals[f->n_removals++] = r;
		}
	}
	if (f->n_removals)
		qsort(f->removals, f->n_removals, sizeof(*f->removals), by_begin);
}
