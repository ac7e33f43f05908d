// SPDX-License-Identifier: GPL-2.0
/*
 * Trace files through libtracecmd; see trace.h.
 *
 * The library keeps what it has mapped, or uncompressed, of a file for as long
 * as the file is open, and (up to 1.3) looks through all of that for every
 * page. So a file is opened anew after some MiB, and goes on where it was: the
 * memory that it takes has a bound, and so has the time per event.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <trace-cmd.h>
#include "dynsc.h"
#include "trace.h"

#define REOPEN_AFTER	(64ULL << 20)

/* What comes next on one CPU of one file. */
struct stream {
	int file, cpu;
	struct tep_record *next;
	__u64 last;
	bool told;		/* that events were lost before it */
	__u64 offset;		/* while the file is opened anew */
};

static bool warned;

/*
 * The library's voice. We say in one sentence of our own what is wrong; but
 * while records are read, a warning is how it tells of damage.
 */
int tep_vprint(const char *name, enum tep_loglevel level, bool print_err,
	       const char *format, va_list args)
{
	(void)name;
	(void)print_err;
	(void)format;
	(void)args;
	if (level <= TEP_LOG_WARNING)
		warned = true;
	return 0;
}

/* Some of what it says while it opens a file goes to stdout without asking. */
static struct tracecmd_input *open_quietly(const char *path)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	struct tracecmd_input *handle;

	fflush(stdout);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	handle = tracecmd_open(path, TRACECMD_FL_LOAD_NO_PLUGINS |
			       TRACECMD_FL_LOAD_NO_SYSTEM_PLUGINS);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	close(null);
	warned = false;
	return handle;
}

static bool earlier(const struct stream *a, const struct stream *b)
{
	if (a->next->ts != b->next->ts)
		return a->next->ts < b->next->ts;
	return a->file != b->file ? a->file < b->file : a->cpu < b->cpu;
}

/* The stream at @at may be later than those below it. */
static void sift_down(struct trace *t, int at)
{
	for (;;) {
		int child = 2 * at + 1;
		struct stream *s = t->heap[at];

		if (child + 1 < t->n_heap && earlier(t->heap[child + 1], t->heap[child]))
			child++;
		if (child >= t->n_heap || !earlier(t->heap[child], s))
			return;
		t->heap[at] = t->heap[child];
		t->heap[child] = s;
		at = child;
	}
}

static bool open_streams(struct trace *t, int file)
{
	struct source *source = &t->sources[file];
	int cpu;

	for (cpu = 0; cpu < source->cpus; cpu++) {
		struct tep_record *record = tracecmd_read_cpu_first(source->handle, cpu);
		struct stream *s;

		if (warned) {
			complain("%s is damaged", source->path);
			return false;
		}
		if (!record)
			continue;
		s = must(calloc(1, sizeof(*s)));
		s->file = file;
		s->cpu = cpu;
		s->next = record;
		t->heap = must_grow(t->heap, t->n_heap, sizeof(*t->heap));
		t->heap[t->n_heap++] = s;
		source->streams++;
	}
	return true;
}

/* libtracecmd does not say why it cannot open a file, and waits for a pipe. */
static bool is_readable(const char *path)
{
	struct stat st;

	if (stat(path, &st) || access(path, R_OK)) {
		complain("%s: %m", path);
		return false;
	}
	if (!S_ISREG(st.st_mode)) {
		complain("%s is %s, not a trace", path,
			 S_ISDIR(st.st_mode) ? "a folder" : "no ordinary file");
		return false;
	}
	return true;
}

static bool open_source(struct trace *t, int file, const char *path)
{
	struct source *source = &t->sources[file];
	struct tep_handle *tep;
	char why[256];

	source->path = path;
	if (!is_readable(path))
		return false;
	source->handle = open_quietly(path);
	if (!source->handle) {
		complain("%s is not a whole trace of trace-cmd", path);
		return false;
	}
	tep = tracecmd_get_tep(source->handle);
	source->cpus = tep_get_cpus(tep);
	source->format = must(malloc(sizeof(*source->format)));
	if (!format_learn(source->format, tep, why)) {
		complain("%s: %s", path, why);
		return false;
	}
	return open_streams(t, file);
}

bool trace_open(struct trace *t, char **paths, int count)
{
	int i;

	*t = (struct trace){ .n_sources = count, .ended = -1 };
	t->sources = must(calloc(count, sizeof(*t->sources)));
	for (i = 0; i < count; i++)
		if (!open_source(t, i, paths[i]))
			return false;
	for (i = t->n_heap / 2; i >= 0 && t->n_heap; i--)
		sift_down(t, i);
	return true;
}

