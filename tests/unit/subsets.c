// SPDX-License-Identifier: GPL-2.0
/*
 * unit-subsets: reports on one story, of which only some events were recorded. What is
 * shown must be what the whole trace shows, or "-", for each of the 2^12 subsets of the
 * events: no figure that the recorded events cannot support.
 *
 * Prints KTAP. The exit status is 1 if a test failed.
 */

#include <stdlib.h>
#include <string.h>
#include <event-parse.h>
#include "dynsc/report/report.h"
#include "libdynsc/memory.h"

#define OURS		(EV_RESCUE + 1)
#define ALL		((1u << OURS) - 1)
#define E(type)		(1u << EV_##type)
#define SHOWN		5	/* errors */

static FILE *ktap;
static int tests, failures;

static struct report r;

static struct dynsc_source source = {
	.path = "trace.dat", .cpus = 2, .clock = { "mono", true, true, true, NULL },
};

static unsigned int recorded;
static int nr;

static void event(enum dynsc_event_type type, __u64 us, int pid, const struct dynsc_event *more)
{
	struct dynsc_event ev = more ? *more : (struct dynsc_event){ 0 };

	if (type < EV_RECORDED && !(recorded & 1u << type))
		return;
	ev.type = type;
	ev.ts = us * 1000;
	ev.pid = pid;
	ev.value[F_NR] = nr;
	ev.value[F_KIND] = nr == 39 ? KIND_HIJACKED : KIND_DYNAMIC;
	if (ev.name[0] != '-')
		snprintf(ev.name, sizeof(ev.name), "%s", nr == 39 ? "two" : "one");
	else
		ev.name[0] = 0;
	dynsc_stats_add(&r.stats, &ev);
}

static const char *owner;

static void state(__u64 us, enum dynsc_state from, enum dynsc_state to)
{
	struct dynsc_event ev = { 0 };

	if (to == STATE_RESERVED)
		owner = "client";
	snprintf(ev.owner, sizeof(ev.owner), "%s", owner);
	snprintf(ev.handler, sizeof(ev.handler), "%s", owner);
	ev.value[F_FROM] = from;
	ev.value[F_TO] = to;
	event(EV_STATE, us, 1, &ev);
}

static void enters(__u64 us, int pid)
{
	struct dynsc_event ev = { .value[F_GRANTED] = 1, .value[F_WHY] = WHY_OPEN };

	event(EV_READ_TRYLOCK, us, pid, &ev);
	event(EV_ENTER, us, pid, NULL);
}

static void leaves(__u64 us, int pid, __u64 inside_us, __u64 original_us, int ret)
{
	struct dynsc_event ev = { .value[F_NS] = original_us * 1000, .value[F_RET] = ret };

	if (original_us)
		event(EV_ORIGINAL, us - 1, pid, &ev);
	ev.value[F_NS] = inside_us * 1000;
	event(EV_EXIT, us, pid, &ev);
}

/* @named: false for a straggler of a number that is free already */
static void refused(__u64 us, int pid, enum dynsc_event_type type, enum dynsc_why why, bool named)
{
	struct dynsc_event ev = { .value[F_WHY] = why };

	if (!named)
		snprintf(ev.name, sizeof(ev.name), "%s", "-");
	event(EV_READ_TRYLOCK, us, pid, &ev);
	event(type, us, pid, &ev);
}

static void attempt(__u64 us, int number, __u64 waited_us, int living)
{
	struct dynsc_event ev = { .comm = "named" };

	ev.value[F_ATTEMPT] = number;
	ev.value[F_WAITED] = waited_us * 1000;
	ev.value[F_LIVING] = living;
	ev.value[F_GRANTED] = !living;
	event(EV_WRITE_TRYLOCK, us, 1, &ev);
	ev.value[F_PID] = nr == 39 ? 11 : 20;
	if (living)
		event(EV_EAGAIN, us, 1, &ev);
}

static void swap(__u64 us, const char *from, const char *to, int generation, int living)
{
	struct dynsc_event ev = { .value[F_GENERATION] = generation, .value[F_LIVING] = living };

	owner = to;
	snprintf(ev.from, sizeof(ev.from), "%s", from);
	snprintf(ev.owner, sizeof(ev.owner), "%s", to);
	snprintf(ev.handler, sizeof(ev.handler), "%s", to);
	event(EV_SWAP, us, 2, &ev);
}

