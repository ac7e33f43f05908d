// SPDX-License-Identifier: GPL-2.0
/*
 * The walk over a trace that makes a timeline: see tracks.h for what is drawn, and for
 * the two formats, which get the same from here.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../dynsc.h"
#include "libdynsc/memory.h"
#include "timeline.h"
#include "tracks.h"

#define BUCKETS		1024

static struct timeline {
	const struct track_writer *to;
	struct dynsc_reader reader;
	const struct dynsc_selection *selection;
	struct track *tracks[BUCKETS];
	__u64 last, flows;
} timeline;

static struct track *track_of(struct timeline *t, enum track_group group, int id)
{
	struct track **slot = &t->tracks[((unsigned int)id * 2 + group) % BUCKETS], *track;

	for (track = *slot; track; track = track->next)
		if (track->group == group && track->id == id)
			return track;
	track = dynsc_must(calloc(1, sizeof(*track)));
	track->group = group;
	track->id = id;
	track->next = *slot;
	*slot = track;
	return track;
}

static void close_box(struct timeline *t, struct track *track, __u64 ts,
		      const struct box_end *end)
{
	if (!track->open)
		return;
	t->to->close(track, ts, end);
	track->open = false;
}

static void open_box(struct timeline *t, struct track *track, __u64 ts, const char *what)
{
	track->open = true;
	track->since = ts;
	track->busy = ts;
	snprintf(track->what, sizeof(track->what), "%s", what);
	t->to->open(track);
}

/* A number has the name of its last registration. */
static struct track *number_of(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *number = track_of(t, NUMBERS, ev->value[F_NR]);

	if (*ev->name || !*number->name)
		snprintf(number->name, sizeof(number->name), "%lld %s", ev->value[F_NR], ev->name);
	return number;
}

static struct track *task_of(struct timeline *t, const struct dynsc_event *ev, int pid)
{
	struct track *task = track_of(t, CALLERS, pid);
	const char *comm;

	if (!*task->name) {
		comm = dynsc_reader_comm(&t->reader, ev->file, pid);
		snprintf(task->name, sizeof(task->name), "%s-%d", comm ?: "?", pid);
	}
	return task;
}

static void leave(struct timeline *t, struct track *task, __u64 ts)
{
	struct track *number;

	if (!task->in)
		return;
	number = track_of(t, NUMBERS, task->in->id);
	number->living--;
	task->in = NULL;
	t->to->count(number, ts);
}

static void add_enter(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *task = task_of(t, ev, ev->pid), *number = number_of(t, ev);

	close_box(t, task, ev->ts, &(struct box_end){ .reason = "not recorded" });
	leave(t, task, ev->ts);
	open_box(t, task, ev->ts, number->name);
	task->in = number;
	number->living++;
	t->to->count(number, ev->ts);
}

static void add_exit(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *task = task_of(t, ev, ev->pid), *number = number_of(t, ev);
	struct box_end end = { .ret = ev->value[F_RET], .ns = ev->value[F_NS] };

	/* It had entered before the trace began. */
	if (!task->open || task->in != number) {
		t->to->mark(task, ev->ts, "left", 0);
		return;
	}
	close_box(t, task, ev->ts, &end);
	leave(t, task, ev->ts);
}

/*
 * It has just returned: the event says for how long it ran, by a clock that may differ a
 * little from the trace's, and boxes must not overlap.
 */
static void add_original(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *task = task_of(t, ev, ev->pid);
	__u64 from = ev->ts - ev->value[F_NS];

	if (!task->open || from > ev->ts)
		return;
	if (from < task->busy)
		from = task->busy;
	task->busy = ev->ts;
	t->to->inner(task, from, ev->ts, "original",
		     &(struct box_end){ .ret = ev->value[F_RET], .ns = ev->value[F_NS] });
}

static void add_refused(struct timeline *t, const struct dynsc_event *ev)
{
	char name[TRACK_TEXT];

	snprintf(name, sizeof(name), "%s: %s, %s", ev->type == EV_ENOSYS ? "ENOSYS" : "fallback",
		 number_of(t, ev)->name, dynsc_why_names[ev->value[F_WHY]]);
	t->to->mark(task_of(t, ev, ev->pid), ev->ts, name, 0);
}

static void add_state(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *number = number_of(t, ev);

	close_box(t, number, ev->ts, NULL);
	if (ev->value[F_TO] != STATE_FREE)
		open_box(t, number, ev->ts, dynsc_state_names[ev->value[F_TO]]);
}

static void add_swap(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *number = number_of(t, ev);
	char what[64];

	close_box(t, number, ev->ts, NULL);
	snprintf(what, sizeof(what), "active, generation %lld", ev->value[F_GENERATION]);
	open_box(t, number, ev->ts, what);
}

