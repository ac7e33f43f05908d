// SPDX-License-Identifier: GPL-2.0
/* The hijack report: what was replaced, by whom, and at what cost. */

#include "text.h"

static void show_entries(const struct report *r)
{
	bool originals = dynsc_reader_has(&r->reader, EV_ORIGINAL);
	const struct dynsc_entry *e;
	struct table t = { 0 };

	table_head(&t, "nr", "name", "calls", "refused", "fallback", "added p50", "p90", "p99",
		   "max");
	for (e = r->stats.entries; e; e = e->all_next) {
		if (e->kind != KIND_HIJACKED)
			continue;
		add_cellf(&t, "%d", e->nr);
		add_cell(&t, e->name[0] ? e->name : "-");
		add_count(&t, e->granted, e->lossy);
		add_count(&t, dynsc_entry_refused(e), e->lossy);
		add_count(&t, dynsc_entry_fallback(e), e->lossy);
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
	char text[SHORT_TEXT];
	struct table t = { 0 };
	size_t i;

	table_head(&t, "time", "times", "p50", "p90", "p99", "max", "all");
	for (i = 0; i < (dynsc_reader_has(&r->reader, EV_ORIGINAL) ? 3 : 1); i++) {
		add_cell(&t, names[i]);
		add_count(&t, hists[i]->count, e->lossy);
		add_times(&t, hists[i]);
		add_cell(&t, duration(text, hists[i]->sum));
	}
	table_print(&t, "  ");
	table_free(&t);
	if (dynsc_reader_has(&r->reader, EV_ORIGINAL))
		printf("  calls of the original: one in %llu calls, none in %llu, more in %llu\n",
		       e->by_originals[1], e->by_originals[0], e->by_originals[2]);
	else
		puts("  calls of the original were not recorded, so the time added is unknown");
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

static void show_gate(const struct dynsc_entry *e)
{
	__u64 refused = dynsc_entry_refused(e), fallback = dynsc_entry_fallback(e);
	__u64 stragglers = e->refused[WHY_STRAGGLER] + e->fallback[WHY_STRAGGLER];

	if (refused || fallback)
		printf("  gate        %llu refused, %llu given the original, %llu stragglers\n",
		       refused, fallback, stragglers);
}

static void show_entry(const struct report *r, const struct dynsc_entry *e)
{
	show_entry_name(e);
	show_client(r, e);
	show_results(e);
	show_gate(e);
	show_unfinished(e);
	show_generations(e);
	show_times(r, e);
	show_histogram(&e->added, dynsc_reader_has(&r->reader, EV_ORIGINAL) ? "time added" :
		       "time in handler", e->lossy);
	show_callers(e);
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
		puts("\nNo number was hijacked.");
	}
	for (e = s->entries; e; e = e->all_next)
		if (e->kind == KIND_HIJACKED)
			show_entry(r, e);
	show_changes(r, "Timeline", "timeline", is_hijack);
	show_losses(r);
	show_counters(r);
}
