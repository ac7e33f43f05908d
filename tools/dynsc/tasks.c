// SPDX-License-Identifier: GPL-2.0
/* Tasks, and the calls that each is inside of; see figures.h. */

#include <stdlib.h>
#include <string.h>
#include "dynsc.h"
#include "figures.h"

const char * const doing_names[DOINGS] = {
	[DOING_RUN] = "running",
	[DOING_WAIT] = "waiting for a CPU",
	[DOING_SLEEP] = "sleeping",
	[DOING_DISK] = "sleeping uninterruptibly",
	[DOING_OTHER] = "stopped or idle",
};

/* How far the clocks of trace and of "ns" may be apart. */
#define CLOCKS_APART	100000

struct task *task_find(struct figures *f, int pid)
{
	struct task *t = f->task_hash[(unsigned int)pid % HASH_SIZE];

	while (t && t->pid != pid)
		t = t->next;
	return t;
}

struct task *task_of(struct figures *f, const struct event *ev, int pid)
{
	struct task **hash = &f->task_hash[(unsigned int)pid % HASH_SIZE];
	struct task *t = task_find(f, pid);
	const char *comm;

	if (t)
		return t;
	comm = trace_comm(f->trace, ev->file, pid);
	t = must(calloc(1, sizeof(*t)));
	t->pid = pid;
	snprintf(t->comm, COMM_LEN, "%s", comm ?: "<...>");
	t->next = *hash;
	*hash = t;
	return t;
}

/*
 * What it has done until now goes to the calls that a removal waits for, from
 * the time on that it waits.
 */
void task_charge(struct task *t, __u64 ts)
{
	struct call *c;

	for (c = t->top; c; c = c->below) {
		const struct removal *r = c->caller->entry->removing;
		__u64 since = t->doing_since;

		if (!r)
			continue;
		if (since < r->begin)
			since = r->begin;
		if (since < c->entered)
			since = c->entered;
		if (ts > since)
			c->did[t->doing] += ts - since;
	}
	t->doing_since = ts;
}

static void now_does(struct task *t, enum doing what, __u64 ts)
{
	task_charge(t, ts);
	t->doing = what;
}

/* The call is over. */
void call_drop(struct figures *f, struct call *c, __u64 ts)
{
	struct call **link = &c->caller->task->top;

	while (*link != c)
		link = &(*link)->below;
	*link = c->below;
	*c->link = c->next;
	if (c->next)
		c->next->link = c->link;
	entry_level(f, c->caller->entry, ts, -1);
	free(c);
}

/* It must be over, but when it ended was not recorded. */
void call_lost_end(struct figures *f, struct call *c, __u64 ts)
{
	c->caller->entry->end_unknown++;
	call_drop(f, c, ts);
}

struct call *call_begin(struct figures *f, struct entry *e, struct task *t,
			const struct event *ev)
{
	struct call *c;

	/* A task that begins anew has come out, if that can have been missed. */
	while (t->top && t->top->breaks != f->breaks)
		call_lost_end(f, t->top, ev->ts);
	now_does(t, DOING_RUN, ev->ts);
	c = must(calloc(1, sizeof(*c)));
	c->caller = caller_of(e, t);
	c->entered = ev->ts;
	c->breaks = f->breaks;
	c->file = ev->file;
	c->below = t->top;
	t->top = c;
	c->next = e->calls;
	if (c->next)
		c->next->link = &c->next;
	c->link = &e->calls;
	e->calls = c;
	entry_level(f, e, ev->ts, 1);
	return c;
}

/*
 * A thread that calls execve() comes back with the pid of its group's leader:
 * then the call is that of another pid. When nothing can have been missed, the
 * last that entered before @start is it.
 */
static struct call *under_other_pid(struct figures *f, struct entry *e, __u64 start)
{
	struct call *c, *best = NULL;

	for (c = e->calls; c; c = c->next)
		if (c->breaks == f->breaks && c->entered <= start + CLOCKS_APART &&
		    (!best || c->entered > best->entered))
			best = c;
	return best;
}

/* The call that an exit event ends, NULL when its beginning was not recorded. */
struct call *call_find(struct figures *f, struct entry *e, struct task *t,
		       const struct event *ev)
{
	__u64 ns = ev->value[F_NS], start = ns < ev->ts ? ev->ts - ns : 0;
	struct call *c;

	for (c = t->top; c; c = c->below)
		if (c->caller->entry == e && (!ns || c->entered <= start + CLOCKS_APART))
			break;
	/* A call comes out after those that it has made inside. */
	while (c && t->top != c)
		call_lost_end(f, t->top, ev->ts);
	if (!c && ns && start > f->first_ts)
		c = under_other_pid(f, e, start);
	return c;
}

static void set_comm(struct task *t, const char *comm)
{
	if (*comm)
		memcpy(t->comm, comm, COMM_LEN);
}

/*
 * The bits of prev_state: none is set when it did not want to go. 1 and 2 are
 * the two ways to sleep, 16 and 32 those of being dead.
 */
static enum doing does_after(__s64 state)
{
	if (!(state & 0xff))
		return DOING_WAIT;
	return state & 1 ? DOING_SLEEP : state & 2 ? DOING_DISK : DOING_OTHER;
}

void account_switch(struct figures *f, const struct event *ev)
{
	struct task *t = task_find(f, ev->value[F_PREV_PID]);

	if (t && t->pid) {
		set_comm(t, ev->comm);
		now_does(t, does_after(ev->value[F_PREV_STATE]), ev->ts);
		/* It has died inside, and will not come out. */
		while (t->top && ev->value[F_PREV_STATE] & 0x30)
			call_lost_end(f, t->top, ev->ts);
	}
	t = task_find(f, ev->value[F_NEXT_PID]);
	if (t && t->pid) {
		set_comm(t, ev->next_comm);
		now_does(t, DOING_RUN, ev->ts);
	}
}

void account_waking(struct figures *f, const struct event *ev)
{
	struct task *t = task_find(f, ev->value[F_PID]);

	if (t && t->doing != DOING_RUN)
		now_does(t, DOING_WAIT, ev->ts);
}
