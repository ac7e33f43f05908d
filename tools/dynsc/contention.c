// SPDX-License-Identifier: GPL-2.0
/* The contention report for people: who met whom, and what removals waited for. */

#include <string.h>
#include "dynsc.h"
#include "report.h"
#include "style.h"

#define SHOWN_VISITS	8

static void show_entries(const struct figures *f)
{
	static const char * const head[] = {
		"nr", "name", "kind", "attempts", "granted", "refused", "fallback",
		"most inside", "p50", "p90", "p99", "max",
	};
	const struct entry *e;
	struct grid g = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(head); i++)
		add_cell(&g, head[i]);
	g.columns = ARRAY_SIZE(head);
	for (e = f->entries; e; e = e->all_next) {
		add_cellf(&g, "%d", e->nr);
		add_cell(&g, e->name[0] ? e->name : "-");
		add_cell(&g, kind_names[e->kind]);
		add_count(&g, entry_attempts(e), e->lossy);
		add_count(&g, e->granted, e->lossy);
		add_count(&g, entry_refused(e), e->lossy);
		add_count(&g, entry_fallback(e), e->lossy);
		add_count(&g, e->most, e->lossy);
		add_times(&g, &e->inside);
	}
	print_aligned(&g, "  ");
	grid_clear(&g);
}

static void show_by_why(const char *what, const __u64 count[WHYS])
{
	const char *separator = ": ";
	__u64 sum = 0;
	int why;

	for (why = 0; why < WHYS; why++)
		sum += count[why];
	if (!sum)
		return;
	printf("  %s%s %llu%s", style(RED), what, sum, style(PLAIN));
	for (why = 0; why < WHYS; why++) {
		if (!count[why])
			continue;
		printf("%s%llu %s", separator, count[why], why_names[why]);
		separator = ", ";
	}
	putchar('\n');
}

/* One line for each of few levels; of many, for each power of two. */
static void show_levels(const struct entry *e)
{
	__u64 whole = entry_time(e), ns;
	unsigned int first, last, level;
	char text[SHORT_TEXT], percent[SHORT_TEXT], label[SHORT_TEXT], line[SHORT_TEXT];

	if (!whole || !e->most)
		return;
	printf("  %-25s %10s\n", "inside at once", "time");
	for (first = 0; first <= e->most; first = last + 1) {
		last = e->most < 16 || !first ? first : 2 * first - 1;
		if (last > e->most)
			last = e->most;
		for (ns = 0, level = first; level <= last; level++)
			ns += e->level_ns[level];
		if (first == last)
			snprintf(label, sizeof(label), "%u", first);
		else
			snprintf(label, sizeof(label), "%u to %u", first, last);
		printf("    %-23s %10s %9s  %s%s%s\n", label, duration(text, ns),
		       share(percent, ns, whole), style(GREEN), bar(line, ns, whole),
		       style(PLAIN));
	}
}

static void show_entry(const struct entry *e)
{
	show_entry_name(e);
	show_by_why("refused", e->refused);
	show_by_why("fallback", e->fallback);
	show_unfinished(e);
	show_levels(e);
	show_histogram(&e->inside, "time inside", e->lossy);
	show_callers(e);
}

/* What the last one did while the removal waited for it, the most first. */
static void show_doing(const struct removal *r)
{
	const char *separator = "";
	__u64 whole = 0;
	int i, shown;
	bool done[DOINGS] = { false };
	char text[SHORT_TEXT];

	for (i = 0; i < DOINGS; i++)
		whole += r->last_did[i];
	if (!whole)
		return;
	fputs(": ", stdout);
	for (shown = 0; shown < DOINGS; shown++) {
		int most = -1;

		for (i = 0; i < DOINGS; i++)
			if (!done[i] && (most < 0 || r->last_did[i] > r->last_did[most]))
				most = i;
		done[most] = true;
		if (!r->last_did[most])
			break;
		printf("%s%s %s", separator, share(text, r->last_did[most], whole),
		       doing_names[most]);
		separator = ", ";
	}
}

