// SPDX-License-Identifier: GPL-2.0
/*
 * unit-tools: tests of the histogram, of the occupancy, and of what is printed
 * as text, JSON, CSV and plot. Needs no trace: its events are made here.
 *
 * Prints KTAP. The exit status is 1 if a test failed.
 */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <event-parse.h>
#include <sys/stat.h>
#include "dynsc/report/report.h"
#include "dynsc/report/table.h"
#include "dynsc/report/writer.h"
#include "libdynsc/memory.h"

static FILE *ktap;
static int tests, failures;

static void check(bool good, const char *name)
{
	fprintf(ktap, "%s %d %s\n", good ? "ok" : "not ok", ++tests, name);
	failures += !good;
}

static void is(const char *name, const char *got, const char *wanted)
{
	check(!strcmp(got, wanted), name);
	if (strcmp(got, wanted))
		fprintf(ktap, "# got:\n%s\n# wanted:\n%s\n", got, wanted);
}

static void is_number(const char *name, __u64 got, __u64 wanted)
{
	check(got == wanted, name);
	if (got != wanted)
		fprintf(ktap, "# got %llu, wanted %llu\n", got, wanted);
}

static void has(const char *name, const char *text, const char *part)
{
	check(strstr(text, part), name);
	if (!strstr(text, part))
		fprintf(ktap, "# no '%s' in:\n%s\n", part, text);
}

/* What is printed between these two. */
static char *output;
static size_t output_size;

static void capture(void)
{
	stdout = dynsc_must(open_memstream(&output, &output_size));
}

static const char *captured(void)
{
	static char *last;

	fclose(stdout);
	stdout = ktap;
	free(last);
	last = output;
	return last;
}

static int by_value(const void *a, const void *b)
{
	__u64 x = *(const __u64 *)a, y = *(const __u64 *)b;

	return x < y ? -1 : x > y;
}

/* Against the sorted values, for values of every magnitude. */
static void test_percentiles(void)
{
	static const double percents[] = { 0.1, 1, 50, 90, 99, 99.9, 100 };
	enum { N = 20000 };
	static __u64 values[N];
	struct dynsc_hist h = { 0 };
	bool close = true;
	__u64 state = 1;
	size_t i;

	for (i = 0; i < N; i++) {
		state = state * 6364136223846793005ULL + 1442695040888963407ULL;
		values[i] = (state >> 20) >> (state >> 58) % 44;
		dynsc_hist_add(&h, values[i]);
	}
	qsort(values, N, sizeof(*values), by_value);
	for (i = 0; i < ARRAY_SIZE(percents); i++) {
		size_t rank = N * percents[i] / 100;
		double wanted = values[rank - 1];
		double got = dynsc_hist_percentile(&h, percents[i]);

		if (got > wanted * 1.004 || got < wanted / 1.004) {
			fprintf(ktap, "# p%g: got %g, wanted %g\n", percents[i], got, wanted);
			close = false;
		}
	}
	check(close, "histogram: percentiles are off by less than 0.4 %");
	is_number("histogram: minimum", h.min, values[0]);
	is_number("histogram: maximum", h.max, values[N - 1]);
	dynsc_hist_clear(&h);
	is_number("histogram: cleared", h.count, 0);
}

static void test_histogram(void)
{
	static const __u64 edges[] = { 0, 1, 2, 3, 127, 128, 255, 256, 1ULL << 40, ~0ULL };
	__u64 bucket[DYNSC_LOG2_BUCKETS], sum = 0;
	struct dynsc_hist h = { 0 };
	size_t i;
	int b;

	for (i = 0; i < ARRAY_SIZE(edges); i++)
		dynsc_hist_add(&h, edges[i]);
	dynsc_hist_log2(&h, bucket);
	for (b = 0; b < DYNSC_LOG2_BUCKETS; b++)
		sum += bucket[b];
	is_number("log2: every value is in a bucket", sum, ARRAY_SIZE(edges));
	is_number("log2: 0 and 1", bucket[0], 2);
	is_number("log2: 2 and 3", bucket[1], 2);
	is_number("log2: 127", bucket[6], 1);
	is_number("log2: 128 and 255", bucket[7], 2);
	is_number("log2: 256", bucket[8], 1);
	is_number("log2: the greatest", bucket[63], 1);
	is_number("histogram: the nearest rank", dynsc_hist_percentile(&h, 50), 127);
	is_number("histogram: the first", dynsc_hist_percentile(&h, 0), 0);
	dynsc_hist_clear(&h);
	test_percentiles();
}

