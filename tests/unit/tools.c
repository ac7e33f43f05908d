// SPDX-License-Identifier: GPL-2.0
/*
 * unit-tools: tests of the histogram, of the occupancy, of swaps, and of what is printed
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

static void test_utf8(void)
{
	char to[UTF8_VALID(16) + 1];

	to[utf8_valid(to, "a\xc3\xa9\n\xed\xa0\x80z", 16)] = 0;
	is("UTF-8 by itself, each bad byte replaced", to,
	   "a\xc3\xa9\n\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz");
	to[utf8_valid(to, "four\xc3\xa9", 5)] = 0;
	is("UTF-8 cut inside a character", to, "four\xef\xbf\xbd");
	check(utf8_valid(to, "\xff\xff\xff\xff", 4) == UTF8_VALID(4), "the most that it becomes");
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

static void begin_report(void)
{
	static struct dynsc_source source = {
		.path = "trace.dat", .cpus = 2, .clock = { "mono", true, true, true, NULL },
	};
	static struct dynsc_snapshots none;
	int type;

	source.format = dynsc_must(calloc(1, sizeof(*source.format)));
	source.format->tep = dynsc_must(tep_alloc());
	for (type = 0; type <= EV_RESCUE; type++)
		source.format->layout[type].slots = 1;
	r = (struct report){ .name = "contention" };
	r.reader = (struct dynsc_reader){ .sources = &source, .n_sources = 1 };
	r.snapshots = &none;
	r.stats.selection.to = ~0ULL;
	r.stats.strips = true;
	dynsc_stats_init(&r.stats, &r.reader);
}

/* Two calls of 39; the second one holds up the removal, and a third is refused. */
static void make_report(void)
{
	struct dynsc_event ev;

	begin_report();
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

#define GENERATIONS \
	"nr,name,kind,generation,owner,handler,since_ns,calls,calls_is_lower_bound," \
	"replaced_ns,still_inside,left,last_left_ns,last_pid,last_comm\n"

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
	check(!strstr(output, "generation"), "JSON: no generations without a swap");
	is("CSV: no generations without a swap", csv(emit_contention, "generations"), GENERATIONS);
	is("CSV: timeline", csv(emit_hijack, "timeline"),
	   "ns,nr,name,kind,from,to,pid,comm\n"
	   "1000000,39,two,hijacked,free,reserved,1,<...>\n"
	   "2000000,39,two,hijacked,reserved,active,1,<...>\n"
	   "3000000,39,two,hijacked,locked,unlocked,1,<...>\n"
	   "6000000,39,two,hijacked,active,undoing,1,<...>\n"
	   "9000000,39,two,hijacked,undoing,free,1,<...>\n");
}

/* Every list of an empty trace has the header that it has otherwise. */
static void test_headers(void)
{
	static void (* const emits[])(const struct report *r, const char *list) = {
		emit_contention, emit_hijack,
	};
	static const char * const names[] = { "contention", "hijack" };
	const char * const *list;
	char *full, *end;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(emits); i++) {
		for (list = report_lists(names[i]); *list; list++) {
			make_report();
			full = strdupa(csv(emits[i], *list));
			end = strchr(full, '\n');
			check(end, "CSV: a header");
			end[1] = 0;
			begin_report();
			dynsc_stats_finish(&r.stats);
			csv(emits[i], *list);
			if (strcmp(*list, "files"))
				is(*list, output, full);
		}
	}
	make_report();
}

/* As the kernel describes it, except that not all of it is printed. */
static const char swap_format[] =
	"name: dyn_syscall_swap\n"
	"ID: 1500\n"
	"format:\n"
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n"
	"\n"
	"\tfield:int nr;\toffset:8;\tsize:4;\tsigned:1;\n"
	"\tfield:int kind;\toffset:12;\tsize:4;\tsigned:1;\n"
	"\tfield:char name[32];\toffset:16;\tsize:32;\tsigned:0;\n"
	"\tfield:char from[56];\toffset:48;\tsize:56;\tsigned:0;\n"
	"\tfield:char to[56];\toffset:104;\tsize:56;\tsigned:0;\n"
	"\tfield:char handler[64];\toffset:160;\tsize:64;\tsigned:0;\n"
	"\tfield:unsigned int generation;\toffset:224;\tsize:4;\tsigned:0;\n"
	"\tfield:u64 living;\toffset:232;\tsize:8;\tsigned:0;\n"
	"\n"
	"print fmt: \"%s\", __print_symbolic(REC->kind, { 0, \"dynamic\" }, { 1, \"hijacked\" })\n";