static void show_last(const struct removal *r, bool sched)
{
	char stayed[SHORT_TEXT], inside[SHORT_TEXT];

	if (!r->last.pid)
		return;
	printf("    left last       %s-%d, %s after the beginning", r->last.comm, r->last.pid,
	       duration(stayed, r->last_left - r->begin));
	if (r->last.entered)
		printf(", inside for %s", duration(inside, r->last_left - r->last.entered));
	if (sched)
		show_doing(r);
	putchar('\n');
}

static void show_inside(const struct removal *r)
{
	const struct visit *visit = r->inside.visit;
	char text[SHORT_TEXT];
	size_t i;

	printf("    inside then     ");
	if (!r->inside.count)
		puts(r->before || r->living ? "not known" : "nobody");
	for (i = 0; i < r->inside.count && i < SHOWN_VISITS; i++) {
		printf("%s%s-%d ", i ? "                    " : "", visit[i].comm, visit[i].pid);
		if (visit[i].entered)
			printf("for %s\n", duration(text, r->begin - visit[i].entered));
		else
			puts("since before the recording");
	}
	if (i < r->inside.count)
		printf("                    and %zu more\n", r->inside.count - i);
	else if (i && r->living > i)
		printf("                    and %llu more since before the recording\n",
		       r->living - i);
}

static void show_refusals(const struct removal *r)
{
	size_t i;

	if (r->fallback)
		printf("    fallback        %llu%s\n", r->fallback, r->lossy ? "+" : "");
	if (!r->refused)
		return;
	printf("    refused         %llu%s: ", r->refused, r->lossy ? "+" : "");
	for (i = 0; i < r->n_refusals && i < SHOWN_VISITS; i++)
		printf("%s%s-%d %llu", i ? ", " : "", r->refusals[i].task->comm,
		       r->refusals[i].task->pid, r->refusals[i].count);
	if (i < r->n_refusals)
		printf(", and %zu more callers", r->n_refusals - i);
	putchar('\n');
}

static void show_removal(const struct removal *r, bool sched)
{
	char text[SHORT_TEXT];

	printf("\n%s%d %s%s (%s), begun %sat %s s", style(BOLD), r->entry->nr,
	       r->entry->name[0] ? r->entry->name : "-", style(PLAIN),
	       kind_names[r->entry->kind], r->before ? "before the recording, " : "",
	       moment(text, r->begin));
	if (r->pid)
		printf(" by %s-%d", r->comm, r->pid);
	printf("\n    locked          %s%s%s", r->locked ? "after " : style(RED),
	       r->locked ? duration(text, r->locked - r->begin) : "not in this trace",
	       r->locked ? "" : style(PLAIN));
	if (r->freed)
		printf(", free after %s", duration(text, r->freed - r->begin));
	printf("\n    EAGAIN          %s%llu%s%s in %llu%s attempt%s\n",
	       r->eagain ? style(YELLOW) : "", r->eagain, r->lossy ? "+" : "",
	       r->eagain ? style(PLAIN) : "", r->attempts, r->lossy ? "+" : "",
	       r->attempts == 1 ? "" : "s");
	show_inside(r);
	show_last(r, sched);
	show_refusals(r);
}

void show_contention(const struct report *r)
{
	const struct figures *f = &r->figures;
	const struct entry *e;
	size_t i;

	show_head(r);
	if (f->n_entries) {
		show_heading("Contention at the gate; p50 to max are times inside");
		show_entries(f);
	}
	for (e = f->entries; e; e = e->all_next)
		show_entry(e);
	if (f->n_removals)
		show_heading("Removals");
	for (i = 0; i < f->n_removals; i++)
		show_removal(f->removals[i], f->seen[EV_SWITCH]);
	show_losses(r);
	show_counters(r);
}
