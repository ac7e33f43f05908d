// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz-report [-b BUFFER] TRACE ROUNDS [TRACE...]: feeds bad input to the sources of
 * dynsc report, built with the sanitizers, which end the program at the first bad access.
 * Otherwise the exit status is 0.
 *
 *	records		of all TRACEs, from any of them, with bytes changed, cut,
 *			dropped, out of order, between losses and ends of files:
 *			decoded, counted and printed in every way
 *	formats		every field of our events with other sizes, offsets, flags
 *	tables		with bytes changed
 *
 * Every run is the same: the number of the round is the random seed.
 */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <trace-cmd.h>
#include "dynsc/report/report.h"
#include "libdynsc/memory.h"

#define MAX_RECORDS	1000

/* A report is made once per run of dynsc, and never freed. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

static struct {
	unsigned char *data;
	unsigned int size;
	int file;
	__u64 ts;
} records[MAX_RECORDS];

static unsigned int n_records;
static __u64 state;

static unsigned int dice(unsigned int sides)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 11) % sides;
}

/* All events of dyn_syscall, and one in ten of the scheduler's; as many of each file. */
static int keep(struct tracecmd_input *handle, struct tep_record *record, int cpu, void *data)
{
	const struct dynsc_reader *t = data;
	int file = 0;
	enum dynsc_event_type type;

	while (t->sources[file].handle != handle)
		file++;
	type = dynsc_format_type(t->sources[file].format, record->data, record->size);

	(void)cpu;
	if (type >= EV_SWITCH && dice(10))
		return 0;
	records[n_records].data = dynsc_must(malloc(record->size));
	memcpy(records[n_records].data, record->data, record->size);
	records[n_records].size = record->size;
	records[n_records].ts = record->ts;
	records[n_records].file = file;
	return ++n_records < MAX_RECORDS / t->n_sources * (file + 1U) ? 0 : -1;
}

/* A copy of exactly its size, so that an access beyond it is detected. */
static bool decode_changed(const struct dynsc_format *f, unsigned int i, struct dynsc_event *ev)
{
	unsigned int size = records[i].size, n = dice(4) ? 0 : 1 + dice(3);
	unsigned char *data;
	enum dynsc_event_type type;
	bool good;

	if (!dice(50))
		size = dice(size + 1);
	data = dynsc_must(malloc(size ?: 1));
	memcpy(data, records[i].data, size);
	while (n-- && size)
		data[dice(size)] = dice(2) ? dice(256) : dice(2) * 255;
	type = dynsc_format_type(f, data, size);
	ev->type = type;
	good = type == EV_RECORDED || dynsc_decode(f, type, data, size, ev);
	free(data);
	return good;
}

static void print_all(struct report *r)
{
	static const char * const lists[] = {
		NULL, "entries", "callers", "levels", "removals", "inside", "timeline",
		"generations",
	};
	size_t i;

	r->name = "contention";
	show_contention(r);
	r->name = "hijack";
	show_hijack(r);
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		emit_contention(r, lists[i]);
		emit_hijack(r, lists[i]);
	}
}

static unsigned int fuzz_records(struct dynsc_reader *t, unsigned int round)
{
	struct report r = { .reader = *t };
	struct dynsc_event ev = { 0 };
	struct dynsc_snapshots *none = dynsc_must(calloc(t->n_sources, sizeof(*none)));
	unsigned int i, accounted = 0;

	state = round + 1;
	t->sources[0].clock.counts_ns = round % 4;
	t->sources[0].clock.is_mono = round % 2;
	t->sources[0].others = round % 16 == 5;
	r.snapshots = none;
	r.stats.strips = round & 1;
	r.stats.selection.to = ~0ULL;
	if (round % 8 == 7)
		r.stats.selection.from = records[n_records / 2].ts;
	dynsc_stats_init(&r.stats, &r.reader);
	ev.ts = records[0].ts;
	ev.type = EV_BEGIN;
	dynsc_stats_add(&r.stats, &ev);
	for (i = 0; i < n_records; i++) {
		if (records[i].ts > ev.ts)
			ev.ts = records[i].ts;
		if (!dice(30))
			i = dice(n_records);
		if (!dice(100)) {
			ev.type = dice(5) ? EV_LOST : dice(2) ? EV_END : EV_BEGIN;
			ev.lost = (int)dice(10) - 1;
			ev.since = ev.ts - dice(1000000);
			ev.file = dice(t->n_sources);
			dynsc_stats_add(&r.stats, &ev);
		}
		if (++accounted > 2 * MAX_RECORDS)
			break;
		ev.file = dice(20) ? records[i].file : (int)dice(t->n_sources);
		if (dice(20) && decode_changed(t->sources[ev.file].format, i, &ev))
			dynsc_stats_add(&r.stats, &ev);
	}
	dynsc_stats_finish(&r.stats);
	print_all(&r);
	free(none);
	return accounted;
}

