// SPDX-License-Identifier: GPL-2.0
/* Takes one event after the other; see stats.h. */

#include <stdlib.h>
#include <string.h>
#include "memory.h"
#include "stats.h"

void dynsc_stats_init(struct dynsc_stats *s, struct dynsc_reader *reader)
{
	s->reader = reader;
	s->entries_end = &s->entries;
	s->file = dynsc_must(calloc(reader->n_sources, sizeof(*s->file)));
	s->counting = !s->selection.from;
	s->selection.pid_seen = dynsc_must(calloc(s->selection.n_pids + 1, sizeof(bool)));
	s->timed = reader->sources[0].clock.counts_ns;
}

/* Other clocks run at most this part faster or slower. */
#define DRIFT		256

__u64 dynsc_clocks_apart(const struct dynsc_stats *s, __u64 ns)
{
	if (!s->timed)
		return 1ULL << 62;
	return 100000 + (s->reader->sources[0].clock.is_mono ? 0 : ns / DRIFT);
}

static void add_change(struct dynsc_stats *s, struct dynsc_entry *e,
		       const struct dynsc_event *ev, enum dynsc_state from, enum dynsc_state to)
{
	const struct dynsc_task *t = dynsc_task_of(s, ev, ev->pid);
	struct dynsc_change *change;

	s->changes = dynsc_must_grow(s->changes, s->n_changes, sizeof(*s->changes));
	change = &s->changes[s->n_changes++];
	*change = (struct dynsc_change){
		.entry = e, .from = from, .to = to, .pid = t->pid, .ts = ev->ts
	};
	memcpy(change->comm, t->comm, DYNSC_COMM_LEN);
}

static void count_traced(struct dynsc_stats *s, struct dynsc_entry *e,
			 const struct dynsc_event *ev, enum dynsc_counter counter)
{
	const struct dynsc_file_stats *file = &s->file[ev->file];
	struct dynsc_file_counts *counts = &e->file[ev->file];

	if (ev->ts >= file->before_begin)
		counts->most[counter]++;
	if (ev->ts > file->before_end && ev->ts < file->after_begin)
		counts->least[counter]++;
}

static void account_state(struct dynsc_stats *s, struct dynsc_entry *e,
			  const struct dynsc_event *ev)
{
	struct dynsc_file_counts *file = &e->file[ev->file];
	enum dynsc_state from = ev->value[F_FROM], to = ev->value[F_TO];

	add_change(s, e, ev, from, to);
	if (ev->value[F_ORIGINAL]) {
		e->original_address = ev->value[F_ORIGINAL];
		e->address_file = ev->file;
	}
	/* "-": not registered yet, or not any more. */
	if (strcmp(ev->owner, "-"))
		memcpy(e->owner, ev->owner, DYNSC_CLIENT_LEN);
	if (strcmp(ev->handler, "-"))
		memcpy(e->handler, ev->handler, DYNSC_CLIENT_LEN);
	dynsc_generation_state(s, e, ev);
	if (to == STATE_RESERVED)
		*file = (struct dynsc_file_counts){ .reserved = true };
	if (to == STATE_UNDOING)
		dynsc_removal_begin(s, e, ev);
	if (to == STATE_FREE) {
		dynsc_removal_end(e, ev->ts);
		e->freed = ev->ts;
	}
	dynsc_occupancy_alive(&e->occupancy, ev->ts - s->gaps, to != STATE_FREE);
}

static void account_swap(struct dynsc_stats *s, struct dynsc_entry *e, const struct dynsc_event *ev)
{
	/* There is none before the first, whose number it would be less one. */
	if (ev->value[F_GENERATION] < 2)
		return;
	dynsc_generation_swap(e, ev);
	memcpy(e->owner, ev->owner, DYNSC_CLIENT_LEN);
	memcpy(e->handler, ev->handler, DYNSC_CLIENT_LEN);
	add_change(s, e, ev, STATE_ACTIVE, STATE_ACTIVE);
	s->changes[s->n_changes - 1].generation = e->n_generations - 1;
}

