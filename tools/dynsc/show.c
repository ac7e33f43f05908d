// SPDX-License-Identifier: GPL-2.0
/* What both reports say to people. */

#include <string.h>
#include "dynsc.h"
#include "report.h"
#include "style.h"

#define TOP_CALLERS	10

/* The mark of a lower bound; show_losses() tells what it means. */
static const char *mark(bool lossy)
{
	return lossy ? "+" : "";
}

void add_count(struct grid *g, __u64 count, bool lossy)
{
	add_cellf(g, "%llu%s", count, mark(lossy));
}

/* Four cells: p50, p90, p99 and the greatest. */
void add_times(struct grid *g, const struct hist *h)
{
	static const double percents[] = { 50, 90, 99 };
	char text[SHORT_TEXT];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(percents); i++)
		add_cell(g, h->count ? duration(text, hist_percentile(h, percents[i])) : "-");
	add_cell(g, h->count ? duration(text, h->max) : "-");
}

void show_heading(const char *text)
{
	printf("\n%s%s%s\n", style(BOLD), text, style(PLAIN));
}

void show_entry_name(const struct entry *e)
{
	printf("\n%s%d %s%s (%s)\n", style(BOLD), e->nr, e->name[0] ? e->name : "-",
	       style(PLAIN), kind_names[e->kind]);
}

void show_head(const struct report *r)
{
	const struct figures *f = &r->figures;
	char from[SHORT_TEXT], to[SHORT_TEXT], took[SHORT_TEXT];
	int i;

	for (i = 0; i < r->trace.n_sources; i++) {
		const struct file_figures *file = &f->file[i];

		printf("%s%s%s: %d CPUs, %llu events", style(BOLD),
		       r->trace.sources[i].path, style(PLAIN),
		       r->trace.sources[i].cpus, file->events);
		if (file->events)
			printf(", %s s to %s s (%s)", moment(from, file->first),
			       moment(to, file->last), duration(took, file->last - file->first));
		if (!file->lost && !file->lost_unknown)
			puts(", none lost");
		else
			printf(", %s%s%llu lost%s\n", style(RED),
			       file->lost_unknown ? "at least " : "", file->lost, style(PLAIN));
	}
	if (!f->n_entries)
		puts("\nNothing happened: no call, no registration, no removal.");
	else if (f->by_trylock)
		puts("\nOnly read_trylock was recorded: how long calls were inside is not known.");
	else if (!trace_has(&r->trace, EV_ENTER) && f->seen[EV_EXIT])
		puts("\nThe event enter was not recorded: who was granted is not known.");
}

void show_losses(const struct report *r)
{
	const struct figures *f = &r->figures;
	char from[SHORT_TEXT], to[SHORT_TEXT];
	size_t i;

	if (!f->n_losses)
		return;
	show_heading("Lost events");
	for (i = 0; i < f->n_losses; i++) {
		const struct loss *l = &f->losses[i];

		printf("  %s, CPU %d: %s%llu in %llu place%s, from %s s to %s s\n",
		       r->trace.sources[l->file].path, l->cpu,
		       l->unknown ? "at least " : "", l->lost, l->places,
		       l->places > 1 ? "s" : "", moment(from, l->first), moment(to, l->last));
	}
	puts("  So what is marked with + is a lower bound: counts, the most inside at once, the\n"
	     "  longest times. Percentiles, shares and who left last are of what was recorded.");
}

static void show_table_times(const struct report *r)
{
	const struct figures *f = &r->figures;
	char before[SHORT_TEXT], after[SHORT_TEXT];
	int i;

	for (i = 0; i < r->trace.n_sources; i++) {
		const struct counters *c = &r->counters[i];
		const struct file_figures *file = &f->file[i];

		if (!c->before.there || !c->after.there || c->before.begin > file->first ||
		    c->after.end < file->last)
			continue;
		printf("  %s: they were read %s before the first event and %s after the\n"
		       "  last; calls in between are in the counters only.\n",
		       r->trace.sources[i].path,
		       duration(before, file->first - c->before.begin),
		       duration(after, c->after.end - file->last));
	}
}