static void test_swap_decode(void)
{
	static struct dynsc_format format;
	struct dynsc_event ev = { 0 };
	char data[240] = { 0 }, why[256];
	struct tep_handle *tep = dynsc_must(tep_alloc());
	__u64 living = 1ULL << 40;

	memcpy(data, &(unsigned short){ 1500 }, 2);
	memcpy(data + 4, &(int){ 77 }, 4);
	memcpy(data + 8, &(int){ 39 }, 4);
	memcpy(data + 12, &(int){ 1 }, 4);
	memcpy(data + 16, "two", 3);
	memcpy(data + 48, "before", 6);
	memcpy(data + 104, "after", 5);
	memcpy(data + 160, "pass", 4);
	memcpy(data + 224, &(unsigned int){ 3000000000 }, 4);
	memcpy(data + 232, &living, 8);
	is_number("decode: the format",
		  tep_parse_event(tep, swap_format, strlen(swap_format), "dyn_syscall"), 0);
	check(dynsc_format_learn(&format, tep, why), "decode: the format is known");
	is_number("decode: type", dynsc_format_type(&format, data, sizeof(data)), EV_SWAP);
	check(dynsc_decode(&format, EV_SWAP, data, sizeof(data), &ev), "decode: a swap");
	is("decode: owner before", ev.from, "before");
	is("decode: owner", ev.owner, "after");
	is("decode: handler", ev.handler, "pass");
	is("decode: name", ev.name, "two");
	is_number("decode: kind", ev.value[F_KIND], KIND_HIJACKED);
	is_number("decode: generation", ev.value[F_GENERATION], 3000000000);
	is_number("decode: living", ev.value[F_LIVING], living);
	check(!dynsc_decode(&format, EV_SWAP, data, sizeof(data) - 1, &ev),
	      "decode: a swap that is cut off");
	tep_free(tep);
}

/* A name as long as it is. */
static const char exit_format[] =
	"name: dyn_syscall_exit\n"
	"ID: 1501\n"
	"format:\n"
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n"
	"\n"
	"\tfield:u16 nr;\toffset:8;\tsize:2;\tsigned:0;\n"
	"\tfield:u8 kind;\toffset:10;\tsize:1;\tsigned:0;\n"
	"\tfield:u8 registration;\toffset:11;\tsize:1;\tsigned:0;\n"
	"\tfield:__data_loc char[] name;\toffset:12;\tsize:4;\tsigned:0;\n"
	"\tfield:long ret;\toffset:16;\tsize:8;\tsigned:1;\n"
	"\tfield:u64 ns;\toffset:24;\tsize:8;\tsigned:0;\n"
	"\n"
	"print fmt: \"%s\", __print_symbolic(REC->kind, { 0, \"dynamic\" }, { 1, \"hijacked\" })\n";

static void test_name_decode(void)
{
	static struct dynsc_format format;
	struct dynsc_event ev = { 0 };
	char data[40] = { 0 }, why[256];
	struct tep_handle *tep = dynsc_must(tep_alloc());

	memcpy(data, &(unsigned short){ 1501 }, 2);
	memcpy(data + 8, &(unsigned short){ 399 }, 2);
	data[10] = 1;
	memcpy(data + 12, &(unsigned int){ 8 << 16 | 32 }, 4);
	memcpy(data + 16, &(long){ -1 }, 8);
	memcpy(data + 24, &(__u64){ 7 }, 8);
	memcpy(data + 32, "getppid", 8);
	is_number("name: the format",
		  tep_parse_event(tep, exit_format, strlen(exit_format), "dyn_syscall"), 0);
	check(dynsc_format_learn(&format, tep, why), "name: the format is known");
	check(dynsc_decode(&format, EV_EXIT, data, sizeof(data), &ev), "name: an exit");
	is("name: all of it", ev.name, "getppid");
	is_number("name: number", ev.value[F_NR], 399);
	is_number("name: kind", ev.value[F_KIND], KIND_HIJACKED);
	is_number("name: result", ev.value[F_RET], -1);
	is_number("name: time", ev.value[F_NS], 7);
	check(!dynsc_decode(&format, EV_EXIT, data, sizeof(data) - 1, &ev), "name: cut off");
	memcpy(data + 12, &(unsigned int){ 4 << 16 | 32 }, 4);
	check(dynsc_decode(&format, EV_EXIT, data, sizeof(data), &ev), "name: without its end");
	is("name: what there is of it", ev.name, "getp");
	memcpy(data + 12, &(unsigned int){ 0xffffffff }, 4);
	check(!dynsc_decode(&format, EV_EXIT, data, sizeof(data), &ev), "name: elsewhere");
	memcpy(data + 12, &(unsigned int){ 0 }, 4);
	check(dynsc_decode(&format, EV_EXIT, data, sizeof(data), &ev), "name: empty");
	is("name: nothing", ev.name, "");
	tep_free(tep);
}