static void account_rescue(struct dynsc_stats *s, struct dynsc_entry *e,
			   const struct dynsc_event *ev)
{
	add_change(s, e, ev, STATE_UNDOING, STATE_UNDOING);
	s->changes[s->n_changes - 1].rescue = ev->value[F_RESCUE];
	if (e->removing)
		e->removing->rescue = ev->value[F_RESCUE];
}

static void account_result(struct dynsc_entry *e, __s64 ret)
{
	if (ret >= 0 || ret < -DYNSC_MAX_ERRNO) {
		e->successes++;
		return;
	}
	if (!e->errnos)
		e->errnos = dynsc_must(calloc(DYNSC_MAX_ERRNO + 1, sizeof(*e->errnos)));
	e->errnos[-ret]++;
}

static void account_enter(struct dynsc_stats *s, struct dynsc_entry *e,
			  const struct dynsc_event *ev)
{
	struct dynsc_task *t = dynsc_task_of(s, ev, ev->pid);

	e->granted++;
	dynsc_caller_of(e, t)->calls++;
	count_traced(s, e, ev, COUNTER_CALLS);
	/* Otherwise it is not known when it is over. */
	if (dynsc_reader_has(s->reader, EV_EXIT))
		dynsc_generation_entered(e, dynsc_call_begin(s, e, t, ev));
	else
		dynsc_generation_entered(e, NULL);
}

static void account_exit(struct dynsc_stats *s, struct dynsc_entry *e, const struct dynsc_event *ev)
{
	struct dynsc_task *t = dynsc_task_of(s, ev, ev->pid);
	struct dynsc_call *c = dynsc_call_find(s, e, t, ev);
	__u64 ns = ev->value[F_NS];

	e->left++;
	account_result(e, ev->value[F_RET]);
	if (!ns && c && s->timed)
		ns = ev->ts - c->entered;
	if (ns) {
		dynsc_hist_add(&e->inside, ns);
		(c ? c->caller : dynsc_caller_of(e, t))->inside_ns += ns;
	}
	if (!c || c->before)
		e->entered_before++;
	if (c) {
		dynsc_task_charge(c->caller->task, ev->ts);
		e->by_originals[c->originals < 2 ? c->originals : 2]++;
		if (ns)
			dynsc_hist_add(&e->added, ns > c->original_ns ? ns - c->original_ns : 0);
	}
	dynsc_removal_left(s, e, t, c, ev);
	dynsc_generation_left(s, e, t, c, ev);
	if (c)
		dynsc_call_drop(s, c, ev->ts);
}

/* The innermost handler called the original, even one of another entry. */
static void account_original(struct dynsc_stats *s, struct dynsc_entry *e,
			     const struct dynsc_event *ev)
{
	struct dynsc_task *t = dynsc_task_find(s, ev->pid);
	__u64 ns = ev->value[F_NS];

	if (t && t->top) {
		t->top->original_ns += ns;
		t->top->originals++;
		e = t->top->caller->entry;
	}
	dynsc_hist_add(&e->original, ns);
}

static void account_refused(struct dynsc_stats *s, struct dynsc_entry *e,
			    const struct dynsc_event *ev)
{
	struct dynsc_caller *c = dynsc_caller_of(e, dynsc_task_of(s, ev, ev->pid));
	bool fallback = ev->type == EV_FALLBACK;

	(fallback ? e->fallback : e->refused)[ev->value[F_WHY]]++;
	(*(fallback ? &c->fallback : &c->refused))++;
	count_traced(s, e, ev, fallback ? COUNTER_FALLBACK : COUNTER_ENOSYS);
	dynsc_removal_refused(e, c, fallback);
}

