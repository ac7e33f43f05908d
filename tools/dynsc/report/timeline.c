// SPDX-License-Identifier: GPL-2.0
/*
 * A trace as JSON for ui.perfetto.dev: see timeline.h. Two groups of tracks:
 *
 *	callers		one track for each task: its calls as boxes, in them the original;
 *			marks where it was refused or got the original
 *	numbers		one track for each number: its states as boxes, marks for attempts
 *			of a removal and for a rescue; and a counter, how many are inside
 *
 * An arrow leads from a failed attempt to the call that it names.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../dynsc.h"
#include "libdynsc/memory.h"
#include "timeline.h"
#include "writer.h"

#define BUCKETS		1024

enum tracks { CALLERS = 1, NUMBERS };

/* A track: a task, or a number. */
struct track {
	struct track *next;
	enum tracks group;
	int id;
	char name[64];
	bool open;			/* a box has begun */
	__u64 since;
	char what[64];			/* the box */
	const struct track *in;		/* of a task: the number it is inside */
	__u64 living;			/* of a number */
};

static struct timeline {
	struct emit e;
	struct dynsc_reader reader;
	const struct dynsc_selection *selection;
	struct track *tracks[BUCKETS];
	__u64 last, arrows;
} timeline;

static struct track *track_of(struct timeline *t, enum tracks group, int id)
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

/* What each object begins with; to be ended by emit_object_end(). */
static void begin(struct timeline *t, const char *phase, const struct track *track, __u64 ts,
		  const char *name)
{
	emit_object(&t->e, NULL);
	emit_text(&t->e, "ph", phase);
	emit_number(&t->e, "pid", track->group);
	emit_number(&t->e, "tid", track->id);
	emit_micros(&t->e, "ts", ts);
	emit_text(&t->e, "name", name);
}

static void mark(struct timeline *t, const struct track *track, __u64 ts, const char *name)
{
	begin(t, "i", track, ts, name);
	emit_text(&t->e, "s", "t");
	emit_object_end(&t->e);
}

static void count_living(struct timeline *t, const struct track *number, __u64 ts)
{
	char name[96];

	snprintf(name, sizeof(name), "%s inside", number->name);
	begin(t, "C", number, ts, name);
	emit_object(&t->e, "args");
	emit_number(&t->e, "inside", number->living);
	emit_object_end(&t->e);
	emit_object_end(&t->e);
}

/* Its arguments may follow; then two emit_object_end(). */
static void begin_box(struct timeline *t, const struct track *track, __u64 from, __u64 to,
		      const char *name)
{
	begin(t, "X", track, from, name);
	emit_micros(&t->e, "dur", to > from ? to - from : 0);
	emit_text(&t->e, "cat", track->group == CALLERS ? "call" : "state");
	emit_object(&t->e, "args");
}

static void end_box(struct timeline *t)
{
	emit_object_end(&t->e);
	emit_object_end(&t->e);
}

static void box(struct timeline *t, struct track *track, __u64 to, const char *ended)
{
	if (!track->open)
		return;
	begin_box(t, track, track->since, to, track->what);
	if (ended)
		emit_text(&t->e, "end", ended);
	end_box(t);
	track->open = false;
}

static void open_box(struct track *track, __u64 ts, const char *what)
{
	track->open = true;
	track->since = ts;
	snprintf(track->what, sizeof(track->what), "%s", what);
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
	count_living(t, number, ts);
}

static void add_enter(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *task = task_of(t, ev, ev->pid), *number = number_of(t, ev);

	box(t, task, ev->ts, "not recorded");
	leave(t, task, ev->ts);
	open_box(task, ev->ts, number->name);
	task->in = number;
	number->living++;
	count_living(t, number, ev->ts);
}

static void add_exit(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *task = task_of(t, ev, ev->pid), *number = number_of(t, ev);

	/* It had entered before the trace began. */
	if (!task->open || task->in != number) {
		mark(t, task, ev->ts, "left");
		return;
	}
	begin_box(t, task, task->since, ev->ts, task->what);
	emit_signed(&t->e, "ret", ev->value[F_RET]);
	emit_number(&t->e, "ns", ev->value[F_NS]);
	end_box(t);
	task->open = false;
	leave(t, task, ev->ts);
}

/* It has just returned: the event says for how long it ran. */
static void add_original(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *task = task_of(t, ev, ev->pid);
	__u64 from = ev->ts - ev->value[F_NS];

	if (!task->open || from < task->since || from > ev->ts)
		return;
	begin_box(t, task, from, ev->ts, "original");
	emit_signed(&t->e, "ret", ev->value[F_RET]);
	emit_number(&t->e, "ns", ev->value[F_NS]);
	end_box(t);
}