/* As if a kernel had other events. */
static unsigned int fuzz_field(struct tep_handle *tep, struct tep_format_field *field)
{
	static const int sizes[] = { -1, 0, 1, 2, 3, 4, 8, 32, 64, 100000 };
	static const int offsets[] = { -1, 0, 3, 60, 4000, 65535, 1 << 30 };
	static const unsigned long flags[] = {
		TEP_FIELD_IS_ARRAY, TEP_FIELD_IS_DYNAMIC, TEP_FIELD_IS_SIGNED,
		TEP_FIELD_IS_POINTER | TEP_FIELD_IS_STRING,
	};
	const struct tep_format_field was = *field;
	struct dynsc_format *f = dynsc_must(malloc(sizeof(*f)));
	struct dynsc_event ev = { 0 };
	unsigned int i, k, tried = 0;
	char why[256];

	for (i = 0; i < ARRAY_SIZE(sizes) * ARRAY_SIZE(offsets); i++) {
		for (k = 0; k < ARRAY_SIZE(flags); k++, tried++) {
			unsigned int n;

			field->size = sizes[i % ARRAY_SIZE(sizes)];
			field->offset = offsets[i / ARRAY_SIZE(sizes)];
			field->flags = was.flags ^ flags[k];
			if (!dynsc_format_learn(f, tep, why))
				continue;
			for (n = 0; n < n_records; n += 97)
				decode_changed(f, n, &ev);
		}
	}
	*field = was;
	free(f);
	return tried;
}

static unsigned int fuzz_formats(struct tep_handle *tep)
{
	int type;
	unsigned int tried = 0;

	for (type = 0; type < EV_RECORDED; type++) {
		struct tep_event *event = tep_find_event_by_name(tep, NULL, dynsc_event_name(type));
		struct tep_format_field *field;

		for (field = event ? event->format.fields : NULL; field; field = field->next)
			tried += fuzz_field(tep, field);
	}
	return tried;
}

static unsigned int fuzz_tables(unsigned int rounds)
{
	static const char likely[] = { ' ', '\n', '#', '0' };
	static const char good[] =
		"# mono 123456789 123456790\n"
		"# nr name calls enosys fallback eagain kind owner handler original\n"
		"400 one 12 3 0 1 dynamic actor block __x64_sys_ni_syscall\n"
		"121 two 99999999999 0 5 0 hijacked actor pass __x64_sys_getpgid\n";
	unsigned int round, understood = 0;

	for (round = 0; round < rounds; round++) {
		struct dynsc_snapshots c = { 0 };
		char text[sizeof(good)];
		size_t size = sizeof(good) - 1;
		unsigned int n;
		FILE *file;

		state = round + 1;
		memcpy(text, good, sizeof(good));
		for (n = round ? 1 + dice(4) : 0; n; n--)
			text[dice(sizeof(good) - 1)] = dice(2) ? (int)dice(256) : likely[dice(4)];
		if (round)
			size = 1 + dice(size);
		file = dynsc_must(fmemopen(text, size, "r"));
		understood += !dynsc_snapshot_parse(&c.after, file);
		fclose(file);
	}
	return understood;
}

int main(int argc, char **argv)
{
	unsigned int rounds, round, accounted = 0, formats, tables;
	FILE *verdict = fdopen(dup(STDOUT_FILENO), "w");
	const char *buffer = NULL;
	struct dynsc_reader t;
	int i;

	if (argc > 4 && !strcmp(argv[1], "-b")) {
		buffer = argv[2];
		argc -= 2;
		argv += 2;
	}
	if (argc < 3 || !verdict) {
		fputs("Usage: fuzz-report [-b BUFFER] TRACE ROUNDS [TRACE...]\n", stderr);
		return 2;
	}
	rounds = atoi(argv[2]);
	state = 1;
	argv[2] = argv[1];
	if (!dynsc_reader_open_buffer(&t, argv + 2, argc - 2, buffer)) {
		fprintf(stderr, "fuzz-report: %s\n", t.error);
		return 1;
	}
	for (i = 0; i < t.n_sources; i++)
		tracecmd_iterate_events(t.sources[i].handle, NULL, 0, keep, &t);
	if (n_records < 10) {
		fputs("fuzz-report: the traces have fewer than 10 events\n", stderr);
		return 1;
	}
	/* The reports themselves are of no use here. */
	if (!freopen("/dev/null", "w", stdout))
		return 1;
	for (round = 0; round < rounds; round++)
		accounted += fuzz_records(&t, round);
	formats = fuzz_formats(tracecmd_get_tep(t.sources[0].handle));
	dup2(fileno(stdout), STDERR_FILENO);
	tables = fuzz_tables(100 * rounds);
	fprintf(verdict, "%u events, %u formats, %u tables of which %u were understood\n",
		accounted, formats, 100 * rounds, tables);
	return 0;
}