static void account_eagain(struct dynsc_stats *s, struct dynsc_entry *e,
			   const struct dynsc_event *ev)
{
	e->eagain++;
	count_traced(s, e, ev, COUNTER_EAGAIN);
	if (e->removing)
		e->removing->eagain++;
	/* It has a name that the trace may not have elsewhere. */
	if (ev->value[F_PID] && ev->comm[0]) {
		struct dynsc_task *t = dynsc_task_of(s, ev, ev->value[F_PID]);

		memcpy(t->comm, ev->comm, DYNSC_COMM_LEN);
		if (e->removing)
			dynsc_removal_named(e, t);
	}
}

static void account_trylock(struct dynsc_entry *e, const struct dynsc_event *ev)
{
	e->tried++;
	if (!ev->value[F_GRANTED])
		return;
	e->tried_granted++;
	dynsc_generation_tried(e);
}

static bool is_of_others(struct dynsc_stats *s, const struct dynsc_event *ev)
{
	size_t i;

	for (i = 0; i < s->selection.n_pids; i++)
		if (s->selection.pids[i] == ev->pid) {
			s->selection.pid_seen[i] = true;
			return false;
		}
	return s->selection.n_pids;
}

static void account_call(struct dynsc_stats *s, struct dynsc_entry *e, const struct dynsc_event *ev)
{
	if (is_of_others(s, ev))
		return;
	switch (ev->type) {
	case EV_ENTER:
		account_enter(s, e, ev);
		break;
	case EV_EXIT:
		account_exit(s, e, ev);
		break;
	case EV_ORIGINAL:
		account_original(s, e, ev);
		break;
	case EV_READ_TRYLOCK:
		account_trylock(e, ev);
		break;
	default:
		account_refused(s, e, ev);
	}
}

static void account_entry(struct dynsc_stats *s, const struct dynsc_event *ev)
{
	struct dynsc_entry *e = dynsc_entry_of(s, ev);

	e->last_ts = ev->ts;
	if (!e->selected)
		return;
	switch (ev->type) {
	case EV_STATE:
		account_state(s, e, ev);
		break;
	case EV_UNLOCK:
		add_change(s, e, ev, STATE_ACTIVE, STATE_ACTIVE);
		break;
	case EV_SWAP:
		account_swap(s, e, ev);
		break;
	case EV_RESCUE:
		account_rescue(s, e, ev);
		break;
	case EV_WRITE_TRYLOCK:
		dynsc_removal_attempt(s, e, ev);
		break;
	case EV_EAGAIN:
		account_eagain(s, e, ev);
		break;
	default:
		account_call(s, e, ev);
	}
}

/* Counts that a loss may have affected become lower bounds. */
static void account_lost(struct dynsc_stats *s, const struct dynsc_event *ev)
{
	struct dynsc_file_stats *file = &s->file[ev->file];
	struct dynsc_loss *loss = s->losses;
	struct dynsc_entry *e;

	for (; loss < s->losses + s->n_losses; loss++)
		if (loss->file == ev->file && loss->cpu == ev->cpu)
			break;
	if (loss == s->losses + s->n_losses) {
		s->losses = dynsc_must_grow(s->losses, s->n_losses, sizeof(*s->losses));
		loss = &s->losses[s->n_losses++];
		*loss = (struct dynsc_loss){ .file = ev->file, .cpu = ev->cpu, .first = ev->since };
	}
	loss->places++;
	loss->last = ev->ts;
	if (ev->lost > 0) {
		loss->lost += ev->lost;
		file->lost += ev->lost;
	} else {
		loss->unknown = true;
		file->lost_unknown = true;
	}
	s->breaks++;
	for (e = s->entries; e; e = e->all_next) {
		bool there = e->occupancy.alive || e->last_ts >= ev->since;

		e->lossy |= there;
		dynsc_generation_break(e, there);
		if (e->removing)
			e->removing->lossy = true;
	}
}

static void account_begin(struct dynsc_stats *s, const struct dynsc_event *ev)
{
	struct dynsc_entry *e;

	if (!s->begin)
		s->begin = ev->ts;
	else if (!s->open_files)
		s->gaps += ev->ts - s->last_ts;
	s->open_files++;
	s->breaks++;
	for (e = s->entries; e; e = e->all_next)
		dynsc_generation_break(e, false);
}