static void test_occupancy(void)
{
	struct dynsc_occupancy o = { .strip = dynsc_strip_new(0) };
	double area = 0;
	unsigned int i;

	dynsc_occupancy_alive(&o, 1000, true);
	dynsc_occupancy_change(&o, 2000, 1);
	dynsc_occupancy_change(&o, 3000, 1);
	dynsc_occupancy_change(&o, 3500, -1);
	dynsc_occupancy_change(&o, 1000000000, -1);
	dynsc_occupancy_alive(&o, 1000001000, false);
	dynsc_occupancy_alive(&o, 2000000000, true);
	is_number("occupancy: none inside", o.level_ns[0], 2000);
	is_number("occupancy: one inside", o.level_ns[1], 999997500);
	is_number("occupancy: two inside", o.level_ns[2], 500);
	is_number("occupancy: the most", o.most, 2);
	is_number("occupancy: only while registered", dynsc_occupancy_time(&o), 1000000000);
	for (i = 0; i < o.strip->used; i++)
		area += o.strip->area[i];
	is_number("strip: nothing is lost by merging steps", area, 999998500);
	is_number("strip: the most in the first step", o.strip->most[0], 2);
	is_number("strip: the most in a later step", o.strip->most[o.strip->used / 2], 1);
	dynsc_occupancy_change(&o, 2000000000, 1);
	dynsc_occupancy_restart(&o, 2000000000);
	is_number("occupancy: inside stays inside", o.now, 1);
	is_number("occupancy: the past is forgotten", dynsc_occupancy_time(&o), 0);
}

/* The same calls, as JSON and as CSV. */
static const char *write_all(const char *csv_list)
{
	struct emit e;

	capture();
	emit_begin(&e, csv_list);
	emit_text(&e, "text", "a\"b\\c\n\xc3\xa9\xc3");
	emit_list(&e, "rows");
	emit_object(&e, NULL);
	emit_number(&e, "number", ~0ULL);
	emit_text(&e, "text", "x,\"y\"");
	emit_list(&e, "inner");
	emit_object(&e, NULL);
	emit_bool(&e, "yes", true);
	emit_object_end(&e);
	emit_list_end(&e);
	emit_known(&e, "unknown", false, 7);
	emit_share(&e, "share", 0.25);
	emit_object_end(&e);
	emit_object(&e, NULL);
	emit_number(&e, "number", 2);
	emit_text(&e, "text", "\xed\xa0\x80");
	emit_known(&e, "unknown", true, 7);
	emit_share(&e, "share", 1);
	emit_object_end(&e);
	emit_list_end(&e);
	emit_list(&e, "none");
	emit_list_end(&e);
	emit_end(&e);
	return captured();
}

static void test_writer(void)
{
	is("JSON", write_all(NULL),
	   "{\n"
	   "  \"text\": \"a\\\"b\\\\c\\u000a\xc3\xa9\\ufffd\",\n"
	   "  \"rows\": [\n"
	   "    {\n"
	   "      \"number\": 18446744073709551615,\n"
	   "      \"text\": \"x,\\\"y\\\"\",\n"
	   "      \"inner\": [\n"
	   "        {\n"
	   "          \"yes\": true\n"
	   "        }\n"
	   "      ],\n"
	   "      \"unknown\": null,\n"
	   "      \"share\": 0.250000\n"
	   "    },\n"
	   "    {\n"
	   "      \"number\": 2,\n"
	   "      \"text\": \"\\ufffd\\ufffd\\ufffd\",\n"
	   "      \"unknown\": 7,\n"
	   "      \"share\": 1.000000\n"
	   "    }\n"
	   "  ],\n"
	   "  \"none\": []\n"
	   "}\n");
	is("CSV", write_all("rows"),
	   "number,text,unknown,share\n"
	   "18446744073709551615,\"x,\"\"y\"\"\",,0.250000\n"
	   "2,\xed\xa0\x80,7,1.000000\n");
	is("CSV of an inner list", write_all("inner"), "yes\n1\n");
	is("CSV of an empty list", write_all("none"), "");
}