/* The trace against what the kernel has counted by itself. */
void show_counters(const struct report *r)
{
	static const char * const head[] = { "nr", "name", "counter", "traced", "counted",
					     "difference" };
	struct grid g = { 0 };
	size_t i;

	if (!r->compared)
		return;
	show_heading("The kernel's own counters");
	if (!r->n_differences) {
		printf("  calls, enosys, fallback, eagain of %zu entr%s: as in the trace\n",
		       r->compared, r->compared == 1 ? "y" : "ies");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(head); i++)
		add_cell(&g, head[i]);
	g.columns = ARRAY_SIZE(head);
	for (i = 0; i < r->n_differences; i++) {
		const struct difference *d = &r->differences[i];

		add_cellf(&g, "%d", d->row->nr);
		add_cell(&g, d->row->name);
		add_cell(&g, counter_names[d->counter]);
		add_cellf(&g, "%llu", d->traced);
		add_cellf(&g, "%llu", d->counted);
		add_cellf(&g, "%+lld", (long long)(d->counted - d->traced));
	}
	print_aligned(&g, "  ");
	grid_clear(&g);
	show_table_times(r);
}

void show_histogram(const struct hist *h, const char *what, bool lossy)
{
	__u64 bucket[LOG2_BUCKETS + 2] = { 0 }, most = 0;
	char from[SHORT_TEXT], text[SHORT_TEXT];
	int i, first = -1, last = 0;

	if (!h->count)
		return;
	hist_log2(h, bucket);
	for (i = 0; i < LOG2_BUCKETS; i++) {
		if (!bucket[i])
			continue;
		if (first < 0)
			first = i;
		last = i;
		if (bucket[i] > most)
			most = bucket[i];
	}
	printf("  %-25s %10s\n", what, "calls");
	for (i = first; i <= last; i++) {
		/* Where there are many empty ones in a row, that is enough to say. */
		if (!bucket[i] && !bucket[i + 1] && !bucket[i + 2]) {
			puts("    ...");
			while (!bucket[i + 1])
				i++;
			continue;
		}
		printf("    from %-18s %10llu%s", duration(from, i ? 1ULL << i : 0), bucket[i],
		       mark(lossy));
		if (bucket[i])
			printf("%s %s%s%s", lossy ? "" : " ", style(GREEN),
			       bar(text, bucket[i], most), style(PLAIN));
		putchar('\n');
	}
}

void show_callers(const struct entry *e)
{
	static const char * const head[] = { "pid", "comm", "calls", "refused", "fallback",
					     "time inside" };
	const struct caller *c;
	char text[SHORT_TEXT];
	struct grid g = { 0 };
	size_t i;

	if (!e->callers)
		return;
	printf("  %s of %zu caller%s\n", e->n_callers > TOP_CALLERS ? "top 10" : "all",
	       e->n_callers, e->n_callers == 1 ? "" : "s");
	for (i = 0; i < ARRAY_SIZE(head); i++)
		add_cell(&g, head[i]);
	g.columns = ARRAY_SIZE(head);
	for (c = e->callers, i = 0; c && i < TOP_CALLERS; c = c->next, i++) {
		add_cellf(&g, "%d", c->task->pid);
		add_cell(&g, c->task->comm);
		add_count(&g, c->calls, e->lossy);
		add_count(&g, c->refused, e->lossy);
		add_count(&g, c->fallback, e->lossy);
		add_cell(&g, c->inside_ns ? duration(text, c->inside_ns) : "-");
	}
	print_aligned(&g, "    ");
	grid_clear(&g);
}

/* Calls of which the trace has only one end. */
void show_unfinished(const struct entry *e)
{
	size_t i;

	if (e->entered_before)
		printf("  %llu had entered before, and left: in the times, not in granted\n",
		       e->entered_before);
	if (e->end_unknown)
		printf("  %llu entered, and when they left is not known\n", e->end_unknown);
	if (!e->at_end.count)
		return;
	printf("  %zu still inside at the end:", e->at_end.count);
	for (i = 0; i < e->at_end.count && i < TOP_CALLERS; i++)
		printf("%s %s-%d", i ? "," : "", e->at_end.visit[i].comm, e->at_end.visit[i].pid);
	printf("%s\n", i < e->at_end.count ? ", ..." : "");
}

const char *errno_name(int error)
{
	/* From here to the program they are replaced, or the call is restarted. */
	static const char * const inner[] = {
		"ERESTARTSYS", "ERESTARTNOINTR", "ERESTARTNOHAND", "ENOIOCTLCMD",
		"ERESTART_RESTARTBLOCK",
	};
	static char number[SHORT_TEXT];
	const char *name = strerrorname_np(error);

	if (name)
		return name;
	if (error >= 512 && error < 512 + (int)ARRAY_SIZE(inner))
		return inner[error - 512];
	snprintf(number, sizeof(number), "%d", error);
	return number;
}