static void swap_event(__u64 ts, const char *from, const char *to, __u64 generation, __u64 living)
{
	struct dynsc_event ev = { .value[F_GENERATION] = generation, .value[F_LIVING] = living };

	snprintf(ev.from, sizeof(ev.from), "%s", from);
	snprintf(ev.owner, sizeof(ev.owner), "%s", to);
	snprintf(ev.handler, sizeof(ev.handler), "%s_handler", to);
	event(EV_SWAP, ts, 1, &ev);
}

static void leaves(__u64 ts, int pid, __u64 ns)
{
	struct dynsc_event ev = { .value[F_NS] = ns };

	event(EV_EXIT, ts, pid, &ev);
}

static void lose(__u64 since, __u64 ts)
{
	struct dynsc_event ev = { .since = since, .lost = 5 };

	event(EV_LOST, ts, 0, &ev);
}

static void end_report(void)
{
	event(EV_END, 20000000, 0, NULL);
	dynsc_stats_finish(&r.stats);
}

/* Two swaps: two callers are inside at the first one, none at the second. */
static void swap_story(void)
{
	event(EV_BEGIN, 1000000, 0, NULL);
	state(1000000, STATE_FREE, STATE_RESERVED);
	state(2000000, STATE_RESERVED, STATE_ACTIVE);
	event(EV_UNLOCK, 3000000, 1, NULL);
	event(EV_ENTER, 4000000, 10, NULL);
	event(EV_ENTER, 4100000, 11, NULL);
	event(EV_ENTER, 4200000, 12, NULL);
	leaves(4300000, 12, 100000);
	swap_event(5000000, "client", "second", 2, 2);
	event(EV_ENTER, 5100000, 13, NULL);
	leaves(6000000, 10, 2000000);
	leaves(7000000, 11, 2900000);
	leaves(7500000, 13, 2400000);
	swap_event(8000000, "second", "third", 3, 0);
	event(EV_ENTER, 8100000, 14, NULL);
	leaves(8200000, 14, 100000);
	end_report();
}

