// SPDX-License-Identifier: GPL-2.0
/* dynsc report: options, reading, choice of output. */

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "dynsc.h"
#include "guard.h"
#include "libdynsc/memory.h"
#include "report/format.h"
#include "report/report.h"
#include "report/timeline.h"

static struct options {
	bool json;
	const char *csv, *plot, *json_trace, *perfetto, *buffer;
	struct dynsc_selection selection;
	char **files;
	int n_files;
	size_t which;	/* of reports[] */
} options = { .selection.to = ~0ULL };

static const struct {
	const char *name;
	void (*show)(const struct report *r);
	void (*emit)(const struct report *r, const char *csv_list);
} reports[] = {
	{ "contention", show_contention, emit_contention },
	{ "hijack", show_hijack, emit_hijack },
};

/* Separated by commas. */
static bool parse_ints(char *text, int **list, size_t *count, int most)
{
	char *rest = NULL, *word;
	unsigned long value;

	for (word = strtok_r(text, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
		if (!all_digits(word) || !parse_number(word, &value) ||
		    value > (unsigned long)most)
			return false;
		*list = dynsc_must_grow(*list, *count, sizeof(**list));
		(*list)[(*count)++] = value;
	}
	return *count;
}

static bool parse_names(char *text, struct dynsc_selection *s)
{
	char *rest = NULL, *word;

	for (word = strtok_r(text, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
		s->names = dynsc_must_grow(s->names, s->n_names, sizeof(*s->names));
		s->names[s->n_names++] = word;
	}
	return s->n_names;
}

/* Seconds with up to nine decimals, as in a trace. */
static bool parse_seconds(const char *text, __u64 *ns)
{
	char *end;
	__u64 part = 100000000;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*ns = strtoull(text, &end, 10);
	if (errno || *ns > 9000000000)
		return false;
	*ns *= 1000000000;
	if (*end == '.')
		for (end++; *end >= '0' && *end <= '9' && part; end++, part /= 10)
			*ns += part * (*end - '0');
	return !*end;
}

static bool set(int key, char *text)
{
	struct dynsc_selection *s = &options.selection;

	switch (key) {
	case 'c':
		options.csv = text ?: "entries";
		return true;
	case 'l':
		options.plot = text;
		return true;
	case 'J':
		options.json_trace = text;
		return true;
	case 'P':
		options.perfetto = text;
		return true;
	case 'b':
		options.buffer = text;
		return *text;
	case 'p':
		return parse_ints(text, &s->pids, &s->n_pids, INT_MAX);
	case 'n':
		return parse_ints(text, &s->nrs, &s->n_nrs, INT_MAX);
	case 'N':
		return parse_names(text, s);
	case 'f':
		return parse_seconds(text, &s->from);
	default:
		return parse_seconds(text, &s->to);
	}
}

static bool knows_list(const char *report, const char *name)
{
	const char * const *list = report_lists(report);

	while (*list && strcmp(*list, name))
		list++;
	return *list;
}

/* Complains, and returns false. */
static bool are_good(const char *report, const struct options *o)
{
	if (o->json && o->csv)
		complain("--json and --csv exclude each other");
	else if (o->csv && !knows_list(report, o->csv))
		complain("the %s report has no list \"%s\"; see \"dynsc report --help\"",
			 report, o->csv);
	else if (o->selection.from > o->selection.to)
		complain("--from is later than --to");
	else if (!o->n_files)
		complain("report on which file? See \"dynsc report --help\"");
	else
		return true;
	return false;
}

static const char clear_line[] = "\r\033[K";

static void interrupted(int signal_number)
{
	ssize_t ignored = write(STDERR_FILENO, clear_line, sizeof(clear_line) - 1);

	(void)ignored;
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

/* On a terminal, after two seconds. */
static void show_progress(const struct dynsc_stats *s, __u64 events, bool done)
{
	static struct timespec begin;
	static bool shown;
	struct timespec now;
	char text[SHORT_TEXT];

	if (!isatty(STDERR_FILENO))
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!begin.tv_sec)
		begin = now;
	if (done && shown)
		fputs(clear_line, stderr);
	if (done || now.tv_sec - begin.tv_sec < 2)
		return;
	if (!shown && signal(SIGINT, interrupted) == SIG_IGN)
		signal(SIGINT, SIG_IGN);
	shown = true;
	fprintf(stderr, "\rdynsc: %.1f million events", events / 1e6);
	if (s->timed)
		fprintf(stderr, ", at %s s of the trace's clock ", moment(text, s->last_ts));
}

static bool read_all(struct report *r)
{
	struct dynsc_event ev = { 0 };
	__u64 events = 0;
	int status;

	while ((status = dynsc_reader_next(&r->reader, &ev)) > 0 && dynsc_stats_add(&r->stats, &ev))
		if (!(++events & 0xffff))
			show_progress(&r->stats, events, false);
	show_progress(&r->stats, events, true);
	if (status < 0)
		return false;
	dynsc_stats_finish(&r->stats);
	return true;
}

/* The kernel counts all calls, so a selection of calls cannot be compared. */
static void compare(struct report *r)
{
	const struct dynsc_selection *s = &r->stats.selection;
	bool any = false;
	int i;

	for (i = 0; i < COUNTERS; i++)
		any |= dynsc_counter_is_traced(&r->stats, i);
	for (i = 0; i < r->reader.n_sources; i++) {
		if (!r->snapshots[i].after.there || !r->snapshots[i].before.there ||
		    s->n_pids || s->from || s->to != ~0ULL || !any)
			continue;
		r->has_counters = true;
		r->compared += dynsc_snapshots_compare(&r->snapshots[i], &r->stats, i,
						&r->differences, &r->n_differences);
	}
}

static int failed(const char *error)
{
	complain("%s", error);
	return FAILED;
}

/* In a process of its own, so that it may return without freeing anything. */
static int report(void *data)
{
	const struct options *o = data;
	struct report r = { .name = reports[o->which].name };
	int i;

	r.snapshots = dynsc_must(calloc(o->n_files, sizeof(*r.snapshots)));
	if (!dynsc_reader_open_buffer(&r.reader, o->files, o->n_files, o->buffer))
		return failed(r.reader.error);
	for (i = 0; i < o->n_files; i++)
		if (!dynsc_snapshots_read(&r.snapshots[i], o->files[i]))
			return failed(r.snapshots[i].error);
	if (!r.reader.sources[0].clock.counts_ns && (o->selection.from || o->selection.to != ~0ULL))
		return failed(dynsc_text("%s cannot be selected by seconds: %s", o->files[0],
					 clock_problem(&r.reader.sources[0].clock)));
	if (!r.reader.sources[0].clock.counts_ns && (o->json_trace || o->perfetto))
		return failed(dynsc_text("%s has no timeline: %s", o->files[0],
					 clock_problem(&r.reader.sources[0].clock)));
	r.stats.selection = o->selection;
	r.stats.strips = o->plot;
	dynsc_stats_init(&r.stats, &r.reader);
	for (i = 0; i < o->n_files; i++) {
		r.stats.file[i].before_begin = r.snapshots[i].before.begin;
		r.stats.file[i].before_end = r.snapshots[i].before.end;
		r.stats.file[i].after_begin = r.snapshots[i].after.begin;
	}
	if (!read_all(&r))
		return failed(r.reader.error);
	if (!selection_is_there(&r))
		return FAILED;
	compare(&r);
	if (o->plot && !draw_plot(&r, o->plot))
		return FAILED;
	if (o->json_trace && !write_timeline(o->files, o->n_files, &o->selection, o->buffer,
					     &json_tracks, o->json_trace))
		return FAILED;
	if (o->perfetto && !write_timeline(o->files, o->n_files, &o->selection, o->buffer,
					   &perfetto_tracks, o->perfetto))
		return FAILED;
	if (o->json || o->csv)
		reports[o->which].emit(&r, o->csv);
	else
		reports[o->which].show(&r);
	return DONE;
}

static int run(int argc, char **argv)
{
	const char *file;
	size_t i;

	if (argc < 2) {
		complain("which report? See \"dynsc report --help\"");
		return USAGE;
	}
	for (i = 0; i < ARRAY_SIZE(reports) && strcmp(argv[1], reports[i].name); i++)
		;
	if (i == ARRAY_SIZE(reports)) {
		complain("there is no report \"%s\"; see \"dynsc report --help\"", argv[1]);
		return USAGE;
	}
	options.files = argv + 2;
	options.n_files = argc - 2;
	if (!are_good(reports[i].name, &options))
		return USAGE;
	style_init();
	options.which = i;
	file = options.n_files > 1 ? dynsc_text("%s, or another,", *options.files) : *options.files;
	return guarded(report, &options, file, FAILED);
}

static void complete(const struct option_row *option, int argc, char **argv)
{
	const char * const *list = report_lists(argc > 1 ? argv[1] : "");
	size_t i;

	if (option && option->key == 'c')
		while (*list)
			puts(*list++);
	else if (!option && argc < 2)
		for (i = 0; i < ARRAY_SIZE(reports); i++)
			puts(reports[i].name);
	else if (!option || option->key == 'l' || option->key == 'J' ||
		 option->key == 'P')
		puts(COMPLETE_FILES);
}

static const struct option_row option_rows[] = {
	{ "json", NULL, "print the whole report as JSON", &options.json, 0 },
	{ "csv", "[LIST]", "print one list of the JSON as CSV; default: entries", NULL, 'c' },
	{ "plot", "OUT.svg", "also draw by gnuplot: times and callers inside, or what hijacks cost",
	  NULL, 'l' },
	{ "json-trace", "OUT.json", "also write a timeline for ui.perfetto.dev, as Chrome's JSON",
	  NULL, 'J' },
	{ "perfetto", "OUT.pftrace", "also write a timeline in Perfetto's own format", NULL, 'P' },
	{ "nr", "N,...", "report only these numbers", NULL, 'n' },
	{ "name", "NAME,...", "report only entries with these names", NULL, 'N' },
	{ "pid", "PID,...", "report only calls made by these tasks", NULL, 'p' },
	{ "from", "S", "start at this second of the trace's clock", NULL, 'f' },
	{ "to", "S", "stop at this second of the trace's clock", NULL, 't' },
	{ "buffer", "NAME", "read this buffer of a file that has several; top: the unnamed one",
	  NULL, 'b' },
	{ }
};

const struct command cmd_report = {
	.name = "report",
	.words = "contention|hijack [OPTION...] FILE...",
	.does = "report on a trace",
	.about =
"Reads traces that trace-cmd has recorded, and reports\n"
"\n"
"  contention   how many callers were inside at once and for how long, which\n"
"               callers were refused, and what each removal waited for\n"
"  hijack       which numbers were replaced when and by whom, what the calls\n"
"               returned, and how much time the hijack added\n"
"\n"
"Several FILEs of one machine are merged by time. If FILE.table.before and\n"
"FILE.table.after exist, as dynsc-record saves them, the counts are compared\n"
"with the kernel's own counters.\n",
	.options = option_rows,
	.status = "0; 1 a file cannot be read, or a picture not made; 2 wrong usage.",
	.set = set,
	.run = run,
	.complete = complete,
};