static void test_table(void)
{
	struct table t = { 0 };

	table_head(&t, "nr", "name", "mark");
	add_cellf(&t, "%d", 9);
	add_cell(&t, "nine");
	add_cell(&t, "-");
	add_cellf(&t, "%d", 10);
	add_cell(&t, "-");
	add_cell(&t, "3+");
	capture();
	table_print(&t, " ");
	is("table", captured(),
	   " nr  name  mark\n"
	   "  9  nine     -\n"
	   " 10  -       3+\n");
	capture();
	table_print_json(&t);
	has("table as JSON: an array", captured(), "[");
	check(output[0] == '[' && !strcmp(output + strlen(output) - 2, "]\n"),
	      "table as JSON: nothing around the array");
	has("table as JSON: numbers", output, "\"nr\": 10");
	has("table as JSON: strings", output, "\"mark\": \"3+\"");
	table_free(&t);
	table_head(&t, "nr");
	capture();
	table_print_json(&t);
	is("empty table as JSON", captured(), "[]\n");
	table_free(&t);
}

static struct report r;

static void event(enum dynsc_event_type type, __u64 ts, int pid, const struct dynsc_event *more)
{
	struct dynsc_event ev = more ? *more : (struct dynsc_event){ 0 };

	ev.type = type;
	ev.ts = ts;
	ev.pid = pid;
	ev.value[F_NR] = 39;
	ev.value[F_KIND] = KIND_HIJACKED;
	memcpy(ev.name, "two", sizeof("two"));
	dynsc_stats_add(&r.stats, &ev);
}

static void state(__u64 ts, enum dynsc_state from, enum dynsc_state to)
{
	struct dynsc_event ev = { .owner = "client", .handler = "pass" };

	ev.value[F_FROM] = from;
	ev.value[F_TO] = to;
	event(EV_STATE, ts, 1, &ev);
}

/* Two calls of 39; the second one holds up the removal, and a third is refused. */
static void make_report(void)
{
	static struct dynsc_source source = { .path = "trace.dat", .cpus = 2 };
	static struct dynsc_snapshots none;
	struct dynsc_event ev;

	source.format = dynsc_must(calloc(1, sizeof(*source.format)));
	source.format->tep = dynsc_must(tep_alloc());
	source.format->layout[EV_ORIGINAL].slots = 1;
	source.format->layout[EV_ENTER].slots = 1;
	r.reader = (struct dynsc_reader){ .sources = &source, .n_sources = 1 };
	r.snapshots = &none;
	r.stats.selection.to = ~0ULL;
	r.stats.strips = true;
	dynsc_stats_init(&r.stats, &r.reader);

	event(EV_BEGIN, 1000000, 0, NULL);
	state(1000000, STATE_FREE, STATE_RESERVED);
	state(2000000, STATE_RESERVED, STATE_ACTIVE);
	event(EV_UNLOCK, 3000000, 1, NULL);
	event(EV_ENTER, 4000000, 10, NULL);
	ev = (struct dynsc_event){ .value[F_NS] = 60000 };
	event(EV_ORIGINAL, 4080000, 10, &ev);
	ev = (struct dynsc_event){ .value[F_NS] = 100000, .value[F_RET] = -3 };
	event(EV_EXIT, 4100000, 10, &ev);
	event(EV_ENTER, 5000000, 11, NULL);
	state(6000000, STATE_ACTIVE, STATE_UNDOING);
	ev = (struct dynsc_event){ .value[F_LIVING] = 1 };
	event(EV_WRITE_TRYLOCK, 6000100, 1, &ev);
	ev = (struct dynsc_event){ .value[F_PID] = 11, .comm = "a,b" };
	event(EV_EAGAIN, 6000100, 1, &ev);
	ev = (struct dynsc_event){ .value[F_WHY] = WHY_CLOSING };
	event(EV_ENOSYS, 6000200, 12, &ev);
	ev = (struct dynsc_event){ .value[F_NS] = 2000000, .value[F_RET] = 0 };
	event(EV_EXIT, 7000000, 11, &ev);
	ev = (struct dynsc_event){ .value[F_GRANTED] = 1 };
	event(EV_WRITE_TRYLOCK, 8000000, 1, &ev);
	state(9000000, STATE_UNDOING, STATE_FREE);
	event(EV_END, 9000000, 0, NULL);
	dynsc_stats_finish(&r.stats);
}

static const char *csv(void (*emit)(const struct report *r, const char *list), const char *list)
{
	capture();
	emit(&r, list);
	return captured();
}