static void test_swap(void)
{
	char *hijack;

	begin_report();
	swap_story();
	is("swap: CSV of generations", csv(emit_contention, "generations"), GENERATIONS
	   "39,two,hijacked,1,client,pass,1000000,3,0,5000000,2,2,7000000,11,<...>\n"
	   "39,two,hijacked,2,second,second_handler,5000000,1,0,8000000,0,0,,,\n"
	   "39,two,hijacked,3,third,third_handler,8000000,1,0,,,,,,\n");
	hijack = strdupa(csv(emit_hijack, "generations"));
	is("swap: the same in both reports", hijack, csv(emit_contention, "generations"));
	is("swap: CSV of the timeline", csv(emit_hijack, "timeline"),
	   "ns,nr,name,kind,from,to,pid,comm,generation,owner,still_inside\n"
	   "1000000,39,two,hijacked,free,reserved,1,<...>,,,\n"
	   "2000000,39,two,hijacked,reserved,active,1,<...>,,,\n"
	   "3000000,39,two,hijacked,locked,unlocked,1,<...>,,,\n"
	   "5000000,39,two,hijacked,active,active,1,<...>,2,second,2\n"
	   "8000000,39,two,hijacked,active,active,1,<...>,3,third,0\n");
	is("swap: one registration", csv(emit_hijack, "registrations"),
	   "nr,name,kind,reserved_ns,active_ns,unlocked_ns,undoing_ns,free_ns\n"
	   "39,two,hijacked,1000000,2000000,3000000,,\n");
	capture();
	show_contention(&r);
	captured();
	has("swap: text of the generations", output,
	    "  generation  owner   handler               since  calls  inside when replaced  left last\n"
	    "           1  client  pass            0.001000000      3                     2  <...>-11, 2.00 ms later\n"
	    "           2  second  second_handler  0.005000000      1                     0  -\n"
	    "           3  third   third_handler   0.008000000      1                     -  -\n");
	has("swap: text of the swaps", output,
	    "Handlers replaced: when, after the beginning, entry, what, by whom\n"
	    "  0.005000000   4.00 ms   39 two              handler replaced: generation 2 of second, 2 still inside generation 1, <...>-1\n"
	    "  0.008000000   7.00 ms   39 two              handler replaced: generation 3 of third, 0 still inside generation 2, <...>-1\n");
	capture();
	show_hijack(&r);
	captured();
	has("swap: the present client", output,
	    "  handler     third_handler\n  owner       third\n");
	has("swap: text of the timeline", output,
	    "  0.003000000   2.00 ms   39 two              gate opened, <...>-1\n"
	    "  0.005000000   4.00 ms   39 two              handler replaced: generation 2 of second, ");
}

/* What came before is forgotten, but not which generation it is. */
static void test_swap_selected(void)
{
	begin_report();
	r.stats.selection.from = 4250000;
	r.stats.counting = false;
	swap_story();
	is("swap, from 4.25 ms: generations", csv(emit_contention, "generations"), GENERATIONS
	   "39,two,hijacked,1,client,pass,1000000,0,0,5000000,2,2,7000000,11,<...>\n"
	   "39,two,hijacked,2,second,second_handler,5000000,1,0,8000000,0,0,,,\n"
	   "39,two,hijacked,3,third,third_handler,8000000,1,0,,,,,,\n");
	begin_report();
	r.stats.selection.from = 5050000;
	r.stats.counting = false;
	swap_story();
	is("swap, from 5.05 ms: generations", csv(emit_contention, "generations"), GENERATIONS
	   "39,two,hijacked,2,second,second_handler,5000000,1,0,8000000,0,0,,,\n"
	   "39,two,hijacked,3,third,third_handler,8000000,1,0,,,,,,\n");
	begin_report();
	r.stats.selection.from = 8050000;
	r.stats.counting = false;
	swap_story();
	is("swap, from 8.05 ms: no swap", csv(emit_contention, "generations"), GENERATIONS);
	begin_report();
	r.stats.selection.pids = (int[]){ 10 };
	r.stats.selection.n_pids = 1;
	swap_story();
	is("swap, one task: the others are not known to have left",
	   csv(emit_contention, "generations"), GENERATIONS
	   "39,two,hijacked,1,client,pass,1000000,1,0,5000000,2,1,,,\n"
	   "39,two,hijacked,2,second,second_handler,5000000,0,0,8000000,0,0,,,\n"
	   "39,two,hijacked,3,third,third_handler,8000000,0,0,,,,,,\n");
}

/* One of two callers is of the old generation; only the other one leaves. */
static const char *late_caller(int *selected)
{
	begin_report();
	r.stats.selection.pids = selected;
	r.stats.selection.n_pids = !!selected;
	event(EV_BEGIN, 1000000, 0, NULL);
	state(1000000, STATE_FREE, STATE_RESERVED);
	event(EV_ENTER, 2000000, 10, NULL);
	event(EV_ENTER, 2999999, 11, NULL);
	swap_event(3000000, "client", "second", 2, 1);
	leaves(4000000, 11, 1000000);
	end_report();
	return csv(emit_contention, "generations");
}

static void test_swap_late(void)
{
	is("swap, a caller has not left", late_caller(NULL), GENERATIONS
	   "39,two,hijacked,1,client,pass,1000000,2,0,3000000,1,1,,,\n"
	   "39,two,hijacked,2,second,second_handler,3000000,0,0,,,,,,\n");
	is("swap, a caller that is not selected has not left", late_caller((int[]){ 11 }),
	   GENERATIONS
	   "39,two,hijacked,1,client,pass,1000000,1,0,3000000,1,1,,,\n"
	   "39,two,hijacked,2,second,second_handler,3000000,0,0,,,,,,\n");
}

