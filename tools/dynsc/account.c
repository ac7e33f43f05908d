// SPDX-License-Identifier: GPL-2.0
/* Takes event after event, and does what each means; see figures.h. */

#include <stdlib.h>
#include <string.h>
#include "dynsc.h"
#include "figures.h"

void figures_init(struct figures *f, struct trace *trace)
{
	f->trace = trace;
	f->entries_end = &f->entries;
	f->file = must(calloc(trace->n_sources, sizeof(*f->file)));
	f->counting = !f->selection.from;
}

static void add_change(struct figures *f, struct entry *e, const struct event *ev,
		       enum state from, enum state to)
{
	const struct task *t = task_of(f, ev, ev->pid);
	struct change *change;

	f->changes = must_grow(f->changes, f->n_changes, sizeof(*f->changes));
	change = &f->changes[f->n_changes++];
	*change = (struct change){ e, from, to, t->pid, "", ev->ts };
	memcpy(change->comm, t->comm, COMM_LEN);
}

static void count_traced(struct figures *f, struct entry *e, const struct event *ev,
			 enum counter counter)
{
	const struct file_figures *file = &f->file[ev->file];
	struct file_counts *counts = &e->file[ev->file];

	if (ev->ts >= file->before_begin)
		counts->most[counter]++;
	if (ev->ts > file->before_end && ev->ts < file->after_begin)
		counts->least[counter]++;
}

static void account_state(struct figures *f, struct entry *e, const struct event *ev)
{
	struct file_counts *file = &e->file[ev->file];
	enum state from = ev->value[F_FROM], to = ev->value[F_TO];

	add_change(f, e, ev, from, to);
	e->state = to;
	if (ev->value[F_ORIGINAL]) {
		e->original_address = ev->value[F_ORIGINAL];
		e->address_file = ev->file;
	}
	/* "-" before there is one, and after. */
	if (strcmp(ev->owner, "-"))
		memcpy(e->owner, ev->owner, CLIENT_LEN);
	if (strcmp(ev->handler, "-"))
		memcpy(e->handler, ev->handler, CLIENT_LEN);
	if (to == STATE_RESERVED)
		*file = (struct file_counts){ .reserved = true };
	if (to == STATE_UNDOING)
		removal_begin(f, e, ev);
	if (to == STATE_FREE) {
		removal_end(e, ev->ts);
		e->freed = ev->ts;
	}
	entry_alive(f, e, ev->ts, to != STATE_FREE);
}

static void account_result(struct entry *e, __s64 ret)
{
	if (ret >= 0 || ret < -MAX_ERRNO) {
		e->successes++;
		return;
	}
	if (!e->errnos)
		e->errnos = must(calloc(MAX_ERRNO + 1, sizeof(*e->errnos)));
	e->errnos[-ret]++;
}

static void account_enter(struct figures *f, struct entry *e, const struct event *ev)
{
	struct call *c = call_begin(f, e, task_of(f, ev, ev->pid), ev);

	e->granted++;
	count_traced(f, e, ev, COUNTER_CALLS);
	c->caller->calls++;
}

static void account_exit(struct figures *f, struct entry *e, const struct event *ev)
{
	struct task *t = task_of(f, ev, ev->pid);
	struct call *c = call_find(f, e, t, ev);
	__u64 ns = ev->value[F_NS];

	e->left++;
	account_result(e, ev->value[F_RET]);
	if (!ns && c)
		ns = ev->ts - c->entered;
	if (ns) {
		hist_add(&e->inside, ns);
		(c ? c->caller : caller_of(e, t))->inside_ns += ns;
	} else {
		e->untimed++;
	}
	if (!c || c->before)
		e->entered_before++;
	if (c) {
		task_charge(c->caller->task, ev->ts);
		e->by_originals[c->originals < 2 ? c->originals : 2]++;
		if (ns)
			hist_add(&e->added, ns > c->original_ns ? ns - c->original_ns : 0);
	}
	removal_left(e, t, c, ev);
	if (c)
		call_drop(f, c, ev->ts);
}