/* Calls still inside at the end of a file cannot be followed into another. */
static void account_end(struct dynsc_stats *s, int file, __u64 ts)
{
	struct dynsc_call *c, *next;
	struct dynsc_entry *e;

	for (e = s->entries; e; e = e->all_next) {
		for (c = e->calls; c; c = next) {
			next = c->next;
			if (file >= 0 && c->file != file)
				continue;
			dynsc_add_visit(&e->at_end, c->caller->task, c->entered);
			dynsc_call_drop(s, c, ts);
		}
	}
	s->open_files--;
	s->breaks++;
}

/* The first selected event: what came before is not counted. */
static void restart(struct dynsc_stats *s, __u64 begin)
{
	struct dynsc_entry *e;

	s->counting = true;
	s->gaps = 0;
	s->begin = begin > s->first_ts ? begin : s->first_ts;
	for (e = s->entries; e; e = e->all_next)
		dynsc_entry_restart(s, e, s->begin);
	s->n_changes = 0;
	s->n_losses = 0;
	memset(s->file, 0, s->reader->n_sources * sizeof(*s->file));
	memset(s->seen, 0, sizeof(s->seen));
}

static void account_record(struct dynsc_stats *s, const struct dynsc_event *ev)
{
	struct dynsc_file_stats *file = &s->file[ev->file];

	if (!file->events++)
		file->first = ev->ts;
	file->last = ev->ts;
	if (ev->type == EV_RECORDED)
		return;
	s->seen[ev->type]++;
	s->ever |= 1u << ev->type;
	if (ev->type == EV_SWITCH)
		dynsc_task_switch(s, ev);
	else if (ev->type == EV_WAKING)
		dynsc_task_waking(s, ev);
	else
		account_entry(s, ev);
}

bool dynsc_stats_add(struct dynsc_stats *s, const struct dynsc_event *ev)
{
	s->all_last = ev->ts;
	/* The first one shows where the trace begins. */
	if (!s->first_ts)
		s->first_ts = ev->ts;
	if (ev->ts > s->selection.to)
		return false;
	if (!s->counting && ev->ts >= s->selection.from && ev->type != EV_BEGIN)
		restart(s, s->selection.from);
	switch (ev->type) {
	case EV_BEGIN:
		account_begin(s, ev);
		break;
	case EV_END:
		account_end(s, ev->file, ev->ts);
		break;
	case EV_LOST:
		account_lost(s, ev);
		break;
	default:
		account_record(s, ev);
	}
	s->last_ts = ev->ts;
	return true;
}

/* read_trylock counts the attempts and the calls if the events that do were not recorded. */
static void count_by_trylock(const struct dynsc_stats *s, struct dynsc_entry *e)
{
	e->attempts = dynsc_knows(s, FIGURE_ALL_CALLERS) ?
		      e->granted + dynsc_entry_refused(e) + dynsc_entry_fallback(e) : e->tried;
	if (!dynsc_knows(s, FIGURE_CALLS))
		e->granted = e->tried_granted;
}

void dynsc_stats_finish(struct dynsc_stats *s)
{
	struct dynsc_removal *r;
	struct dynsc_entry *e;

	if (!s->counting)
		restart(s, s->selection.from);
	s->end = s->open_files && s->selection.to != ~0ULL ? s->selection.to : s->last_ts;
	if (s->end < s->begin)
		s->end = s->begin;
	account_end(s, -1, s->end);
	dynsc_find_recorded(s);
	for (e = s->entries; e; e = e->all_next) {
		dynsc_occupancy_alive(&e->occupancy, s->end - s->gaps, e->occupancy.alive);
		dynsc_removal_end(e, 0);
		dynsc_generation_end(e, !dynsc_knows(s, FIGURE_CALLS));
		count_by_trylock(s, e);
		for (r = e->removals; r && !(s->recorded & 1u << EV_EAGAIN); r = r->next)
			r->eagain = r->failed;
	}
	dynsc_entries_sort(s);
	dynsc_removals_sort(s);
}