/* Callers that entered before the trace: one that entered later may not be of these. */
static void test_swap_unseen(void)
{
	begin_report();
	event(EV_BEGIN, 1000000, 0, NULL);
	event(EV_ENTER, 2000000, 10, NULL);
	leaves(2500000, 10, 500000);
	swap_event(3000000, "fifth", "sixth", 6, 2);
	leaves(4000000, 20, 3500000);
	leaves(5000000, 21, 0);
	leaves(6000000, 22, 1000000);	/* not in the trace, but later */
	end_report();
	is("swap, unseen callers", csv(emit_contention, "generations"), GENERATIONS
	   "39,two,hijacked,5,fifth,,,1,0,3000000,2,2,5000000,21,<...>\n"
	   "39,two,hijacked,6,sixth,sixth_handler,3000000,0,0,,,,,,\n");

	begin_report();
	event(EV_BEGIN, 1000000, 0, NULL);
	event(EV_ENTER, 2999999, 10, NULL);
	swap_event(3000000, "fifth", "sixth", 6, 1);
	leaves(4000000, 10, 1000000);
	end_report();
	is("swap, one seen caller, which may be of either", csv(emit_contention, "generations"),
	   GENERATIONS
	   "39,two,hijacked,5,fifth,,,1,0,3000000,1,1,,,\n"
	   "39,two,hijacked,6,sixth,sixth_handler,3000000,0,0,,,,,,\n");
}

static void test_swap_lost(void)
{
	/* While the caller is inside: it may have left, and entered again. */
	begin_report();
	event(EV_BEGIN, 1000000, 0, NULL);
	state(1000000, STATE_FREE, STATE_RESERVED);
	state(2000000, STATE_RESERVED, STATE_ACTIVE);
	event(EV_ENTER, 3000000, 10, NULL);
	swap_event(4000000, "client", "second", 2, 1);
	event(EV_ENTER, 4500000, 11, NULL);
	lose(5000000, 5100000);
	event(EV_ENTER, 5500000, 12, NULL);
	leaves(6000000, 10, 3000000);
	end_report();
	is("swap, lost since: not who left last, nor which generation followed",
	   csv(emit_contention, "generations"), GENERATIONS
	   "39,two,hijacked,1,client,pass,1000000,1,0,4000000,1,1,,,\n"
	   "39,two,hijacked,2,second,second_handler,4000000,1,1,,,,,,\n"
	   "39,two,hijacked,,,,,1,0,,,,,,\n");

	/* Removed and registered again by another client. */
	begin_report();
	event(EV_BEGIN, 1000000, 0, NULL);
	state(1000000, STATE_FREE, STATE_RESERVED);
	event(EV_ENTER, 2000000, 10, NULL);
	leaves(2100000, 10, 100000);
	lose(3000000, 3100000);
	event(EV_ENTER, 4000000, 10, NULL);
	leaves(4100000, 10, 100000);
	swap_event(5000000, "another", "second", 2, 0);
	end_report();
	is("registration lost", csv(emit_contention, "generations"), GENERATIONS
	   "39,two,hijacked,1,client,pass,1000000,1,1,,,,,,\n"
	   "39,two,hijacked,1,another,,,0,1,5000000,0,0,,,\n"
	   "39,two,hijacked,2,second,second_handler,5000000,0,0,,,,,,\n"
	   "39,two,hijacked,,,,,1,0,,,,,,\n");

	/* The next swap shows that none was lost, or that one was. */
	begin_report();
	event(EV_BEGIN, 1000000, 0, NULL);
	state(1000000, STATE_FREE, STATE_RESERVED);
	event(EV_ENTER, 3000000, 10, NULL);
	leaves(3100000, 10, 100000);
	lose(4000000, 4100000);
	event(EV_ENTER, 5000000, 10, NULL);
	leaves(5100000, 10, 100000);
	swap_event(6000000, "client", "second", 2, 0);
	lose(7000000, 7100000);
	event(EV_ENTER, 8000000, 10, NULL);
	leaves(8100000, 10, 100000);
	swap_event(9000000, "third", "fourth", 4, 0);
	event(EV_ENTER, 9500000, 10, NULL);
	leaves(9600000, 10, 100000);
	end_report();
	is("swap lost", csv(emit_contention, "generations"), GENERATIONS
	   "39,two,hijacked,1,client,pass,1000000,2,1,6000000,0,0,,,\n"
	   "39,two,hijacked,2,second,second_handler,6000000,0,1,,,,,,\n"
	   "39,two,hijacked,3,third,,,0,1,9000000,0,0,,,\n"
	   "39,two,hijacked,4,fourth,fourth_handler,9000000,1,0,,,,,,\n"
	   "39,two,hijacked,,,,,1,0,,,,,,\n");
	capture();
	show_contention(&r);
	captured();
	has("swap lost: text", output,
	    "           3  third   -                         -     0+                     0  -\n");
}

