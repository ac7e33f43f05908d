// SPDX-License-Identifier: GPL-2.0
/*
 * A timeline in Perfetto's own format: a file is packets, and a packet is fields, encoded
 * as by protobuf. The numbers are those of Perfetto's protos/perfetto/trace.
 *
 * The encoding is the part above "packets": shorter than what a library for it would need
 * from us, which is a description of the messages, a generator in the build, and two more
 * packages wherever dynsc is built.
 *
 * Perfetto sorts events by time, and leaves those of the same time in the file's order. It
 * wants to know a counter before its first value, so the events wait in a file without a
 * name until the names of all tracks are known.
 */

#include <endian.h>
#include <stdio.h>
#include <string.h>
#include "tracks.h"
#include "writer.h"

#define MESSAGE_SIZE	1024	/* two texts, each byte replaced by three, and numbers */

struct message {
	unsigned char data[MESSAGE_SIZE];
	size_t size;
};

/* How a field is encoded. */
enum { VARINT, FIXED64, BYTES };

static void put_varint(struct message *m, __u64 value)
{
	for (; value > 0x7f; value >>= 7)
		m->data[m->size++] = value | 0x80;
	m->data[m->size++] = value;
}

static void put_number(struct message *m, int field, __u64 value)
{
	put_varint(m, field << 3 | VARINT);
	put_varint(m, value);
}

static void put_fixed(struct message *m, int field, __u64 value)
{
	put_varint(m, field << 3 | FIXED64);
	value = htole64(value);
	memcpy(m->data + m->size, &value, sizeof(value));
	m->size += sizeof(value);
}

static void put_bytes(struct message *m, int field, const void *data, size_t size)
{
	put_varint(m, field << 3 | BYTES);
	put_varint(m, size);
	memcpy(m->data + m->size, data, size);
	m->size += size;
}

static void put_message(struct message *m, int field, const struct message *inner)
{
	put_bytes(m, field, inner->data, inner->size);
}

static void put_text(struct message *m, int field, const char *text)
{
	char valid[UTF8_VALID(TRACK_TEXT)];

	put_bytes(m, field, valid, utf8_valid(valid, text, TRACK_TEXT));
}

/* packets */

enum { TRACE_PACKET = 1 };
enum { PACKET_TIMESTAMP = 8, PACKET_SEQUENCE = 10, PACKET_TRACK_EVENT = 11, PACKET_TRACK = 60 };
enum { TRACK_UUID = 1, TRACK_NAME, TRACK_PROCESS, TRACK_THREAD, TRACK_PARENT, TRACK_COUNTER = 8 };
enum { PROCESS_PID = 1, PROCESS_NAME = 6 };
enum { THREAD_PID = 1, THREAD_TID = 2, THREAD_NAME = 5 };
enum { EVENT_ANNOTATION = 4, EVENT_TYPE = 9, EVENT_TRACK = 11 };
enum { EVENT_CATEGORY = 22, EVENT_NAME = 23, EVENT_COUNTER = 30, EVENT_FLOW = 47, EVENT_FLOW_END };
enum type { TYPE_BEGIN = 1, TYPE_END, TYPE_INSTANT, TYPE_COUNTER };
enum { ANNOTATION_UNSIGNED = 3, ANNOTATION_SIGNED = 4, ANNOTATION_TEXT = 6, ANNOTATION_NAME = 10 };

/* Tracks have numbers of 64 bits; those of groups, and no others, are below 1 << 32. */
#define COUNTERS	(NUMBERS + 1)

static FILE *events;

static __u64 uuid(__u64 group, int id)
{
	return group << 32 | (unsigned int)id;
}

static void write_packet(FILE *to, struct message *packet)
{
	struct message trace = { 0 };

	put_number(packet, PACKET_SEQUENCE, 1);
	put_varint(&trace, TRACE_PACKET << 3 | BYTES);
	put_varint(&trace, packet->size);
	fwrite(trace.data, 1, trace.size, to);
	fwrite(packet->data, 1, packet->size, to);
}

static void write_event(struct message *event, __u64 ts)
{
	struct message packet = { 0 };

	put_number(&packet, PACKET_TIMESTAMP, ts);
	put_message(&packet, PACKET_TRACK_EVENT, event);
	write_packet(events, &packet);
}

/* Without a name it is empty. */
static struct message event_of(const struct track *track, enum type type, const char *name)
{
	struct message event = { 0 };

	put_number(&event, EVENT_TYPE, type);
	put_number(&event, EVENT_TRACK, uuid(track->group, track->id));
	if (name)
		put_text(&event, EVENT_NAME, name);
	return event;
}

