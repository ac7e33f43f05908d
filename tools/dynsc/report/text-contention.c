// SPDX-License-Identifier: GPL-2.0
/* The contention report: callers that met, and what removals waited for. */

#include <string.h>
#include "text.h"

#define SHOWN_VISITS	8

static void show_entries(const struct dynsc_stats *s)
{
	const struct dynsc_entry *e;
	struct table t = { 0 };

	table_head(&t, "nr", "name", "kind", "attempts", "granted", "refused", "fallback",
		   "most inside", "p50", "p90", "p99", "max");
	for (e = s->entries; e; e = e->all_next) {
		add_cellf(&t, "%d", e->nr);
		add_cell(&t, e->name[0] ? e->name : "-");
		add_cell(&t, dynsc_kind_names[e->kind]);
		add_known(&t, dynsc_knows(s, FIGURE_ATTEMPTS), e->attempts, e->lossy);
		add_known(&t, dynsc_knows(s, FIGURE_GRANTED), e->granted, e->lossy);
		add_known(&t, dynsc_knows(s, FIGURE_REFUSED), dynsc_entry_refused(e), e->lossy);
		add_known(&t, dynsc_knows(s, FIGURE_FALLBACK), dynsc_entry_fallback(e), e->lossy);
		add_known(&t, dynsc_knows(s, FIGURE_AT_ONCE), e->occupancy.most, e->lossy);
		add_times(&t, &e->inside);
	}
	table_print(&t, "  ");
	table_free(&t);
}

static void show_by_why(const char *what, __u64 sum, const __u64 count[WHYS])
{
	const char *separator = ": ";
	int why;

	if (!sum)
		return;
	printf("  %s%s %llu%s", style(RED), what, sum, style(PLAIN));
	for (why = 0; why < WHYS; why++) {
		if (!count[why])
			continue;
		printf("%s%llu %s", separator, count[why], dynsc_why_names[why]);
		separator = ", ";
	}
	putchar('\n');
}

/* One line per level if there are few, else one per power of two. */
static void show_levels(const struct dynsc_stats *s, const struct dynsc_entry *e)
{
	__u64 whole = dynsc_occupancy_time(&e->occupancy), ns;
	unsigned int first, last, level;
	char text[SHORT_TEXT], percent[SHORT_TEXT], label[SHORT_TEXT], line[SHORT_TEXT];

	if (!whole || !e->occupancy.most || !dynsc_knows(s, FIGURE_LEVELS))
		return;
	printf("  %-25s %10s\n", "inside at once", "time");
	for (first = 0; first <= e->occupancy.most; first = last + 1) {
		last = e->occupancy.most < 16 || !first ? first : 2 * first - 1;
		if (last > e->occupancy.most)
			last = e->occupancy.most;
		for (ns = 0, level = first; level <= last; level++)
			ns += e->occupancy.level_ns[level];
		if (first == last)
			snprintf(label, sizeof(label), "%u", first);
		else
			snprintf(label, sizeof(label), "%u to %u", first, last);
		printf("    %-23s %10s %9s  %s%s%s\n", label, duration(text, ns),
		       share(percent, ns, whole), style(GREEN), bar(line, ns, whole),
		       style(PLAIN));
	}
}

static void show_entry(const struct dynsc_stats *s, const struct dynsc_entry *e)
{
	show_entry_name(e);
	if (dynsc_knows(s, FIGURE_REFUSED))
		show_by_why("refused", dynsc_entry_refused(e), e->refused);
	if (dynsc_knows(s, FIGURE_FALLBACK))
		show_by_why("fallback", dynsc_entry_fallback(e), e->fallback);
	show_unfinished(s, e);
	show_generations(s, e);
	show_levels(s, e);
	show_histogram(&e->inside, "time inside", e->lossy);
	show_callers(s, e);
}

/* What the last caller did while the removal waited for it, longest first. */
static void show_doing(const struct dynsc_removal *r)
{
	const char *separator = ": ";
	__u64 whole = 0, rest[DOINGS];
	char text[SHORT_TEXT];
	int i, most;

	memcpy(rest, r->last_did, sizeof(rest));
	for (i = 0; i < DOINGS; i++)
		whole += rest[i];
	for (;;) {
		for (most = 0, i = 1; i < DOINGS; i++)
			if (rest[i] > rest[most])
				most = i;
		if (!rest[most])
			break;
		printf("%s%s %s", separator, share(text, rest[most], whole),
		       dynsc_doing_names[most]);
		separator = ", ";
		rest[most] = 0;
	}
}

static void show_last(const struct dynsc_stats *s, const struct dynsc_removal *r)
{
	char stayed[SHORT_TEXT], inside[SHORT_TEXT];

	if (!r->last.pid || !dynsc_knows(s, FIGURE_REMOVAL_LAST))
		return;
	printf("    left last       %s-%d", r->last.comm, r->last.pid);
	if (s->timed)
		printf(", %s after the beginning", duration(stayed, r->last_left - r->begin));
	if (s->timed && r->last.entered)
		printf(", inside for %s", duration(inside, r->last_left - r->last.entered));
	if (dynsc_knows(s, FIGURE_DOING))
		show_doing(r);
	putchar('\n');
}

