// SPDX-License-Identifier: GPL-2.0
/* The command dynsc report: options, reading, choosing the output. */

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "dynsc.h"
#include "report.h"
#include "style.h"

struct options {
	bool json;
	const char *csv, *plot;
	struct selection selection;
	int *pids, *nrs;
	const char **names;
	char **files;
	int n_files;
};

static const struct {
	const char *name;
	void (*show)(const struct report *r);
	void (*emit)(const struct report *r, const char *csv_list);
} reports[] = {
	{ "contention", show_contention, emit_contention },
	{ "hijack", show_hijack, emit_hijack },
};

/* Several are separated by commas. */
static bool parse_ints(char *text, int **list, size_t *count, int most)
{
	char *rest = NULL, *word;
	unsigned long value;

	for (word = strtok_r(text, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
		if (!all_digits(word) || !parse_number(word, &value) ||
		    value > (unsigned long)most)
			return false;
		*list = must_grow(*list, *count, sizeof(**list));
		(*list)[(*count)++] = value;
	}
	return *count;
}

static void parse_names(char *text, struct options *o)
{
	char *rest = NULL, *word;

	for (word = strtok_r(text, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
		o->names = must_grow(o->names, o->selection.n_names, sizeof(*o->names));
		o->names[o->selection.n_names++] = word;
	}
}

/* Seconds with up to nine digits behind the point, as in a trace. */
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

static bool parse_option(int option, char *text, struct options *o)
{
	struct selection *s = &o->selection;

	switch (option) {
	case 'j':
		o->json = true;
		return true;
	case 'c':
		o->csv = text ?: "entries";
		return true;
	case 'l':
		o->plot = text;
		return true;
	case 'p':
		return parse_ints(text, &o->pids, &s->n_pids, INT_MAX);
	case 'n':
		return parse_ints(text, &o->nrs, &s->n_nrs, INT_MAX);
	case 'N':
		parse_names(text, o);
		return s->n_names;
	case 'f':
		return parse_seconds(text, &s->from);
	default:
		return parse_seconds(text, &s->to);
	}
}

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "csv", optional_argument, NULL, 'c' },
	{ "plot", required_argument, NULL, 'l' },
	{ "pid", required_argument, NULL, 'p' },
	{ "nr", required_argument, NULL, 'n' },
	{ "name", required_argument, NULL, 'N' },
	{ "from", required_argument, NULL, 'f' },
	{ "to", required_argument, NULL, 't' },
	{ }
};

/* Complains, and returns false. */
static bool parse_options(int argc, char **argv, struct options *o)
{
	int option, which;

	*o = (struct options){ .selection.to = ~0ULL };
	opterr = 0;
	while ((option = getopt_long(argc, argv, "", long_options, &which)) != -1) {
		char *text = optarg ? must(strdup(optarg)) : NULL;

		if (option == '?') {
			complain("\"%s\" is unknown or lacks a value; see \"dynsc report --help\"",
				 argv[optind - 1]);
			return false;
		}
		if (!parse_option(option, text, o)) {
			complain("--%s cannot be \"%s\"; see \"dynsc report --help\"",
				 long_options[which].name, optarg);
			return false;
		}
	}
	o->selection.pids = o->pids;
	o->selection.nrs = o->nrs;
	o->selection.names = o->names;
	o->files = argv + optind;
	o->n_files = argc - optind;
	if (o->json && o->csv)
		complain("--json and --csv exclude each other");
	else if (o->selection.from > o->selection.to)
		complain("--from is later than --to");
	else if (!o->n_files)
		complain("report on which file? See \"dynsc report --help\"");
	else
		return true;
	return false;
}

/* On a terminal, after two seconds. */
static void show_progress(const struct figures *f, __u64 events, bool done)
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
		fputs("\r\033[K", stderr);
	if (done || now.tv_sec - begin.tv_sec < 2)
		return;
	shown = true;
	fprintf(stderr, "\rdynsc: %.1f million events, at %s s of the trace's clock ",
		events / 1e6, moment(text, f->last_ts));
}

static bool read_all(struct report *r)
{
	struct event ev = { 0 };
	__u64 events = 0;
	int status;

	while ((status = trace_next(&r->trace, &ev)) > 0 && account(&r->figures, &ev))
		if (!(++events & 0xffff))
			show_progress(&r->figures, events, false);
	show_progress(&r->figures, events, true);
	if (status < 0)
		return false;
	figures_finish(&r->figures);
	return true;
}