/* Opens a file anew, with every stream of it where it was. */
static bool reopen(struct trace *t, int file)
{
	struct source *source = &t->sources[file];
	int i, cpu;

	for (i = 0; i < t->n_heap; i++) {
		struct stream *s = t->heap[i];

		if (s->file != file)
			continue;
		s->offset = s->next->offset;
		tracecmd_free_record(s->next);
	}
	tracecmd_close(source->handle);
	source->handle = open_quietly(source->path);
	for (i = 0; source->handle && i < t->n_heap; i++) {
		struct stream *s = t->heap[i];

		if (s->file != file)
			continue;
		s->next = tracecmd_read_at(source->handle, s->offset, &cpu);
		if (!s->next || s->next->offset != s->offset || cpu != s->cpu)
			break;
	}
	if (!source->handle || i < t->n_heap || warned) {
		complain("%s was changed while it was read", source->path);
		return false;
	}
	source->format->tep = tracecmd_get_tep(source->handle);
	source->bytes = 0;
	return true;
}

/* Takes the first record off the heap's first stream. */
static bool advance(struct trace *t)
{
	struct stream *s = t->heap[0];
	struct source *source = &t->sources[s->file];

	source->bytes += s->next->record_size;
	s->last = s->next->ts;
	s->told = false;
	tracecmd_free_record(s->next);
	s->next = tracecmd_read_data(source->handle, s->cpu);
	if (warned) {
		complain("%s is damaged", source->path);
		return false;
	}
	if (!s->next) {
		free(s);
		t->heap[0] = t->heap[--t->n_heap];
		if (!--source->streams)
			t->ended = source - t->sources;
	}
	if (t->n_heap)
		sift_down(t, 0);
	return source->bytes < REOPEN_AFTER || !source->streams ||
	       reopen(t, source - t->sources);
}

/* What is to be told before the record itself. */
static bool tell_first(struct trace *t, struct stream *s, struct event *ev)
{
	struct source *source = &t->sources[s->file];

	if (!source->begun) {
		source->begun = true;
		source->begin = t->now;
		ev->type = EV_BEGIN;
		return true;
	}
	if (s->next->missed_events && !s->told) {
		s->told = true;
		ev->type = EV_LOST;
		ev->lost = s->next->missed_events;
		/* Before the first of this CPU: from the beginning of the file. */
		ev->since = s->last ?: source->begin;
		return true;
	}
	return false;
}

int trace_next(struct trace *t, struct event *ev)
{
	const struct format *format;
	enum event_type type;
	struct stream *s;

	if (t->ended >= 0) {
		ev->type = EV_END;
		ev->file = t->ended;
		ev->ts = t->now;
		t->ended = -1;
		return 1;
	}
	if (!t->n_heap)
		return 0;
	s = t->heap[0];
	if (s->next->ts > t->now)
		t->now = s->next->ts;
	ev->ts = t->now;
	ev->file = s->file;
	ev->cpu = s->cpu;
	if (tell_first(t, s, ev))
		return 1;
	format = t->sources[s->file].format;
	type = format_type(format, s->next->data, s->next->size);
	ev->type = type;
	if (type != EV_RECORDED &&
	    !format_decode(format, type, s->next->data, s->next->size, ev)) {
		complain("%s: an event %s does not match its format",
			 t->sources[s->file].path, event_name(type));
		return -1;
	}
	return advance(t) ? 1 : -1;
}

void trace_close(struct trace *t)
{
	int i;

	for (i = 0; i < t->n_heap; i++) {
		tracecmd_free_record(t->heap[i]->next);
		free(t->heap[i]);
	}
	for (i = 0; i < t->n_sources; i++) {
		free(t->sources[i].format);
		if (t->sources[i].handle)
			tracecmd_close(t->sources[i].handle);
	}
	free(t->sources);
	free(t->heap);
}

const char *trace_comm(const struct trace *t, int file, int pid)
{
	const char *comm = tep_data_comm_from_pid(t->sources[file].format->tep, pid);

	return comm && strcmp(comm, "<...>") ? comm : NULL;
}

const char *trace_symbol(const struct trace *t, int file, __u64 address)
{
	return tep_find_function(t->sources[file].format->tep, address);
}

/* Whether events of this type were recorded, in any of the files. */
bool trace_has(const struct trace *t, enum event_type type)
{
	int i;

	for (i = 0; i < t->n_sources; i++)
		if (t->sources[i].format->layout[type].slots)
			return true;
	return false;
}