/* The script of a plot, which it draws at @path. */
static const char *plotted(const char *report, const char *path)
{
	static char text[65536];
	FILE *file;

	r.name = report;
	memset(text, 0, sizeof(text));
	check(draw_plot(&r, path), "plot: drawn");
	file = dynsc_must(fopen(path, "r"));
	check(fread(text, 1, sizeof(text) - 1, file) > 0, "plot: not empty");
	fclose(file);
	unlink(path);
	return text;
}

/* A gnuplot that prints its input, so that the script becomes the picture. */
static void test_plot(void)
{
	char directory[] = "/tmp/unit-tools.XXXXXX", path[64];
	const char *text, *was = r.name;
	FILE *file;

	dynsc_must(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/gnuplot", directory);
	file = dynsc_must(fopen(path, "w"));
	fputs("#!/bin/sh\nexec /bin/cat\n", file);
	fclose(file);
	chmod(path, 0755);
	setenv("PATH", directory, 1);
	snprintf(path, sizeof(path), "%s/out.svg", directory);
	text = plotted("contention", path);
	has("plot: times", text, "$times0 << END\n0.0000983040 1\n0.0015728640 1\nEND\n");
	has("plot: curve", text,
	    "plot $times0 using 1:2:($1*2/3) with boxes lt 1 title \"39 two\"\n");
	has("plot: callers inside", text, "$inside0 << END\n0.001000000 0.000000 0\n");
	has("plot: ticks of a trace of milliseconds differ", text, "set format x '%.4f'\n");
	check(!strstr(text, "costs"), "plot: of contention, not of hijacks");
	text = plotted("hijack", path);
	has("plot: times in handlers", text,
	    "$times0 << END\n0.0000983040 1\n0.0015728640 1\nEND\n");
	has("plot: times in originals", text,
	    "$original0 << END\n0.0000491520 1\nEND\n");
	has("plot: times added", text,
	    "$added0 << END\n0.0000491520 1\n0.0015728640 1\nEND\n");
	has("plot: title of a hijack", text, "set title 'What the hijack of 39 two costs'\n");
	has("plot: curve of a handler", text,
	    "plot $times0 using 1:2:($1*2/3) with boxes lt 1 title 'in handler', ");
	has("plot: curve of originals", text,
	    ", $original0 using 1:2:($1*2/3) with boxes lt 2 title 'in original', ");
	has("plot: curve of what is added", text,
	    ", $added0 using 1:2:($1*2/3) with boxes lt 3 title 'added, the difference'\n");
	check(!strstr(text, "Callers inside"), "plot: of hijacks, not of contention");
	r.stats.recorded &= ~(1u << EV_ORIGINAL);
	text = plotted("hijack", path);
	r.stats.recorded |= 1u << EV_ORIGINAL;
	has("plot: without originals", text, "two costs: unknown, as the time in the original");
	check(!strstr(text, ", $added0"), "plot: without originals nothing is added");
	r.name = was;
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
	test_utf8();
	test_table();
	make_report();
	test_text();
	test_data();
	test_plot();
	test_headers();
	test_swap_decode();
	test_name_decode();
	test_swap();
	test_swap_selected();
	test_swap_late();
	test_swap_unseen();
	test_swap_lost();
	fprintf(ktap, "1..%d\n", tests);
	return failures > 0;
}
