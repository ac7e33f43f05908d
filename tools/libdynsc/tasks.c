// SPDX-License-Identifier: GPL-2.0
/* Tasks, and the calls that each is inside of; see stats.h. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "memory.h"
#include "stats.h"

const char * const dynsc_doing_names[DOINGS] = {
	[DOING_RUN] = "running",
	[DOING_WAIT] = "waiting for a CPU",
	[DOING_SLEEP] = "sleeping",
	[DOING_DISK] = "sleeping uninterruptibly",
	[DOING_OTHER] = "stopped or idle",
};

struct dynsc_task *dynsc_task_find(struct dynsc_stats *s, int pid)
{
	struct dynsc_task *t = s->task_hash[(unsigned int)pid % DYNSC_HASH_SIZE];

	while (t && t->pid != pid)
		t = t->next;
	return t;
}

struct dynsc_task *dynsc_task_of(struct dynsc_stats *s, const struct dynsc_event *ev, int pid)
{
	struct dynsc_task **hash = &s->task_hash[(unsigned int)pid % DYNSC_HASH_SIZE];
	struct dynsc_task *t = dynsc_task_find(s, pid);
	const char *comm;

	if (t)
		return t;
	comm = dynsc_reader_comm(s->reader, ev->file, pid);
	t = dynsc_must(calloc(1, sizeof(*t)));
	t->pid = pid;
	snprintf(t->comm, DYNSC_COMM_LEN, "%s", comm ?: "<...>");
	t->next = *hash;
	*hash = t;
	return t;
}

/*
 * Account what the task did until now to those of its calls that a removal
 * waits for, from the time the removal began to wait.
 */
void dynsc_task_charge(struct dynsc_task *t, __u64 ts)
{
	struct dynsc_call *c;

	for (c = t->top; c; c = c->below) {
		const struct dynsc_removal *r = c->caller->entry->removing;
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

static void now_does(struct dynsc_task *t, enum dynsc_doing what, __u64 ts)
{
	dynsc_task_charge(t, ts);
	t->doing = what;
}

void dynsc_call_drop(struct dynsc_stats *s, struct dynsc_call *c, __u64 ts)
{
	struct dynsc_call **link = &c->caller->task->top;

	while (*link != c)
		link = &(*link)->below;
	*link = c->below;
	*c->link = c->next;
	if (c->next)
		c->next->link = c->link;
	dynsc_occupancy_change(&c->caller->entry->occupancy, ts - s->gaps, -1);
	free(c);
}

/* The call is over; when it ended was not recorded. */
static void lost_end(struct dynsc_stats *s, struct dynsc_call *c, __u64 ts)
{
	c->caller->entry->end_unknown++;
	dynsc_call_drop(s, c, ts);
}

struct dynsc_call *dynsc_call_begin(struct dynsc_stats *s, struct dynsc_entry *e,
				    struct dynsc_task *t, const struct dynsc_event *ev)
{
	struct dynsc_call *c;

	/* Where events may be missing, a new call ends the task's older ones. */
	while (t->top && t->top->breaks != s->breaks)
		lost_end(s, t->top, ev->ts);
	now_does(t, DOING_RUN, ev->ts);
	c = dynsc_must(calloc(1, sizeof(*c)));
	c->caller = dynsc_caller_of(e, t);
	c->entered = ev->ts;
	c->breaks = s->breaks;
	c->file = ev->file;
	c->below = t->top;
	t->top = c;
	c->next = e->calls;
	if (c->next)
		c->next->link = &c->next;
	c->link = &e->calls;
	e->calls = c;
	dynsc_occupancy_change(&e->occupancy, ev->ts - s->gaps, 1);
	return c;
}

/*
 * A thread that calls execve() returns with the pid of its group's leader, so
 * its call is recorded under another pid. Where no event can be missing, it is
 * the last call that entered before @start.
 */
static struct dynsc_call *under_other_pid(struct dynsc_stats *s, struct dynsc_entry *e, __u64 start)
{
	struct dynsc_call *c, *best = NULL;

	for (c = e->calls; c; c = c->next)
		if (c->breaks == s->breaks && c->entered <= start &&
		    (!best || c->entered > best->entered))
			best = c;
	return best;
}

/* The call that an exit event ends; NULL: its begin was not recorded. */
struct dynsc_call *dynsc_call_find(struct dynsc_stats *s, struct dynsc_entry *e,
				   struct dynsc_task *t, const struct dynsc_event *ev)
{
	__u64 ns = ev->value[F_NS], start = ns < ev->ts ? ev->ts - ns : 0;
	struct dynsc_call *c;

	start += dynsc_clocks_apart(s, ns);
	for (c = t->top; c; c = c->below)
		if (c->caller->entry == e && (!ns || c->entered <= start))
			break;
	/* Calls made inside this one must have returned before it. */
	while (c && t->top != c)
		lost_end(s, t->top, ev->ts);
	if (!c && ns && s->timed && ev->ts - ns > s->first_ts && ns < ev->ts)
		c = under_other_pid(s, e, start);
	return c;
}

static void set_comm(struct dynsc_task *t, const char *comm)
{
	if (*comm)
		memcpy(t->comm, comm, DYNSC_COMM_LEN);
}

/*
 * Bits of prev_state: none when the task was preempted, 1 and 2 when it sleeps
 * (interruptibly or not), 16 and 32 when it is dead.
 */
static enum dynsc_doing does_after(__s64 state)
{
	if (!(state & 0xff))
		return DOING_WAIT;
	return state & 1 ? DOING_SLEEP : state & 2 ? DOING_DISK : DOING_OTHER;
}

void dynsc_task_switch(struct dynsc_stats *s, const struct dynsc_event *ev)
{
	struct dynsc_task *t = dynsc_task_find(s, ev->value[F_PREV_PID]);

	if (t && t->pid) {
		set_comm(t, ev->comm);
		now_does(t, does_after(ev->value[F_PREV_STATE]), ev->ts);
		/* A task that died inside does not return. */
		while (t->top && ev->value[F_PREV_STATE] & 0x30)
			lost_end(s, t->top, ev->ts);
	}
	t = dynsc_task_find(s, ev->value[F_NEXT_PID]);
	if (t && t->pid) {
		set_comm(t, ev->next_comm);
		now_does(t, DOING_RUN, ev->ts);
	}
}

void dynsc_task_waking(struct dynsc_stats *s, const struct dynsc_event *ev)
{
	struct dynsc_task *t = dynsc_task_find(s, ev->value[F_PID]);

	if (t && t->doing != DOING_RUN)
		now_does(t, DOING_WAIT, ev->ts);
}
