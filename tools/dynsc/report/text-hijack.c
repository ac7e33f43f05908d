// SPDX-License-Identifier: GPL-2.0
/* The hijack report: what was replaced, by whom, and at what cost. */

#include "text.h"

static void show_entries(const struct report *r)
{
	const struct dynsc_stats *s = &r->stats;
	bool originals = dynsc_knows(s, FIGURE_ORIGINALS);
	const struct dynsc_entry *e;
	struct table t = { 0 };

	table_head(&t, "nr", "name", "calls", "refused", "fallback", "added p50", "p90", "p99",
		   "max");
	for (e = r->stats.entries; e; e = e->all_next) {
		if (e->kind != KIND_HIJACKED)
			continue;
		add_cellf(&t, "%d", e->nr);
		add_cell(&t, e->name[0] ? e->name : "-");
		add_known(&t, dynsc_knows(s, FIGURE_GRANTED), e->granted, e->lossy);
		add_known(&t, dynsc_knows(s, FIGURE_REFUSED), dynsc_entry_refused(e), e->lossy);
		add_known(&t, dynsc_knows(s, FIGURE_FALLBACK), dynsc_entry_fallback(e), e->lossy);
		add_times(&t, originals ? &e->added : &(struct dynsc_hist){ 0 });
	}
	table_print(&t, "  ");
	table_free(&t);
}

static void show_client(const struct report *r, const struct dynsc_entry *e)
{
	struct client c = report_client(r, e);
	static const char not_known[] = "unknown: neither the trace nor a saved table has it";

	printf("  %-11s %s\n", "original", c.original ?: not_known);
	printf("  %-11s %s\n", "handler", c.handler ?: not_known);
	printf("  %-11s %s\n", "owner", c.owner ?: not_known);
}

static void show_times(const struct report *r, const struct dynsc_entry *e)
{
	static const char * const names[] = { "in handler", "in original", "added" };
	const struct dynsc_hist *hists[] = { &e->inside, &e->original, &e->added };
	bool originals = dynsc_knows(&r->stats, FIGURE_ORIGINALS);
	char text[SHORT_TEXT];
	struct table t = { 0 };
	size_t i;

	if (!dynsc_knows(&r->stats, FIGURE_LEFT))
		return;
	table_head(&t, "time", "times", "p50", "p90", "p99", "max", "all");
	for (i = 0; i < (originals ? 3 : 1); i++) {
		add_cell(&t, names[i]);
		add_count(&t, hists[i]->count, e->lossy);
		add_times(&t, hists[i]);
		add_cell(&t, duration(text, hists[i]->sum));
	}
	table_print(&t, "  ");
	table_free(&t);
	if (originals)
		printf("  calls of the original: one in %llu calls, none in %llu, more in %llu\n",
		       e->by_originals[1], e->by_originals[0], e->by_originals[2]);
	else
		puts("  how long calls of the original took was not recorded, so the time added\n"
		     "  is unknown");
}

static void show_results(const struct dynsc_entry *e)
{
	int i;

	printf("  results     %llu%s succeeded", e->successes, e->lossy ? "+" : "");
	for (i = 0; e->errnos && i <= DYNSC_MAX_ERRNO; i++)
		if (e->errnos[i])
			printf(", %s%llu%s %s%s", style(YELLOW), e->errnos[i],
			       e->lossy ? "+" : "", errno_name(i), style(PLAIN));
	putchar('\n');
}

static void show_gate(const struct dynsc_stats *s, const struct dynsc_entry *e)
{
	__u64 refused = dynsc_entry_refused(e), fallback = dynsc_entry_fallback(e);
	__u64 stragglers = e->refused[WHY_STRAGGLER] + e->fallback[WHY_STRAGGLER];
	const char *separator = "  gate        ";

	if (dynsc_knows(s, FIGURE_REFUSED) && (refused || fallback)) {
		printf("%s%llu refused", separator, refused);
		separator = ", ";
	}
	if (dynsc_knows(s, FIGURE_FALLBACK) && (refused || fallback)) {
		printf("%s%llu given the original", separator, fallback);
		separator = ", ";
	}
	if (dynsc_knows(s, FIGURE_STRAGGLERS) && (refused || fallback))
		printf("%s%llu stragglers", separator, stragglers);
	if (*separator == ',')
		putchar('\n');
}

static void show_entry(const struct report *r, const struct dynsc_entry *e)
{
	const struct dynsc_stats *s = &r->stats;

	show_entry_name(e);
	show_client(r, e);
	if (dynsc_knows(s, FIGURE_LEFT))
		show_results(e);
	show_gate(s, e);
	show_unfinished(s, e);
	show_generations(s, e);
	show_times(r, e);
	if (dynsc_knows(s, FIGURE_ORIGINALS))
		show_histogram(&e->added, "time added", e->lossy);
	else
		show_histogram(&e->inside, "time in handler", e->lossy);
	show_callers(s, e);
}

static bool is_hijack(const struct dynsc_change *c)
{
	return c->entry->kind == KIND_HIJACKED;
}

void show_hijack(const struct report *r)
{
	const struct dynsc_stats *s = &r->stats;
	const struct dynsc_entry *e;
	bool any = false;

	show_head(r);
	puts("32-bit calls (int 0x80, ia32, x32, AArch32) are not redirected and not shown here.");
	puts("io_uring and the vDSO make no calls: see \"What a hijack sees\" in\n"
	     "doc/interface.md.");
	for (e = s->entries; e; e = e->all_next)
		any |= e->kind == KIND_HIJACKED;
	if (any) {
		show_heading("Hijacked numbers; added is time in handler less in original");
		show_entries(r);
	} else if (s->n_entries) {
		puts(*report_missing(r) ? "\nNo event of a hijacked number was recorded." :
		     "\nNo number was hijacked.");
	}
	for (e = s->entries; e; e = e->all_next)
		if (e->kind == KIND_HIJACKED)
			show_entry(r, e);
	show_changes(r, "Timeline", "timeline", is_hijack);
	show_losses(r);
	show_counters(r);
}