/* 39: registered, swapped, removed while a caller is inside, and all that again. */
static void story_of_39(void)
{
	nr = 39;
	state(1010, STATE_FREE, STATE_RESERVED);
	state(1020, STATE_RESERVED, STATE_ACTIVE);
	refused(1025, 14, EV_FALLBACK, WHY_NOT_UNLOCKED, true);
	event(EV_UNLOCK, 1030, 1, NULL);
	enters(1100, 10);
	leaves(1200, 10, 100, 60, -3);
	enters(1300, 10);
	leaves(1500, 10, 200, 120, 5);
	enters(1600, 11);
	enters(1700, 12);
	swap(2000, "client", "second", 2, 2);
	enters(2100, 13);
	leaves(2150, 13, 50, 0, 0);
	leaves(2500, 12, 800, 700, 0);
	state(3000, STATE_ACTIVE, STATE_UNDOING);
	attempt(3010, 1, 10, 1);
	refused(3100, 14, EV_FALLBACK, WHY_CLOSING, true);
	refused(3200, 15, EV_ENOSYS, WHY_CLOSING, true);
	refused(3300, 15, EV_ENOSYS, WHY_CLOSING, true);
	attempt(3400, 2, 400, 1);
	leaves(4000, 11, 2400, 2000, 0);
	attempt(4100, 3, 1100, 0);
	state(4200, STATE_UNDOING, STATE_FREE);
	refused(4300, 16, EV_FALLBACK, WHY_STRAGGLER, false);
	state(5010, STATE_FREE, STATE_RESERVED);
	state(5020, STATE_RESERVED, STATE_ACTIVE);
	event(EV_UNLOCK, 5030, 1, NULL);
	enters(5100, 10);
	leaves(5107, 10, 7, 3, 0);
	state(5500, STATE_ACTIVE, STATE_UNDOING);
	refused(5550, 14, EV_FALLBACK, WHY_CLOSING, true);
	attempt(5600, 1, 100, 0);
	state(5700, STATE_UNDOING, STATE_FREE);
}

/* 39 again: rescued while a caller is inside. The client removes it later. */
static void story_of_a_rescue(void)
{
	struct dynsc_event ev = { .value[F_RESCUE] = RESCUE_PROBATION, .owner = "client" };

	nr = 39;
	state(8010, STATE_FREE, STATE_RESERVED);
	state(8020, STATE_RESERVED, STATE_ACTIVE);
	event(EV_UNLOCK, 8030, 1, NULL);
	enters(8100, 11);
	state(8200, STATE_ACTIVE, STATE_UNDOING);
	event(EV_RESCUE, 8201, 1, &ev);
	refused(8300, 14, EV_FALLBACK, WHY_STRAGGLER, true);
	leaves(8400, 11, 300, 200, 0);
	attempt(8500, 1, 300, 0);
	state(8600, STATE_UNDOING, STATE_FREE);
}

/* 400: in removal from before the trace on, and a caller is inside at the end. */
static void story_of_400(void)
{
	nr = 400;
	owner = "client";
	attempt(6000, 4, 5500, 1);
	leaves(6200, 20, 5900, 0, 1);
	attempt(6300, 5, 5800, 0);
	state(6400, STATE_UNDOING, STATE_FREE);
	state(7000, STATE_FREE, STATE_RESERVED);
	state(7010, STATE_RESERVED, STATE_ACTIVE);
	refused(7015, 21, EV_ENOSYS, WHY_NOT_UNLOCKED, true);
	event(EV_UNLOCK, 7020, 3, NULL);
	enters(7100, 21);
	enters(7200, 22);
	leaves(7230, 22, 30, 0, -22);
}