static void add_rescue(struct timeline *t, const struct dynsc_event *ev)
{
	char name[32];

	snprintf(name, sizeof(name), "rescue: %s", dynsc_rescue_names[ev->value[F_RESCUE]]);
	t->to->mark(number_of(t, ev), ev->ts, name, 0);
}

static void add_attempt(struct timeline *t, const struct dynsc_event *ev)
{
	if (ev->value[F_GRANTED])
		t->to->mark(number_of(t, ev), ev->ts, "locked", 0);
}

static void add_eagain(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *number = number_of(t, ev), *task = NULL;
	char name[TRACK_TEXT];
	__u64 flow = 0;

	if (ev->value[F_PID])
		task = task_of(t, ev, ev->value[F_PID]);
	snprintf(name, sizeof(name), "EAGAIN: %lld inside%s%s", ev->value[F_LIVING],
		 task ? ", one is " : "", task ? task->name : "");
	if (task && task->open && number->open)
		flow = ++t->flows;
	t->to->mark(number, ev->ts, name, flow);
	if (flow)
		t->to->flow_end(task, ev->ts, flow);
}

static void each_track(struct timeline *t, void (*f)(struct timeline *t, struct track *track))
{
	struct track *track;
	int i;

	for (i = 0; i < BUCKETS; i++)
		for (track = t->tracks[i]; track; track = track->next)
			f(t, track);
}

static void lose(struct timeline *t, struct track *track)
{
	close_box(t, track, t->last, &(struct box_end){ .reason = "events were lost" });
	track->in = NULL;
	track->living = 0;
}

static void finish(struct timeline *t, struct track *track)
{
	close_box(t, track, t->last, &(struct box_end){ .reason = "end of the trace" });
}

static void name_track(struct timeline *t, struct track *track)
{
	t->to->name(track);
}

static bool is_in(const int *list, size_t count, int value)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (list[i] == value)
			return true;
	return !count;
}

/* Of calls, only those of the selected tasks. */
static bool is_selected(const struct dynsc_selection *s, const struct dynsc_event *ev)
{
	bool named = !s->n_names, of_call;
	size_t i;

	for (i = 0; i < s->n_names; i++)
		named |= !strcmp(s->names[i], ev->name);
	of_call = ev->type == EV_ENTER || ev->type == EV_EXIT || ev->type == EV_ORIGINAL ||
		  ev->type == EV_ENOSYS || ev->type == EV_FALLBACK;
	return named && is_in(s->nrs, s->n_nrs, ev->value[F_NR]) &&
	       (!of_call || is_in(s->pids, s->n_pids, ev->pid));
}

static void add_event(struct timeline *t, const struct dynsc_event *ev)
{
	static void (* const add[EV_RECORDED])(struct timeline *t, const struct dynsc_event *ev) = {
		[EV_STATE] = add_state,
		[EV_ENTER] = add_enter,
		[EV_EXIT] = add_exit,
		[EV_ORIGINAL] = add_original,
		[EV_ENOSYS] = add_refused,
		[EV_FALLBACK] = add_refused,
		[EV_WRITE_TRYLOCK] = add_attempt,
		[EV_EAGAIN] = add_eagain,
		[EV_SWAP] = add_swap,
		[EV_RESCUE] = add_rescue,
	};

	if (ev->ts < t->selection->from || ev->ts > t->selection->to)
		return;
	t->last = ev->ts;
	if (ev->type == EV_LOST)
		each_track(t, lose);
	else if (ev->type < EV_RECORDED && add[ev->type] && is_selected(t->selection, ev))
		add[ev->type](t, ev);
}

static bool write_events(struct timeline *t)
{
	struct dynsc_event ev = { 0 };
	int status;

	if (!t->to->begin())
		return false;
	while ((status = dynsc_reader_next(&t->reader, &ev)) > 0)
		add_event(t, &ev);
	each_track(t, finish);
	t->to->name_group(CALLERS, "callers");
	t->to->name_group(NUMBERS, "numbers");
	each_track(t, name_track);
	return t->to->end() && !status;
}

/* The writers write to stdout, which is the file meanwhile. */
bool write_timeline(char **files, int count, const struct dynsc_selection *selection,
		    const char *buffer, const struct track_writer *to, const char *path)
{
	char *new = dynsc_text("%s.new", path);
	FILE *was = stdout, *file = fopen(new, "we");
	bool good;

	if (!file) {
		complain("%s: %m", new);
		return false;
	}
	timeline = (struct timeline){ .to = to, .selection = selection };
	stdout = file;
	good = dynsc_reader_open_buffer(&timeline.reader, files, count, buffer) &&
	       write_events(&timeline);
	stdout = was;
	if (timeline.reader.error)
		complain("%s", timeline.reader.error);
	else if (!good || (ferror(file) | fclose(file)) || rename(new, path))
		complain("%s: %m", path);
	else
		return true;
	unlink(new);
	return false;
}