static void show_inside(const struct dynsc_stats *s, const struct dynsc_removal *r)
{
	const struct dynsc_visit *visit = r->inside.visit;
	char text[SHORT_TEXT];
	size_t i;

	if (!dynsc_knows(s, FIGURE_REMOVAL_INSIDE))
		return;
	printf("    inside then     ");
	if (!r->inside.count)
		puts(r->before || r->living ? "unknown" : "none");
	for (i = 0; i < r->inside.count && i < SHOWN_VISITS; i++) {
		printf("%s%s-%d", i ? "                    " : "", visit[i].comm, visit[i].pid);
		if (visit[i].entered && !s->timed)
			putchar('\n');
		else if (visit[i].entered)
			printf(" for %s\n", duration(text, r->begin - visit[i].entered));
		else
			puts(" since before the recording");
	}
	if (i < r->inside.count)
		printf("                    and %zu more\n", r->inside.count - i);
	else if (i && r->living > i)
		printf("                    and %llu more since before the recording\n",
		       r->living - i);
}

static void show_refusals(const struct dynsc_stats *s, const struct dynsc_removal *r)
{
	size_t i;

	if (r->fallback && dynsc_knows(s, FIGURE_REMOVAL_FALLBACK))
		printf("    fallback        %llu%s\n", r->fallback, r->lossy ? "+" : "");
	if (!r->refused || !dynsc_knows(s, FIGURE_REMOVAL_REFUSED))
		return;
	printf("    refused         %llu%s: ", r->refused, r->lossy ? "+" : "");
	for (i = 0; i < r->n_refusals && i < SHOWN_VISITS; i++)
		printf("%s%s-%d %llu", i ? ", " : "", r->refusals[i].task->comm,
		       r->refusals[i].task->pid, r->refusals[i].count);
	if (i < r->n_refusals)
		printf(", and %zu more callers", r->n_refusals - i);
	putchar('\n');
}

/* "locked after T, free after T": the times since it began. */
static void show_lock(const struct dynsc_stats *s, const struct dynsc_removal *r)
{
	bool lock = dynsc_knows(s, FIGURE_LOCK);
	char text[SHORT_TEXT];

	printf("\n    locked          ");
	if (r->locked)
		printf("%s%s", s->timed ? "after " : "yes",
		       s->timed ? duration(text, r->locked - r->begin) : "");
	else if (lock)
		printf("%snot in this trace%s", style(RED), style(PLAIN));
	else
		printf("-");
	if (r->freed)
		printf(", free%s%s", s->timed ? " after " : "",
		       s->timed ? duration(text, r->freed - r->begin) : "");
}

static void show_eagain(const struct dynsc_stats *s, const struct dynsc_removal *r)
{
	const char *mark = r->lossy ? "+" : "";

	if (!dynsc_knows(s, FIGURE_EAGAIN))
		return;
	printf("\n    EAGAIN          %s%llu%s%s", r->eagain ? style(YELLOW) : "", r->eagain, mark,
	       r->eagain ? style(PLAIN) : "");
	if (dynsc_knows(s, FIGURE_LOCK))
		printf(" in %llu%s attempt%s", r->attempts, mark, r->attempts == 1 ? "" : "s");
}

static void show_removal(const struct dynsc_stats *s, const struct dynsc_removal *r)
{
	/* Only changes of state show whether it began before the recording. */
	bool before = r->before && dynsc_knows(s, FIGURE_FREED);
	char text[SHORT_TEXT];

	printf("\n%s%d %s%s (%s), begun %s", style(BOLD), r->entry->nr,
	       r->entry->name[0] ? r->entry->name : "-", style(PLAIN),
	       dynsc_kind_names[r->entry->kind],
	       before ? s->timed ? "before the recording, " : "before the recording" : "");
	if (s->timed || !r->before)
		printf("at %s%s", stamp(s, text, r->begin), s->timed ? " s" : "");
	if (r->rescue && dynsc_knows(s, FIGURE_RESCUED))
		printf(" by a rescue (%s)%s", dynsc_rescue_names[r->rescue], r->pid ? " in" : "");
	else if (r->pid)
		printf(" by");
	if (r->pid)
		printf(" %s-%d", r->comm, r->pid);
	show_lock(s, r);
	show_eagain(s, r);
	putchar('\n');
	show_inside(s, r);
	show_last(s, r);
	show_refusals(s, r);
}

static bool is_swap(const struct dynsc_change *c)
{
	return c->generation;
}

static bool is_rescue(const struct dynsc_change *c)
{
	return c->rescue;
}

void show_contention(const struct report *r)
{
	const struct dynsc_stats *s = &r->stats;
	const struct dynsc_entry *e;
	size_t i;

	show_head(r);
	if (s->n_entries) {
		show_heading("Contention at the gate; p50 to max are times inside");
		show_entries(s);
	}
	for (e = s->entries; e; e = e->all_next)
		show_entry(s, e);
	show_changes(r, "Handlers replaced", "generations", is_swap);
	show_changes(r, "Rescues", "removals", is_rescue);
	if (s->n_removals)
		show_heading("Removals");
	for (i = 0; i < s->n_removals; i++)
		show_removal(s, s->removals[i]);
	show_losses(r);
	show_counters(r);
}