static void test_text(void)
{
	capture();
	show_contention(&r);
	captured();
	has("contention: files", output,
	    "trace.dat: 2 CPUs, 14 events, 0.001000000 s to 0.009000000 s (8.00 ms), none");
	has("contention: entries", output,
	    "\n  39  two   hijacked         3        2        1         0            1 ");
	has("contention: times", output, " 1  100 us  2.00 ms  2.00 ms  2.00 ms\n");
	has("contention: reasons", output, "  refused 1: 1 closing\n");
	has("contention: levels", output,
	    "    1                          2.10 ms   26.25 %  ########\n");
	has("contention: histogram", output,
	    "    from 65.5 us                     1  ##############################\n    ...\n");
	has("contention: removal", output,
	    "39 two (hijacked), begun at 0.006000000 s by <...>-1\n"
	    "    locked          after 2.00 ms, free after 3.00 ms\n"
	    "    EAGAIN          1 in 2 attempts\n"
	    "    inside then     <...>-11 for 1.00 ms\n"
	    "    left last       a,b-11, 1.00 ms after the beginning, inside for 2.00 ms\n"
	    "    refused         1: <...>-12 1\n");
	capture();
	show_hijack(&r);
	captured();
	has("hijack: results", output, "  results     1 succeeded, 1 ESRCH\n");
	has("hijack: owner", output, "  handler     pass\n  owner       client\n");
	has("hijack: originals", output, "one in 1 calls, none in 1, more in 0\n");
	has("hijack: timeline", output,
	    "  0.006000000   5.00 ms   39 two              active to undoing, <...>-1\n");
}

static void test_data(void)
{
	is("CSV: callers", csv(emit_contention, "callers"),
	   "nr,name,kind,pid,comm,calls,refused,fallback,inside_ns\n"
	   "39,two,hijacked,10,<...>,1,0,0,100000\n"
	   "39,two,hijacked,11,\"a,b\",1,0,0,2000000\n"
	   "39,two,hijacked,12,<...>,0,1,0,0\n");
	is("CSV: levels", csv(emit_contention, "levels"),
	   "nr,name,kind,inside,time_ns,share\n"
	   "39,two,hijacked,0,5900000,0.737500\n"
	   "39,two,hijacked,1,2100000,0.262500\n");
	is("CSV: registrations", csv(emit_hijack, "registrations"),
	   "nr,name,kind,reserved_ns,active_ns,unlocked_ns,undoing_ns,free_ns\n"
	   "39,two,hijacked,1000000,2000000,3000000,6000000,9000000\n");
	is("CSV: results", csv(emit_hijack, "results"),
	   "nr,name,kind,result,calls\n"
	   "39,two,hijacked,success,1\n"
	   "39,two,hijacked,ESRCH,1\n");
	csv(emit_contention, NULL);
	has("JSON: report", output, "{\n  \"report\": \"contention\",\n");
	has("JSON: percentiles", output, "\"inside_p90_ns\": 2000000,");
	has("JSON: removals", output, "\"last_comm\": \"a,b\",\n");
	has("JSON: what was not recorded", output, "\"last_sleeping_ns\": null,");
	csv(emit_hijack, NULL);
	has("JSON: added", output, "\"added_sum_ns\": 2040000,");
}

/* A gnuplot that prints its input, so that the script becomes the picture. */
static void test_plot(void)
{
	char directory[] = "/tmp/unit-tools.XXXXXX", path[64], text[65536] = "";
	FILE *file;

	dynsc_must(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/gnuplot", directory);
	file = dynsc_must(fopen(path, "w"));
	fputs("#!/bin/sh\nexec /bin/cat\n", file);
	fclose(file);
	chmod(path, 0755);
	setenv("PATH", directory, 1);
	snprintf(path, sizeof(path), "%s/out.svg", directory);
	check(draw_plot(&r, path), "plot: drawn");
	file = dynsc_must(fopen(path, "r"));
	check(fread(text, 1, sizeof(text) - 1, file) > 0, "plot: not empty");
	fclose(file);
	has("plot: times", text, "$times0 << END\n0.000098304 1\n0.001572864 1\nEND\n");
	has("plot: curve", text,
	    "plot $times0 using 1:2:($1*2/3) with boxes lt 1 title \"39 two\"\n");
	has("plot: callers inside", text, "$inside0 << END\n0.001000000 0.000000 0\n");
	unlink(path);
	snprintf(path, sizeof(path), "%s/gnuplot", directory);
	unlink(path);
	rmdir(directory);
}

int main(void)
{
	ktap = stdout;
	fputs("KTAP version 1\n", ktap);
	test_histogram();
	test_occupancy();
	test_writer();
	test_table();
	make_report();
	r.name = "contention";
	test_text();
	test_data();
	test_plot();
	fprintf(ktap, "1..%d\n", tests);
	return failures > 0;
}