static void tell_story(unsigned int events)
{
	static struct dynsc_snapshots none;
	int type;

	recorded = events;
	memset(source.format, 0, sizeof(*source.format));
	source.format->tep = dynsc_must(tep_alloc());
	for (type = 0; type < OURS; type++)
		source.format->layout[type].slots = !!(events & 1u << type);
	memset(&r, 0, sizeof(r));
	r.reader = (struct dynsc_reader){ .sources = &source, .n_sources = 1 };
	r.snapshots = &none;
	r.stats.selection.to = ~0ULL;
	dynsc_stats_init(&r.stats, &r.reader);
	event(EV_BEGIN, 1000, 0, NULL);
	story_of_39();
	story_of_400();
	story_of_a_rescue();
	event(EV_END, 9000, 0, NULL);
	dynsc_stats_finish(&r.stats);
	tep_free(source.format->tep);
}

/* What is printed by one report, as lines. */
struct lines {
	char *text, **line;
	size_t count;
};

static struct lines printed(bool hijack, const char *list)
{
	struct lines l = { 0 };
	char *rest = NULL, *line;
	size_t size;

	stdout = dynsc_must(open_memstream(&l.text, &size));
	r.name = hijack ? "hijack" : "contention";
	if (!list)
		(hijack ? show_hijack : show_contention)(&r);
	else
		(hijack ? emit_hijack : emit_contention)(&r, list);
	fclose(stdout);
	stdout = ktap;
	for (line = strtok_r(l.text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		l.line = dynsc_must_grow(l.line, l.count, sizeof(*l.line));
		l.line[l.count++] = line;
	}
	return l;
}

static void drop(struct lines *l)
{
	free(l->text);
	free(l->line);
}

/* Of CSV: an empty cell, or a name that is not known, stands for any other. */
static bool same_cells(const char *got, const char *whole, const char *head)
{
	for (;;) {
		size_t n = strcspn(got, ","), m = strcspn(whole, ","), h = strcspn(head, ",");
		bool about_trace = strstr(head, "is_recorded") == head + h - 11 ||
			strstr(head, "are_recorded") == head + h - 12 ||
			strstr(head, "bound") == head + h - 5 ||
			strstr(head, "bounds") == head + h - 6;

		if (n && !about_trace && strncmp(got, "<...>", 5) &&
		    (n != m || memcmp(got, whole, n)))
			return false;
		/* Columns at the end are only there if they are needed. */
		if (!got[n] || !whole[m])
			return !got[n];
		got += n + 1;
		whole += m + 1;
		head += h + 1;
	}
}

static bool is_row(const struct lines *whole, const char *row)
{
	size_t i;

	for (i = 0; i < whole->count; i++)
		if (same_cells(row, whole->line[i], whole->line[0]))
			return true;
	return false;
}

/* Of text: word by word, up to the end of @got; "-" stands for one word or more. */
static bool same_words(const char *got, const char *whole)
{
	size_t n, m;

	for (;;) {
		got += strspn(got, " ");
		whole += strspn(whole, " ");
		n = strcspn(got, " ");
		m = strcspn(whole, " ");
		if (!n)
			return true;
		if (!m)
			return false;
		if (n == 1 && *got == '-') {
			while (m) {
				whole += m;
				whole += strspn(whole, " ");
				if (same_words(got + 1, whole))
					return true;
				m = strcspn(whole, " ");
			}
			return false;
		}
		/* The name of a task may be unknown. */
		if (!strncmp(got, "<...>", 5)) {
			const char *pid = memrchr(whole, '-', m);

			if (n > 5 && (!pid || memcmp(got + 5, pid, n - 5)))
				return false;
		} else if (n != m || memcmp(got, whole, n)) {
			return false;
		}
		got += n;
		whole += m;
	}
}

/* The heading of a line whose clauses may each be left out. */
static char *without_heading(char *line)
{
	return strncmp(line, "  gate ", 7) ? line : line + 7;
}

/* A clause of a line, without what follows in the line. */
static bool is_said(const struct lines *whole, const char *clause)
{
	size_t i;

	for (i = 0; i < whole->count; i++) {
		char *line = without_heading(strdupa(whole->line[i])), *part, *rest = NULL;

		for (part = strtok_r(line, ",", &rest); part; part = strtok_r(NULL, ",", &rest))
			if (same_words(clause, part))
				return true;
	}
	return false;
}

/* What is only said of a part. */
static bool is_remark(const char *line)
{
	static const char * const remarks[] = {
		"trace.dat: ", "Not recorded: ", "None of the recorded", "  is unknown",
		"No event of a hijacked", "  how long calls of the original", " recorded caller",
		"unknown: neither", "time in handler", "begun at",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(remarks); i++)
		if (strstr(line, remarks[i]))
			return true;
	return false;
}

static unsigned int errors;

static void complain_of(unsigned int events, const char *list, const char *what)
{
	unsigned int type;

	if (errors++ >= SHOWN)
		return;
	fprintf(ktap, "# %s: %s\n#  of:", list, what);
	for (type = 0; type < OURS; type++)
		if (events & 1u << type)
			fprintf(ktap, " %s", dynsc_event_name(type) + strlen("dyn_syscall_"));
	putc('\n', ktap);
}

static void compare_text(unsigned int events, bool hijack, const struct lines *whole,
			 const struct lines *other)
{
	struct lines l = printed(hijack, NULL);
	size_t i;

	for (i = 0; i < l.count; i++) {
		char *line = without_heading(strdupa(l.line[i])), *part, *rest = NULL;

		if (is_remark(line))
			continue;
		for (part = strtok_r(line, ",", &rest); part; part = strtok_r(NULL, ",", &rest))
			if (!is_said(whole, part) && !is_said(other, part))
				complain_of(events, hijack ? "hijack" : "contention", l.line[i]);
	}
	drop(&l);
}

static void compare_list(unsigned int events, bool hijack, const char *list,
			 const struct lines *whole)
{
	struct lines l = printed(hijack, list);
	size_t i;

	for (i = 1; i < l.count; i++)
		if (!is_row(whole, l.line[i]))
			complain_of(events, list, l.line[i]);
	drop(&l);
}

static void check(bool good, const char *name)
{
	fprintf(ktap, "%s %d %s\n", good ? "ok" : "not ok", ++tests, name);
	failures += !good;
}

static void test_report(bool hijack)
{
	const char * const *lists = report_lists(hijack ? "hijack" : "contention");
	struct lines whole[16], text, other;
	char name[128];
	unsigned int events;
	size_t i;

	tell_story(ALL);
	text = printed(hijack, NULL);
	other = printed(!hijack, NULL);
	for (i = 0; lists[i]; i++)
		whole[i] = printed(hijack, lists[i]);
	errors = 0;
	for (events = 0; events <= ALL; events++) {
		tell_story(events);
		/* Times in handlers are shown if the added ones are not known. */
		compare_text(events, hijack, &text, &other);
		/* The first is about files. */
		for (i = 1; lists[i]; i++)
			compare_list(events, hijack, lists[i], &whole[i]);
	}
	snprintf(name, sizeof(name), "%s: of each subset of the events nothing that is not so",
		 hijack ? "hijack" : "contention");
	check(!errors, name);
}

/* Of the events that dynsc-record records for a report, nothing is unknown. */
static void test_complete(bool hijack, unsigned int events)
{
	struct lines whole, part;
	size_t i;

	tell_story(ALL);
	whole = printed(hijack, "entries");
	tell_story(events);
	part = printed(hijack, "entries");
	errors = whole.count != part.count || whole.count < 2;
	for (i = 0; i < whole.count && !errors; i++)
		if (strcmp(whole.line[i], part.line[i]))
			complain_of(events, part.line[i], whole.line[i]);
	check(!errors, hijack ? "hijack: what dynsc-record --hijack records shows all" :
	      "contention: what dynsc-record --contention records shows all");
}

int main(void)
{
	ktap = stdout;
	fputs("KTAP version 1\n", ktap);
	source.format = dynsc_must(malloc(sizeof(*source.format)));
	test_report(false);
	test_report(true);
	test_complete(false, E(STATE) | E(UNLOCK) | E(SWAP) | E(RESCUE) | E(ENTER) | E(EXIT) |
		      E(ENOSYS) | E(FALLBACK) | E(WRITE_TRYLOCK) | E(EAGAIN));
	test_complete(true, E(STATE) | E(UNLOCK) | E(SWAP) | E(RESCUE) | E(ENTER) | E(EXIT) |
		      E(ORIGINAL) | E(ENOSYS) | E(FALLBACK));
	fprintf(ktap, "1..%d\n", tests);
	return failures > 0;
}