/* It is the handler on top that has called an original, whoever's. */
static void account_original(struct figures *f, struct entry *e, const struct event *ev)
{
	struct task *t = task_find(f, ev->pid);
	__u64 ns = ev->value[F_NS];

	if (t && t->top) {
		t->top->original_ns += ns;
		t->top->originals++;
		e = t->top->caller->entry;
	}
	hist_add(&e->original, ns);
}

static void account_refused(struct figures *f, struct entry *e, const struct event *ev)
{
	struct caller *c = caller_of(e, task_of(f, ev, ev->pid));
	bool fallback = ev->type == EV_FALLBACK;

	(fallback ? e->fallback : e->refused)[ev->value[F_WHY]]++;
	(*(fallback ? &c->fallback : &c->refused))++;
	count_traced(f, e, ev, fallback ? COUNTER_FALLBACK : COUNTER_ENOSYS);
	removal_refused(e, c, fallback);
}

static void account_eagain(struct figures *f, struct entry *e, const struct event *ev)
{
	e->eagain++;
	count_traced(f, e, ev, COUNTER_EAGAIN);
	if (e->removing)
		e->removing->eagain++;
	/* It tells a name that the trace may not know otherwise. */
	if (ev->value[F_PID] && ev->comm[0]) {
		struct task *t = task_of(f, ev, ev->value[F_PID]);

		memcpy(t->comm, ev->comm, COMM_LEN);
		if (e->removing)
			removal_named(e, t);
	}
}

static void account_trylock(struct entry *e, const struct event *ev)
{
	e->tried++;
	if (!ev->value[F_GRANTED])
		e->tried_refused[ev->value[F_WHY]]++;
}

static bool is_of_others(const struct figures *f, const struct event *ev)
{
	size_t i;

	for (i = 0; i < f->selection.n_pids; i++)
		if (f->selection.pids[i] == ev->pid)
			return false;
	return f->selection.n_pids;
}

static void account_call(struct figures *f, struct entry *e, const struct event *ev)
{
	if (is_of_others(f, ev))
		return;
	switch (ev->type) {
	case EV_ENTER:
		account_enter(f, e, ev);
		break;
	case EV_EXIT:
		account_exit(f, e, ev);
		break;
	case EV_ORIGINAL:
		account_original(f, e, ev);
		break;
	case EV_READ_TRYLOCK:
		account_trylock(e, ev);
		break;
	default:
		account_refused(f, e, ev);
	}
}

static void account_entry(struct figures *f, const struct event *ev)
{
	struct entry *e = entry_of(f, ev);

	e->last_ts = ev->ts;
	if (!e->selected)
		return;
	switch (ev->type) {
	case EV_STATE:
		account_state(f, e, ev);
		break;
	case EV_UNLOCK:
		add_change(f, e, ev, STATE_ACTIVE, STATE_ACTIVE);
		break;
	case EV_WRITE_TRYLOCK:
		removal_attempt(e, ev);
		break;
	case EV_EAGAIN:
		account_eagain(f, e, ev);
		break;
	default:
		account_call(f, e, ev);
	}
}

