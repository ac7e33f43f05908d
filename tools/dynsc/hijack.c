// SPDX-License-Identifier: GPL-2.0
/* The hijack report for people: what was replaced, by whom, and what it cost. */

#include <string.h>
#include "dynsc.h"
#include "report.h"
#include "style.h"

#define TIMELINE_LINES	60

static void show_entries(const struct report *r)
{
	static const char * const head[] = {
		"nr", "name", "calls", "refused", "fallback", "added p50", "p90", "p99",
		"max",
	};
	const struct entry *e;
	struct grid g = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(head); i++)
		add_cell(&g, head[i]);
	g.columns = ARRAY_SIZE(head);
	for (e = r->figures.entries; e; e = e->all_next) {
		if (e->kind != KIND_HIJACKED)
			continue;
		add_cellf(&g, "%d", e->nr);
		add_cell(&g, e->name[0] ? e->name : "-");
		add_count(&g, e->granted, e->lossy);
		add_count(&g, entry_refused(e), e->lossy);
		add_count(&g, entry_fallback(e), e->lossy);
		add_times(&g, trace_has(&r->trace, EV_ORIGINAL) ? &e->added : &(struct hist){ 0 });
	}
	print_aligned(&g, "  ");
	grid_clear(&g);
}

static void show_who(const struct report *r, const struct entry *e)
{
	static const char not_known[] = "not known: neither the trace nor a saved table has it";

	printf("  %-11s %s\n", "original", report_original(r, e) ?: not_known);
	printf("  %-11s %s\n", "handler", report_handler(r, e) ?: not_known);
	printf("  %-11s %s\n", "owner", report_owner(r, e) ?: not_known);
}

static void show_times(const struct report *r, const struct entry *e)
{
	static const char * const head[] = { "time", "times", "p50", "p90", "p99", "max",
					     "all" };
	static const char * const names[] = { "in handler", "in original", "added" };
	const struct hist *hists[] = { &e->inside, &e->original, &e->added };
	char text[SHORT_TEXT];
	struct grid g = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(head); i++)
		add_cell(&g, head[i]);
	g.columns = ARRAY_SIZE(head);
	for (i = 0; i < (trace_has(&r->trace, EV_ORIGINAL) ? 3 : 1); i++) {
		add_cell(&g, names[i]);
		add_count(&g, hists[i]->count, e->lossy);
		add_times(&g, hists[i]);
		add_cell(&g, duration(text, hists[i]->sum));
	}
	print_aligned(&g, "  ");
	grid_clear(&g);
	if (trace_has(&r->trace, EV_ORIGINAL))
		printf("  calls of the original: one in %llu calls, none in %llu, more in %llu\n",
		       e->by_originals[1], e->by_originals[0], e->by_originals[2]);
	else
		puts("  calls of the original were not recorded, so what was added is not known");
}

static void show_results(const struct entry *e)
{
	int i;

	printf("  results     %llu%s succeeded", e->successes, e->lossy ? "+" : "");
	for (i = 0; e->errnos && i <= MAX_ERRNO; i++)
		if (e->errnos[i])
			printf(", %s%llu%s %s%s", style(YELLOW), e->errnos[i],
			       e->lossy ? "+" : "", errno_name(i), style(PLAIN));
	putchar('\n');
}

static void show_gate(const struct entry *e)
{
	__u64 refused = entry_refused(e), fallback = entry_fallback(e);
	__u64 stragglers = e->refused[WHY_STRAGGLER] + e->fallback[WHY_STRAGGLER];

	if (refused || fallback)
		printf("  gate        %llu refused, %llu given the original, %llu stragglers\n",
		       refused, fallback, stragglers);
}

static void show_entry(const struct report *r, const struct entry *e)
{
	show_entry_name(e);
	show_who(r, e);
	show_results(e);
	show_gate(e);
	show_unfinished(e);
	show_times(r, e);
	show_histogram(&e->added, trace_has(&r->trace, EV_ORIGINAL) ? "time added" :
		       "time in handler", e->lossy);
	show_callers(e);
}

static void show_change(const struct change *c, __u64 begin)
{
	char at[SHORT_TEXT], since[SHORT_TEXT];

	printf("  %s  %8s  %3d %-*s ", moment(at, c->ts), duration(since, c->ts - begin),
	       c->entry->nr, NAME_LEN / 2, c->entry->name);
	if (c->from == c->to)
		printf("gate opened");
	else
		printf("%s to %s", state_names[c->from], state_names[c->to]);
	printf(", %s-%d\n", c->comm, c->pid);
}

static void show_timeline(const struct figures *f)
{
	size_t i, shown = 0, all = 0;

	for (i = 0; i < f->n_changes; i++) {
		const struct change *c = &f->changes[i];

		if (c->entry->kind != KIND_HIJACKED || all++ >= TIMELINE_LINES)
			continue;
		if (!shown++)
			show_heading("Timeline: when, after the beginning, entry, what, by whom");
		show_change(c, f->begin);
	}
	if (all > shown)
		printf("  and %zu more: dynsc report hijack --csv=timeline\n", all - shown);
}

void show_hijack(const struct report *r)
{
	const struct figures *f = &r->figures;
	const struct entry *e;
	bool any = false;

	show_head(r);
	puts("32-bit calls (int 0x80, ia32, x32, AArch32) are not redirected and not in here.");
	for (e = f->entries; e; e = e->all_next)
		any |= e->kind == KIND_HIJACKED;
	if (any) {
		show_heading("Hijacked numbers; added is time in handler less in original");
		show_entries(r);
	} else if (f->n_entries) {
		puts("\nNo number was hijacked.");
	}
	for (e = f->entries; e; e = e->all_next)
		if (e->kind == KIND_HIJACKED)
			show_entry(r, e);
	show_timeline(f);
	show_losses(r);
	show_counters(r);
}
