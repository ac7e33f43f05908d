// SPDX-License-Identifier: GPL-2.0
/* dynsc top: options, and samples without a terminal. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "complete.h"
#include "dynsc.h"
#include "libdynsc/memory.h"
#include "report/writer.h"
#include "top.h"

static struct top top;
static double interval = 1;
static unsigned long samples;	/* 0: until the end, on a terminal */
static bool json;

static void print_json(const struct top *t)
{
	const struct top_row *r;
	struct emit e;

	emit_begin(&e, NULL);
	emit_list(&e, "entries");
	for (r = t->row; r < t->row + t->count; r++) {
		emit_object(&e, NULL);
		emit_number(&e, "nr", r->entry.nr);
		emit_text(&e, "name", r->entry.name);
		emit_text(&e, "kind", r->entry.kind);
		emit_text(&e, "owner", r->entry.owner);
		emit_text(&e, "state", r->entry.state);
		emit_text(&e, "gate", r->entry.gate);
		emit_number(&e, "living", r->entry.number[LIVE_LIVING]);
		emit_number(&e, "generation", r->entry.number[LIVE_GENERATION]);
		emit_known(&e, "calls_per_second", r->known, r->rate[TOP_CALLS] + 0.5);
		emit_known(&e, "refused_per_second", r->known, r->rate[TOP_REFUSED] + 0.5);
		emit_known(&e, "fallback_per_second", r->known, r->rate[TOP_FALLBACK] + 0.5);
		emit_number(&e, "calls", r->entry.number[LIVE_CALLS_MADE]);
		emit_number(&e, "refused", r->entry.number[LIVE_ENOSYS]);
		emit_number(&e, "fallback", r->entry.number[LIVE_FALLBACK]);
		emit_known(&e, "p50_at_most_ns", t->latency && r->timed, r->p50);
		emit_known(&e, "p99_at_most_ns", t->latency && r->timed, r->p99);
		emit_object_end(&e);
	}
	emit_list_end(&e);
	emit_end(&e);
}

static void print_text(const struct top *t)
{
	char line[128];
	size_t i;

	top_head(t, line, 80);
	puts(line);
	for (i = 0; i < t->count; i++) {
		top_line(t, &t->row[i], line, 80);
		puts(line);
	}
}

/* Rates need a sample before the first that is printed. */
static int batch(void)
{
	unsigned long i;

	live_until_stopped();
	for (i = 0; i <= samples; i++) {
		if (i && !live_sleep(interval))
			break;
		if (!top_sample(&top, LIVE_TABLE, top_now())) {
			live_complain(LIVE_TABLE);
			return FAILED;
		}
		if (!i)
			continue;
		if (json)
			print_json(&top);
		else
			print_text(&top);
		if (!json && i < samples)
			putchar('\n');
		if (fflush(stdout))
			break;
	}
	return DONE;
}

static int run_as_asked(void)
{
	if (samples)
		return batch();
	return top_screen(&top, interval);
}

static int run(int argc, char **argv)
{
	int status;

	if (argc > 1) {
		complain("top takes no argument \"%s\"; see \"dynsc top --help\"", argv[1]);
		return USAGE;
	}
	if (top.key == TOP_P99 && !top.latency) {
		complain("--sort p99 needs --latency");
		return USAGE;
	}
	if (json && !samples)
		samples = 1;
	if (!samples && !isatty(STDOUT_FILENO)) {
		complain("this is not a terminal; use --batch N, or --json");
		return USAGE;
	}
	if (top.latency && !top_latency_begin())
		return FAILED;
	status = run_as_asked();
	if (top.latency)
		top_latency_end();
	return status;
}

static bool set_interval(const char *text)
{
	char *end;

	interval = strtod(text, &end);
	return end != text && !*end && interval >= 0.1 && interval <= 3600;
}

static bool set(int key, char *text)
{
	int i;

	switch (key) {
	case 'b':
		return all_digits(text) && parse_number(text, &samples) && samples;
	case 'i':
		return set_interval(text);
	default:
		for (i = 0; i < TOP_KEYS && strcmp(text, top_key_names[i].name); i++)
			;
		top.key = i;
		return i < TOP_KEYS;
	}
}

static void complete(const struct option_row *option, int argc, char **argv)
{
	int i;

	(void)argc;
	(void)argv;
	if (option && option->key == 's')
		for (i = 0; i < TOP_KEYS; i++)
			puts(top_key_names[i].name);
}

static const struct option_row options[] = {
	{ "batch", "N", "print N samples and end; needs no terminal", NULL, 'b' },
	{ "interval", "SECONDS", "time between samples; default: 1", NULL, 'i' },
	{ "sort", "KEY", "calls (default), refused, fallback, living, generation, p99 or nr",
	  NULL, 's' },
	{ "latency", NULL, "also p50 and p99 of times inside, which costs the callers",
	  &top.latency, 0 },
	{ "json", NULL, "print an object for each sample; one sample without --batch", &json, 0 },
	{ }
};

const struct command cmd_top = {
	.name = "top",
	.words = "[OPTION...]",
	.does = "show what is called most, and who is inside",
	.about =
"Shows the registered calls once a second: how often each is called, refused, or\n"
"passed on to the original, per second; how many callers are inside; and, of the\n"
"selected entry, which these are and where. For root, with debugfs mounted.\n"
"\n"
"Keys: up and down select; PgUp and PgDn scroll the callers; c, r, f, l, g, n, and p\n"
"with --latency sort by calls, refused, fallback, living, generation, number, p99;\n"
"q quits.\n",
	.options = options,
	.status = "0; 1 the module is not loaded, or its files cannot be read; 2 wrong usage.",
	.set = set,
	.run = run,
	.complete = complete,
};
