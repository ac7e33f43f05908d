// SPDX-License-Identifier: GPL-2.0
/*
 * Trace files through libtracecmd; see reader.h.
 *
 * libtracecmd keeps all pages that it has mapped or uncompressed until the file
 * is closed, and (up to 1.3) searches all of them for every page. Therefore a
 * file is reopened after every REOPEN_AFTER bytes, at the same place. This
 * bounds memory and the time per event.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <trace-cmd.h>
#include "memory.h"
#include "reader.h"

#define REOPEN_AFTER	(64ULL << 20)

/* What comes next on one CPU of one file. */
struct stream {
	int file, cpu;
	struct tep_record *next;
	__u64 last;
	bool told;		/* EV_LOST was returned for it */
	__u64 offset;		/* while the file is reopened */
};

static bool earlier(const struct stream *a, const struct stream *b)
{
	if (a->next->ts != b->next->ts)
		return a->next->ts < b->next->ts;
	return a->file != b->file ? a->file < b->file : a->cpu < b->cpu;
}

/* The stream at @at may be later than those below it. */
static void sift_down(struct dynsc_reader *r, int at)
{
	for (;;) {
		int child = 2 * at + 1;
		struct stream *s = r->heap[at];

		if (child + 1 < r->n_heap && earlier(r->heap[child + 1], r->heap[child]))
			child++;
		if (child >= r->n_heap || !earlier(r->heap[child], s))
			return;
		r->heap[at] = r->heap[child];
		r->heap[child] = s;
		at = child;
	}
}

static bool open_streams(struct dynsc_reader *r, int file)
{
	struct dynsc_source *source = &r->sources[file];
	int cpu;

	for (cpu = 0; cpu < source->cpus; cpu++) {
		struct tep_record *record = tracecmd_read_cpu_first(source->handle, cpu);
		struct stream *s;

		if (dynsc_input_warned) {
			r->error = dynsc_text("%s is damaged", source->path);
			return false;
		}
		if (!record)
			continue;
		s = dynsc_must(calloc(1, sizeof(*s)));
		s->file = file;
		s->cpu = cpu;
		s->next = record;
		r->heap = dynsc_must_grow(r->heap, r->n_heap, sizeof(*r->heap));
		r->heap[r->n_heap++] = s;
		source->streams++;
	}
	return true;
}

/* libtracecmd does not say why it cannot open a file, and blocks on a pipe. */
static bool is_readable(struct dynsc_reader *r, const char *path)
{
	struct stat st;

	if (stat(path, &st) || access(path, R_OK)) {
		r->error = dynsc_text("%s: %m", path);
		return false;
	}
	if (!S_ISREG(st.st_mode)) {
		r->error = dynsc_text("%s is not a %s", path, S_ISDIR(st.st_mode) ?
				      "trace but a directory" : "regular file");
		return false;
	}
	return true;
}

static bool open_source(struct dynsc_reader *r, int file)
{
	struct dynsc_source *source = &r->sources[file];
	struct tep_handle *tep;
	char why[256];

	source->handle = dynsc_input_open(source->path, source->buffer);
	if (!source->handle) {
		r->error = dynsc_text("%s is not a trace-cmd file, or is truncated", source->path);
		return false;
	}
	tep = tracecmd_get_tep(source->handle);
	source->cpus = tep_get_cpus(tep);
	source->clock = dynsc_input_clock(source->handle, source->path, source->buffer,
					  source->buffers);
	source->format = dynsc_must(malloc(sizeof(*source->format)));
	if (!dynsc_format_learn(source->format, tep, why)) {
		r->error = dynsc_text("%s: %s", source->path, why);
		return false;
	}
	return open_streams(r, file);
}

/* Whether the buffer has an event of dyn_syscall; also if it cannot be read. */
static bool has_events(const char *path, char *buffer)
{
	struct dynsc_source source = { .path = path, .buffer = buffer };
	struct dynsc_reader r = { .sources = &source, .n_sources = 1, .ended = -1 };
	struct dynsc_event ev = { .type = EV_RECORDED };
	int status = 1;

	if (!open_source(&r, 0))
		return true;
	while (status > 0 && !dynsc_event_is_ours(ev.type))
		status = dynsc_reader_next(&r, &ev);
	while (r.n_heap) {
		tracecmd_free_record(r.heap[--r.n_heap]->next);
		free(r.heap[r.n_heap]);
	}
	if (source.handle)
		tracecmd_close(source.handle);
	free(source.format);
	free(r.heap);
	return status;
}

