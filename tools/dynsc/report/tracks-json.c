// SPDX-License-Identifier: GPL-2.0
/* A timeline as the JSON that Chrome's trace viewer has made common. */

#include <stdio.h>
#include "tracks.h"
#include "writer.h"

static struct emit json;

/* What each object begins with; to be ended by emit_object_end(). */
static void begin_event(const char *phase, enum track_group group, int id, __u64 ts,
			const char *name)
{
	emit_object(&json, NULL);
	emit_text(&json, "ph", phase);
	emit_number(&json, "pid", group);
	emit_number(&json, "tid", id);
	emit_micros(&json, "ts", ts);
	emit_text(&json, "name", name);
}

static void mark(const struct track *track, __u64 ts, const char *name)
{
	begin_event("i", track->group, track->id, ts, name);
	emit_text(&json, "s", "t");
	emit_object_end(&json);
}

static void flow(const char *phase, const struct track *track, __u64 ts, __u64 id)
{
	begin_event(phase, track->group, track->id, ts, "waits for");
	emit_text(&json, "cat", "removal");
	emit_number(&json, "id", id);
	if (*phase == 'f')
		emit_text(&json, "bp", "e");
	emit_object_end(&json);
}

static void mark_and_flow(const struct track *track, __u64 ts, const char *name, __u64 id)
{
	mark(track, ts, name);
	if (id)
		flow("s", track, ts, id);
}

static void flow_end(const struct track *task, __u64 ts, __u64 id)
{
	flow("f", task, ts, id);
}

static void count(const struct track *number, __u64 ts)
{
	char name[TRACK_TEXT];

	snprintf(name, sizeof(name), "%s inside", number->name);
	begin_event("C", number->group, number->id, ts, name);
	emit_object(&json, "args");
	emit_number(&json, "inside", number->living);
	emit_object_end(&json);
	emit_object_end(&json);
}

static void inner(const struct track *track, __u64 from, __u64 to, const char *name,
		  const struct box_end *end)
{
	begin_event("X", track->group, track->id, from, name);
	emit_micros(&json, "dur", to > from ? to - from : 0);
	emit_text(&json, "cat", track_category(track));
	emit_object(&json, "args");
	if (end && end->reason) {
		emit_text(&json, "end", end->reason);
	} else if (end) {
		emit_signed(&json, "ret", end->ret);
		emit_number(&json, "ns", end->ns);
	}
	emit_object_end(&json);
	emit_object_end(&json);
}

/* A box is one event, so it is written when it ends. */
static void open_box(const struct track *track)
{
	(void)track;
}

static void close_box(const struct track *track, __u64 ts, const struct box_end *end)
{
	inner(track, track->since, ts, track->what, end);
}

static void describe(const char *what, enum track_group group, int id, const char *name)
{
	begin_event("M", group, id, 0, what);
	emit_object(&json, "args");
	emit_text(&json, "name", name);
	emit_object_end(&json);
	emit_object_end(&json);
}

static void name_group(enum track_group group, const char *name)
{
	describe("process_name", group, 0, name);
}

static void name_track(const struct track *track)
{
	describe("thread_name", track->group, track->id, track->name);
}

static bool begin(void)
{
	emit_begin(&json, NULL);
	emit_text(&json, "displayTimeUnit", "ns");
	emit_list(&json, "traceEvents");
	return true;
}

static bool end(void)
{
	emit_list_end(&json);
	emit_end(&json);
	return true;
}

const struct track_writer json_tracks = {
	.begin = begin,
	.open = open_box,
	.close = close_box,
	.inner = inner,
	.mark = mark_and_flow,
	.flow_end = flow_end,
	.count = count,
	.name_group = name_group,
	.name = name_track,
	.end = end,
};