static void add_refused(struct timeline *t, const struct dynsc_event *ev)
{
	char name[128];

	snprintf(name, sizeof(name), "%s: %s, %s", ev->type == EV_ENOSYS ? "ENOSYS" : "fallback",
		 number_of(t, ev)->name, dynsc_why_names[ev->value[F_WHY]]);
	mark(t, task_of(t, ev, ev->pid), ev->ts, name);
}

static void add_state(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *number = number_of(t, ev);

	box(t, number, ev->ts, NULL);
	if (ev->value[F_TO] != STATE_FREE)
		open_box(number, ev->ts, dynsc_state_names[ev->value[F_TO]]);
}

static void add_swap(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *number = number_of(t, ev);
	char what[64];

	box(t, number, ev->ts, NULL);
	snprintf(what, sizeof(what), "active, generation %lld", ev->value[F_GENERATION]);
	open_box(number, ev->ts, what);
}

static void add_rescue(struct timeline *t, const struct dynsc_event *ev)
{
	char name[32];

	snprintf(name, sizeof(name), "rescue: %s", dynsc_rescue_names[ev->value[F_RESCUE]]);
	mark(t, number_of(t, ev), ev->ts, name);
}

static void add_attempt(struct timeline *t, const struct dynsc_event *ev)
{
	if (ev->value[F_GRANTED])
		mark(t, number_of(t, ev), ev->ts, "locked");
}

static void arrow(struct timeline *t, const char *phase, const struct track *track, __u64 ts)
{
	begin(t, phase, track, ts, "waits for");
	emit_text(&t->e, "cat", "removal");
	emit_number(&t->e, "id", t->arrows);
	if (*phase == 'f')
		emit_text(&t->e, "bp", "e");
	emit_object_end(&t->e);
}

static void add_eagain(struct timeline *t, const struct dynsc_event *ev)
{
	struct track *number = number_of(t, ev), *task = NULL;
	char name[96];

	if (ev->value[F_PID])
		task = task_of(t, ev, ev->value[F_PID]);
	snprintf(name, sizeof(name), "EAGAIN: %lld inside%s%s", ev->value[F_LIVING],
		 task ? ", one is " : "", task ? task->name : "");
	mark(t, number, ev->ts, name);
	if (!task || !task->open || !number->open)
		return;
	t->arrows++;
	arrow(t, "s", number, ev->ts);
	arrow(t, "f", task, ev->ts);
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
	box(t, track, t->last, "events were lost");
	track->in = NULL;
	track->living = 0;
}

static void finish(struct timeline *t, struct track *track)
{
	box(t, track, t->last, "end of the trace");
}

static void name_track(struct timeline *t, struct track *track)
{
	begin(t, "M", track, 0, "thread_name");
	emit_object(&t->e, "args");
	emit_text(&t->e, "name", track->name);
	end_box(t);
}

static void name_group(struct timeline *t, enum tracks group, const char *name)
{
	struct track track = { .group = group };

	begin(t, "M", &track, 0, "process_name");
	emit_object(&t->e, "args");
	emit_text(&t->e, "name", name);
	end_box(t);
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

	emit_begin(&t->e, NULL);
	emit_text(&t->e, "displayTimeUnit", "ns");
	emit_list(&t->e, "traceEvents");
	while ((status = dynsc_reader_next(&t->reader, &ev)) > 0)
		add_event(t, &ev);
	each_track(t, finish);
	each_track(t, name_track);
	name_group(t, CALLERS, "callers");
	name_group(t, NUMBERS, "numbers");
	emit_list_end(&t->e);
	emit_end(&t->e);
	return !status;
}

/* The writer writes to stdout, which is the file meanwhile. */
bool write_timeline(char **files, int count, const struct dynsc_selection *selection,
		    const char *buffer, const char *path)
{
	char *new = dynsc_text("%s.new", path);
	FILE *was = stdout, *file = fopen(new, "we");
	bool good;

	if (!file) {
		complain("%s: %m", new);
		return false;
	}
	timeline.selection = selection;
	stdout = file;
	good = dynsc_reader_open_buffer(&timeline.reader, files, count, buffer) &&
	       write_events(&timeline);
	stdout = was;
	if (!good)
		complain("%s", timeline.reader.error);
	else if ((ferror(file) | fclose(file)) || rename(new, path))
		complain("%s: %m", path);
	else
		return true;
	unlink(new);
	return false;
}