static void begin_box(const struct track *track, __u64 ts, const char *name)
{
	struct message event = event_of(track, TYPE_BEGIN, name);

	put_text(&event, EVENT_CATEGORY, track_category(track));
	write_event(&event, ts);
}

static void open_box(const struct track *track)
{
	begin_box(track, track->since, track->what);
}

static struct message annotation(const char *name)
{
	struct message annotation = { 0 };

	put_text(&annotation, ANNOTATION_NAME, name);
	return annotation;
}

static void close_box(const struct track *track, __u64 ts, const struct box_end *end)
{
	struct message event = event_of(track, TYPE_END, NULL), value;

	if (end && end->reason) {
		value = annotation("end");
		put_text(&value, ANNOTATION_TEXT, end->reason);
		put_message(&event, EVENT_ANNOTATION, &value);
	} else if (end) {
		value = annotation("ret");
		put_number(&value, ANNOTATION_SIGNED, end->ret);
		put_message(&event, EVENT_ANNOTATION, &value);
		value = annotation("ns");
		put_number(&value, ANNOTATION_UNSIGNED, end->ns);
		put_message(&event, EVENT_ANNOTATION, &value);
	}
	write_event(&event, ts);
}

static void inner(const struct track *track, __u64 from, __u64 to, const char *name,
		  const struct box_end *end)
{
	begin_box(track, from, name);
	close_box(track, to, end);
}

static void mark(const struct track *track, __u64 ts, const char *name, __u64 flow)
{
	struct message event = event_of(track, TYPE_INSTANT, name);

	if (flow)
		put_fixed(&event, EVENT_FLOW, flow);
	write_event(&event, ts);
}

/* An arrow leads from event to event, so there must be one on the task's track. */
static void flow_end(const struct track *task, __u64 ts, __u64 flow)
{
	struct message event = event_of(task, TYPE_INSTANT, "waited for");

	put_fixed(&event, EVENT_FLOW_END, flow);
	write_event(&event, ts);
}

static void count(const struct track *number, __u64 ts)
{
	struct message event = { 0 };

	put_number(&event, EVENT_TYPE, TYPE_COUNTER);
	put_number(&event, EVENT_TRACK, uuid(COUNTERS, number->id));
	put_number(&event, EVENT_COUNTER, number->living);
	write_event(&event, ts);
}

static void write_track(struct message *track)
{
	struct message packet = { 0 };

	put_message(&packet, PACKET_TRACK, track);
	write_packet(stdout, &packet);
}

/*
 * Tasks are threads, so that queries find them by their number. Their process is not
 * recorded; one stands for all. A number is neither.
 */
static void name_group(enum track_group group, const char *name)
{
	struct message track = { 0 }, process = { 0 };

	put_number(&track, TRACK_UUID, group);
	if (group == CALLERS) {
		put_number(&process, PROCESS_PID, group);
		put_text(&process, PROCESS_NAME, name);
		put_message(&track, TRACK_PROCESS, &process);
	} else {
		put_text(&track, TRACK_NAME, name);
	}
	write_track(&track);
}

static void name_track(const struct track *of)
{
	struct message track = { 0 }, thread = { 0 }, counter = { 0 };
	char name[TRACK_TEXT];

	put_number(&track, TRACK_UUID, uuid(of->group, of->id));
	put_number(&track, TRACK_PARENT, of->group);
	if (of->group == CALLERS) {
		put_number(&thread, THREAD_PID, of->group);
		put_number(&thread, THREAD_TID, of->id);
		put_text(&thread, THREAD_NAME, of->name);
		put_message(&track, TRACK_THREAD, &thread);
		write_track(&track);
		return;
	}
	put_text(&track, TRACK_NAME, of->name);
	write_track(&track);

	track.size = 0;
	put_number(&track, TRACK_UUID, uuid(COUNTERS, of->id));
	put_number(&track, TRACK_PARENT, uuid(of->group, of->id));
	snprintf(name, sizeof(name), "%s inside", of->name);
	put_text(&track, TRACK_NAME, name);
	put_message(&track, TRACK_COUNTER, &counter);
	write_track(&track);
}

static bool begin(void)
{
	events = tmpfile();
	return events;
}

static bool end(void)
{
	char block[1 << 16];
	size_t size;
	bool good;

	rewind(events);
	while ((size = fread(block, 1, sizeof(block), events)))
		fwrite(block, 1, size, stdout);
	good = !ferror(events);
	fclose(events);
	return good;
}

const struct track_writer perfetto_tracks = {
	.begin = begin,
	.open = open_box,
	.close = close_box,
	.inner = inner,
	.mark = mark,
	.flow_end = flow_end,
	.count = count,
	.name_group = name_group,
	.name = name_track,
	.end = end,
};