/* Appends a name to a list. */
static char *also(char *list, const char *name)
{
	return list ? dynsc_text("%s, %s", list, name) : dynsc_text("%s", name);
}

/* "top" stands for the top buffer, unless there is another one of this name. */
static bool find_buffer(struct dynsc_reader *r, struct dynsc_source *source, const char *wanted)
{
	char **name = source->buffers, *list = also(NULL, "top");

	for (; *name && strcmp(*name, wanted); name++)
		list = also(list, *name);
	source->buffer = *name;
	if (*name || !strcmp(wanted, "top"))
		return true;
	r->error = dynsc_text("%s has no buffer \"%s\"; it has %s", source->path, wanted, list);
	return false;
}

/*
 * Without a wish, the buffer with events of dyn_syscall; the top one if none has any. The
 * same events may be in several, so that to read them all would count twice.
 */
static bool choose_buffer(struct dynsc_reader *r, struct dynsc_source *source, const char *wanted)
{
	char **name = source->buffers, *list = NULL, *only = NULL;
	int with = 0;

	if (wanted && !find_buffer(r, source, wanted))
		return false;
	if (!*name)
		return true;
	if (has_events(source->path, NULL)) {
		list = also(list, "top");
		with += !wanted || source->buffer;
	}
	for (; *name; name++) {
		if (!has_events(source->path, *name))
			continue;
		list = also(list, *name);
		only = *name;
		with += !wanted || source->buffer != *name;
	}
	source->others = wanted ? with : with > 1;
	if (!wanted && !source->others)
		source->buffer = only;
	if (wanted || !source->others)
		return true;
	r->error = dynsc_text("%s has events of dyn_syscall in the buffers %s; use --buffer",
			      source->path, list);
	return false;
}

static bool add_source(struct dynsc_reader *r, int file, const char *path, const char *buffer)
{
	struct dynsc_source *source = &r->sources[file];

	source->path = path;
	if (!is_readable(r, path))
		return false;
	source->buffers = dynsc_input_buffers(path);
	return choose_buffer(r, source, buffer) && open_source(r, file);
}

/* NULL, or why the times, tasks and entries of two files are not of one kind. */
static char *difference(const struct dynsc_source *a, const struct dynsc_source *b)
{
	const char *x = dynsc_input_uname(a->handle), *y = dynsc_input_uname(b->handle);

	if (x && y && strcmp(x, y))
		return dynsc_text("of different machines or kernels (%s, and %s)", x, y);
	if (!dynsc_input_same_boot(a->handle, b->handle))
		return dynsc_text("of different boots");
	x = a->clock.name ?: "unknown";
	y = b->clock.name ?: "unknown";
	return strcmp(x, y) ? dynsc_text("by different clocks (%s, and %s)", x, y) : NULL;
}

static bool can_be_merged(struct dynsc_reader *r)
{
	const struct dynsc_source *first = &r->sources[0], *s;

	for (s = first + 1; s < first + r->n_sources; s++) {
		char *why = difference(first, s);

		if (!why)
			continue;
		r->error = dynsc_text("%s and %s are %s: report on one at a time", first->path,
				      s->path, why);
		return false;
	}
	return true;
}

bool dynsc_reader_open_buffer(struct dynsc_reader *r, char **paths, int count, const char *buffer)
{
	int i;

	*r = (struct dynsc_reader){ .n_sources = count, .ended = -1 };
	r->sources = dynsc_must(calloc(count, sizeof(*r->sources)));
	for (i = 0; i < count; i++)
		if (!add_source(r, i, paths[i], buffer))
			return false;
	for (i = r->n_heap / 2; i >= 0 && r->n_heap; i--)
		sift_down(r, i);
	return can_be_merged(r);
}

bool dynsc_reader_open(struct dynsc_reader *r, char **paths, int count)
{
	return dynsc_reader_open_buffer(r, paths, count, NULL);
}