/* Counts that a loss may have touched are lower bounds from now on. */
static void account_lost(struct figures *f, const struct event *ev)
{
	struct file_figures *file = &f->file[ev->file];
	struct loss *loss = f->losses;
	struct entry *e;

	for (; loss < f->losses + f->n_losses; loss++)
		if (loss->file == ev->file && loss->cpu == ev->cpu)
			break;
	if (loss == f->losses + f->n_losses) {
		f->losses = must_grow(f->losses, f->n_losses, sizeof(*f->losses));
		loss = &f->losses[f->n_losses++];
		*loss = (struct loss){ .file = ev->file, .cpu = ev->cpu, .first = ev->since };
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
	f->breaks++;
	for (e = f->entries; e; e = e->all_next) {
		e->lossy |= e->alive || e->last_ts >= ev->since;
		if (e->removing)
			e->removing->lossy = true;
	}
}

static void account_begin(struct figures *f, const struct event *ev)
{
	if (!f->first_ts) {
		f->first_ts = ev->ts;
		f->begin = ev->ts;
	} else if (!f->open_files) {
		f->gaps += ev->ts - f->last_ts;
	}
	f->open_files++;
	f->breaks++;
}

/* Who is inside when a file ends stays so; in another file we could not tell. */
static void account_end(struct figures *f, int file, __u64 ts)
{
	struct call *c, *next;
	struct entry *e;

	for (e = f->entries; e; e = e->all_next) {
		for (c = e->calls; c; c = next) {
			next = c->next;
			if (file >= 0 && c->file != file)
				continue;
			add_visit(&e->at_end, c->caller->task, c->entered);
			call_drop(f, c, ts);
		}
	}
	f->open_files--;
	f->breaks++;
}

/* The first event of what is asked for: all before it is history. */
static void restart(struct figures *f, __u64 begin)
{
	struct entry *e;

	f->counting = true;
	f->gaps = 0;
	f->begin = begin > f->first_ts ? begin : f->first_ts;
	for (e = f->entries; e; e = e->all_next)
		entry_restart(f, e, f->begin);
	f->n_changes = 0;
	f->n_losses = 0;
	memset(f->file, 0, f->trace->n_sources * sizeof(*f->file));
	memset(f->seen, 0, sizeof(f->seen));
}

static void account_record(struct figures *f, const struct event *ev)
{
	struct file_figures *file = &f->file[ev->file];

	if (!file->events++)
		file->first = ev->ts;
	file->last = ev->ts;
	if (ev->type == EV_RECORDED)
		return;
	f->seen[ev->type]++;
	if (ev->type == EV_SWITCH)
		account_switch(f, ev);
	else if (ev->type == EV_WAKING)
		account_waking(f, ev);
	else
		account_entry(f, ev);
}

bool account(struct figures *f, const struct event *ev)
{
	if (ev->ts > f->selection.to)
		return false;
	if (!f->counting && ev->ts >= f->selection.from && ev->type != EV_BEGIN)
		restart(f, f->selection.from);
	switch (ev->type) {
	case EV_BEGIN:
		account_begin(f, ev);
		break;
	case EV_END:
		account_end(f, ev->file, ev->ts);
		break;
	case EV_LOST:
		account_lost(f, ev);
		break;
	default:
		account_record(f, ev);
	}
	f->last_ts = ev->ts;
	return true;
}

/* With nothing else to go by, read_trylock tells who came and was refused. */
static void count_by_trylock(struct entry *e)
{
	memcpy(e->refused, e->tried_refused, sizeof(e->refused));
	e->granted = e->tried - entry_refused(e);
}

void figures_finish(struct figures *f)
{
	bool calls = f->seen[EV_ENTER] || f->seen[EV_EXIT] || f->seen[EV_ENOSYS] ||
		     f->seen[EV_FALLBACK];
	struct removal *r;
	struct entry *e;

	if (!f->counting)
		restart(f, f->selection.from);
	f->end = f->open_files && f->selection.to != ~0ULL ? f->selection.to : f->last_ts;
	if (f->end < f->begin)
		f->end = f->begin;
	account_end(f, -1, f->end);
	f->by_trylock = !calls && f->seen[EV_READ_TRYLOCK];
	for (e = f->entries; e; e = e->all_next) {
		entry_alive(f, e, f->end, e->alive);
		removal_end(e, 0);
		if (f->by_trylock)
			count_by_trylock(e);
		for (r = e->removals; r && !f->seen[EV_EAGAIN]; r = r->next)
			r->eagain = r->failed;
	}
	entries_sort(f);
	removals_sort(f);
}