/* The row of a table beside the trace, for what was registered all the time. */
static const struct counter_row *row_of(const struct report *r, const struct entry *e)
{
	const struct counter_row *row;
	int i;

	for (i = 0; i < r->trace.n_sources; i++) {
		row = counters_row(&r->counters[i].after, e->nr, e->kind, e->name);
		if (!row)
			row = counters_row(&r->counters[i].before, e->nr, e->kind, e->name);
		if (row)
			return row;
	}
	return NULL;
}

const char *report_handler(const struct report *r, const struct entry *e)
{
	const struct counter_row *row = row_of(r, e);

	if (*e->handler)
		return e->handler;
	return row ? row->handler : NULL;
}

const char *report_original(const struct report *r, const struct entry *e)
{
	const struct counter_row *row = row_of(r, e);
	const char *symbol = NULL;

	if (e->original_address)
		symbol = trace_symbol(&r->trace, e->address_file, e->original_address);
	if (symbol)
		return symbol;
	return row ? row->original : NULL;
}

const char *report_owner(const struct report *r, const struct entry *e)
{
	const struct counter_row *row = row_of(r, e);

	if (*e->owner)
		return e->owner;
	return row ? row->owner : NULL;
}

/* The counters are of all calls, so only a report on all can be compared. */
static void compare(struct report *r)
{
	const struct selection *s = &r->figures.selection;
	int i;

	for (i = 0; i < r->trace.n_sources; i++) {
		if (!r->counters[i].after.there || !r->counters[i].before.there ||
		    s->n_pids || s->from || s->to != ~0ULL || r->figures.by_trylock)
			continue;
		r->has_counters = true;
		r->compared += counters_compare(&r->counters[i], &r->figures, i,
						&r->differences, &r->n_differences);
	}
}

static int report(int which, const struct options *o)
{
	struct report r = { .name = reports[which].name };
	int i;

	r.counters = must(calloc(o->n_files, sizeof(*r.counters)));
	if (!trace_open(&r.trace, o->files, o->n_files))
		return FAILED;
	for (i = 0; i < o->n_files; i++)
		if (!counters_read(&r.counters[i], o->files[i]))
			return FAILED;
	r.figures.selection = o->selection;
	r.figures.strips = o->plot;
	figures_init(&r.figures, &r.trace);
	for (i = 0; i < o->n_files; i++) {
		r.figures.file[i].before_begin = r.counters[i].before.begin;
		r.figures.file[i].before_end = r.counters[i].before.end;
		r.figures.file[i].after_begin = r.counters[i].after.begin;
	}
	if (!read_all(&r))
		return FAILED;
	compare(&r);
	if (o->plot && !draw_plot(&r, o->plot))
		return FAILED;
	if (o->json || o->csv)
		reports[which].emit(&r, o->csv);
	else
		reports[which].show(&r);
	if (fflush(stdout) || ferror(stdout)) {
		complain("cannot write: %m");
		return FAILED;
	}
	return DONE;
}

/*
 * libtracecmd trusts what it reads. A process of its own reads the files, so
 * that one which makes the library crash costs a sentence and nothing else;
 * what it prints, it prints at the end.
 */
static int report_guarded(int which, const struct options *o)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		complain("cannot fork: %m");
		return FAILED;
	}
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		_exit(report(which, o));
	}
	if (waitpid(pid, &status, 0) < 0) {
		complain("cannot wait: %m");
		return FAILED;
	}
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	/* Who interrupts us, or does not read on, knows why. */
	if (WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGPIPE ||
	    WTERMSIG(status) == SIGTERM)
		return 128 + WTERMSIG(status);
	complain("%s%s is damaged or cut off: reading it ended in a crash", o->files[0],
		 o->n_files > 1 ? ", or another," : "");
	return FAILED;
}

int run_report(int argc, char **argv)
{
	struct options o;
	size_t i;

	if (argc < 2) {
		complain("report on what? See \"dynsc report --help\"");
		return USAGE;
	}
	for (i = 0; i < ARRAY_SIZE(reports) && strcmp(argv[1], reports[i].name); i++)
		;
	if (i == ARRAY_SIZE(reports)) {
		complain("there is no report \"%s\"; see \"dynsc report --help\"", argv[1]);
		return USAGE;
	}
	if (!parse_options(argc - 1, argv + 1, &o))
		return USAGE;
	if (o.csv && !knows_list(reports[i].name, o.csv)) {
		complain("the %s report has no list \"%s\"; see \"dynsc report --help\"",
			 reports[i].name, o.csv);
		return USAGE;
	}
	style_init();
	return report_guarded(i, &o);
}