/* Opens a file again and continues each stream at its place. */
static bool reopen(struct dynsc_reader *r, int file)
{
	struct dynsc_source *source = &r->sources[file];
	int i, cpu;

	for (i = 0; i < r->n_heap; i++) {
		struct stream *s = r->heap[i];

		if (s->file != file)
			continue;
		s->offset = s->next->offset;
		tracecmd_free_record(s->next);
	}
	tracecmd_close(source->handle);
	source->handle = dynsc_input_open(source->path, source->buffer);
	for (i = 0; source->handle && i < r->n_heap; i++) {
		struct stream *s = r->heap[i];

		if (s->file != file)
			continue;
		s->next = tracecmd_read_at(source->handle, s->offset, &cpu);
		if (!s->next || s->next->offset != s->offset || cpu != s->cpu)
			break;
	}
	if (!source->handle || i < r->n_heap || dynsc_input_warned) {
		r->error = dynsc_text("%s was modified while it was read", source->path);
		return false;
	}
	source->format->tep = tracecmd_get_tep(source->handle);
	source->bytes = 0;
	return true;
}

/* Removes the earliest record. */
static bool advance(struct dynsc_reader *r)
{
	struct stream *s = r->heap[0];
	struct dynsc_source *source = &r->sources[s->file];

	source->bytes += s->next->record_size;
	s->last = s->next->ts;
	s->told = false;
	tracecmd_free_record(s->next);
	s->next = tracecmd_read_data(source->handle, s->cpu);
	if (dynsc_input_warned) {
		r->error = dynsc_text("%s is damaged", source->path);
		return false;
	}
	if (!s->next) {
		free(s);
		r->heap[0] = r->heap[--r->n_heap];
		if (!--source->streams)
			r->ended = source - r->sources;
	}
	if (r->n_heap)
		sift_down(r, 0);
	return source->bytes < REOPEN_AFTER || !source->streams ||
	       reopen(r, source - r->sources);
}

/* EV_BEGIN or EV_LOST before the record itself. */
static bool announce(struct dynsc_reader *r, struct stream *s, struct dynsc_event *ev)
{
	struct dynsc_source *source = &r->sources[s->file];

	if (!source->begun) {
		source->begun = true;
		source->begin = r->now;
		ev->type = EV_BEGIN;
		return true;
	}
	if (s->next->missed_events && !s->told) {
		s->told = true;
		ev->type = EV_LOST;
		ev->lost = s->next->missed_events;
		/* Before the CPU's first record: since the file begins. */
		ev->since = s->last ?: source->begin;
		return true;
	}
	return false;
}

int dynsc_reader_next(struct dynsc_reader *r, struct dynsc_event *ev)
{
	const struct dynsc_format *format;
	enum dynsc_event_type type;
	struct stream *s;

	if (r->ended >= 0) {
		ev->type = EV_END;
		ev->file = r->ended;
		ev->ts = r->now;
		r->ended = -1;
		return 1;
	}
	if (!r->n_heap)
		return 0;
	s = r->heap[0];
	if (s->next->ts > r->now)
		r->now = s->next->ts;
	ev->ts = r->now;
	ev->file = s->file;
	ev->cpu = s->cpu;
	if (announce(r, s, ev))
		return 1;
	format = r->sources[s->file].format;
	type = dynsc_format_type(format, s->next->data, s->next->size);
	ev->type = type;
	if (type != EV_RECORDED &&
	    !dynsc_decode(format, type, s->next->data, s->next->size, ev)) {
		r->error = dynsc_text("%s: an event %s does not match its format",
				      r->sources[s->file].path, dynsc_event_name(type));
		return -1;
	}
	return advance(r) ? 1 : -1;
}

const char *dynsc_reader_comm(const struct dynsc_reader *r, int file, int pid)
{
	const char *comm = tep_data_comm_from_pid(r->sources[file].format->tep, pid);

	return comm && strcmp(comm, "<...>") ? comm : NULL;
}

const char *dynsc_reader_symbol(const struct dynsc_reader *r, int file, __u64 address)
{
	return tep_find_function(r->sources[file].format->tep, address);
}

bool dynsc_reader_has(const struct dynsc_reader *r, enum dynsc_event_type type)
{
	int i;

	for (i = 0; i < r->n_sources; i++)
		if (!r->sources[i].format->layout[type].slots)
			return false;
	return true;
}
