// SPDX-License-Identifier: GPL-2.0
/* The text of both reports. */

#include <stdlib.h>
#include <string.h>
#include "libdynsc/memory.h"
#include "text.h"

#define TOP_CALLERS	10
#define TIMELINE_LINES	60

/* The mark of a lower bound; show_losses() explains it. */
static const char *mark(bool lossy)
{
	return lossy ? "+" : "";
}

void add_count(struct table *t, __u64 count, bool lossy)
{
	add_cellf(t, "%llu%s", count, mark(lossy));
}

void add_known(struct table *t, bool known, __u64 count, bool lossy)
{
	if (known)
		add_count(t, count, lossy);
	else
		add_cell(t, "-");
}

const char *stamp(const struct dynsc_stats *s, char text[SHORT_TEXT], __u64 ts)
{
	if (s->timed)
		return moment(text, ts);
	snprintf(text, SHORT_TEXT, "%llu", ts);
	return text;
}

const char *span(const struct dynsc_stats *s, char text[SHORT_TEXT], __u64 ticks)
{
	return s->timed ? duration(text, ticks) : "-";
}

void add_times(struct table *t, const struct dynsc_hist *h)
{
	static const double percents[] = { 50, 90, 99 };
	char text[SHORT_TEXT];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(percents); i++)
		add_cell(t, h->count ? duration(text, dynsc_hist_percentile(h, percents[i])) : "-");
	add_cell(t, h->count ? duration(text, h->max) : "-");
}

void show_heading(const char *text)
{
	printf("\n%s%s%s\n", style(BOLD), text, style(PLAIN));
}

void show_entry_name(const struct dynsc_entry *e)
{
	printf("\n%s%d %s%s (%s)\n", style(BOLD), e->nr, e->name[0] ? e->name : "-",
	       style(PLAIN), dynsc_kind_names[e->kind]);
}

/* The buffer that is read, if there are others. */
static void show_buffer(const struct dynsc_source *source)
{
	char **name;

	if (!source->buffers || !*source->buffers)
		return;
	printf(", buffer %s (not read:%s", source->buffer ?: "top", source->buffer ? " top" : "");
	for (name = source->buffers; *name; name++)
		if (*name != source->buffer)
			printf(" %s", *name);
	putchar(')');
}

static void show_file(const struct dynsc_stats *s, const struct dynsc_source *source,
		      const struct dynsc_file_stats *file)
{
	char from[SHORT_TEXT], to[SHORT_TEXT], took[SHORT_TEXT];

	printf("%s%s%s", style(BOLD), source->path, style(PLAIN));
	show_buffer(source);
	printf(": %d CPUs, %llu events", source->cpus, file->events);
	if (file->events && s->timed)
		printf(", %s s to %s s (%s)", moment(from, file->first),
		       moment(to, file->last), duration(took, file->last - file->first));
	if (!source->clock.is_mono)
		printf(", clock %s", source->clock.name ?: "unknown");
	if (!file->lost && !file->lost_unknown)
		puts(", none lost");
	else
		printf(", %s%s%llu lost%s\n", style(RED),
		       file->lost_unknown ? "at least " : "", file->lost, style(PLAIN));
}

/* What follows from the clock and from the events that are not in the trace. */
static void show_limits(const struct report *r)
{
	const struct dynsc_clock *clock = &r->reader.sources[0].clock;
	char *missing = report_missing(r);

	if (!clock->counts_ns)
		printf("\nTimes between events are left out: %s.\n", clock_problem(clock));
	else if (clock->note)
		printf("\nThe clock %s %s.\n", clock->name, clock->note);
	if (*missing)
		printf("\nNot recorded: %s. What would follow from that is left out, or \"-\".\n",
		       missing);
	free(missing);
}

void show_head(const struct report *r)
{
	const struct dynsc_stats *s = &r->stats;
	int i;

	for (i = 0; i < r->reader.n_sources; i++)
		show_file(s, &r->reader.sources[i], &s->file[i]);
	show_limits(r);
	if (s->n_entries)
		return;
	if (*report_missing(r))
		puts("\nNone of the recorded events has happened.");
	else
		puts("\nNothing happened: no call, no registration, no removal.");
}

void show_losses(const struct report *r)
{
	const struct dynsc_stats *s = &r->stats;
	char from[SHORT_TEXT], to[SHORT_TEXT];
	size_t i;

	if (!s->n_losses)
		return;
	show_heading("Lost events");
	for (i = 0; i < s->n_losses; i++) {
		const struct dynsc_loss *l = &s->losses[i];

		printf("  %s, CPU %d: %s%llu in %llu place%s, from %s to %s%s\n",
		       r->reader.sources[l->file].path, l->cpu,
		       l->unknown ? "at least " : "", l->lost, l->places,
		       l->places > 1 ? "s" : "", stamp(s, from, l->first),
		       stamp(s, to, l->last), s->timed ? " s" : "");
	}
	puts("  Values marked with + are lower bounds: counts, the most inside at once, the\n"
	     "  longest times. Percentiles, shares and who left last are of what was recorded.");
}

static void show_table_times(const struct report *r)
{
	const struct dynsc_stats *s = &r->stats;
	char before[SHORT_TEXT], after[SHORT_TEXT];
	int i;

	for (i = 0; i < r->reader.n_sources; i++) {
		const struct dynsc_snapshots *c = &r->snapshots[i];
		const struct dynsc_file_stats *file = &s->file[i];

		if (!c->before.there || !c->after.there || c->before.begin > file->first ||
		    c->after.end < file->last)
			continue;
		printf("  %s: the table was read %s before the first event and %s after\n"
		       "  the last; calls in between are in the counters only.\n",
		       r->reader.sources[i].path,
		       duration(before, file->first - c->before.begin),
		       duration(after, c->after.end - file->last));
	}
}

/* The trace, compared with the kernel's own counters. */
void show_counters(const struct report *r)
{
	const char *separator = "  ";
	struct table t = { 0 };
	size_t i;

	if (!r->compared)
		return;
	show_heading("The kernel's own counters");
	for (i = 0; i < COUNTERS && !r->n_differences; i++) {
		if (!dynsc_counter_is_traced(&r->stats, i))
			continue;
		printf("%s%s", separator, dynsc_counter_names[i]);
		separator = ", ";
	}
	if (!r->n_differences) {
		printf(" of %zu entr%s: as in the trace\n",
		       r->compared, r->compared == 1 ? "y" : "ies");
		return;
	}
	table_head(&t, "nr", "name", "counter", "traced", "counted", "difference");
	for (i = 0; i < r->n_differences; i++) {
		const struct dynsc_difference *d = &r->differences[i];

		add_cellf(&t, "%d", d->row->nr);
		add_cell(&t, d->row->name);
		add_cell(&t, dynsc_counter_names[d->counter]);
		add_cellf(&t, "%llu", d->traced);
		add_cellf(&t, "%llu", d->counted);
		add_cellf(&t, "%+lld", (long long)(d->counted - d->traced));
	}
	table_print(&t, "  ");
	table_free(&t);
	show_table_times(r);
}

void show_histogram(const struct dynsc_hist *h, const char *what, bool lossy)
{
	__u64 bucket[DYNSC_LOG2_BUCKETS + 2] = { 0 }, most = 0;
	char from[SHORT_TEXT], text[SHORT_TEXT];
	int i, first = -1, last = 0;

	if (!h->count)
		return;
	dynsc_hist_log2(h, bucket);
	for (i = 0; i < DYNSC_LOG2_BUCKETS; i++) {
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
		/* One line for three or more empty buckets. */
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

void show_callers(const struct dynsc_stats *s, const struct dynsc_entry *e)
{
	const struct dynsc_caller *c;
	char text[SHORT_TEXT];
	struct table t = { 0 };
	size_t i;

	if (!e->callers)
		return;
	printf("  %s of %zu %scaller%s\n", e->n_callers > TOP_CALLERS ? "top 10" : "all",
	       e->n_callers, dynsc_knows(s, FIGURE_ALL_CALLERS) ? "" : "recorded ",
	       e->n_callers == 1 ? "" : "s");
	table_head(&t, "pid", "comm", "calls", "refused", "fallback", "time inside");
	for (c = e->callers, i = 0; c && i < TOP_CALLERS; c = c->next, i++) {
		add_cellf(&t, "%d", c->task->pid);
		add_cell(&t, c->task->comm);
		add_known(&t, dynsc_knows(s, FIGURE_CALLS), c->calls, e->lossy);
		add_known(&t, dynsc_knows(s, FIGURE_REFUSED), c->refused, e->lossy);
		add_known(&t, dynsc_knows(s, FIGURE_FALLBACK), c->fallback, e->lossy);
		add_cell(&t, c->inside_ns ? duration(text, c->inside_ns) : "-");
	}
	table_print(&t, "    ");
	table_free(&t);
}

static void add_last_left(const struct dynsc_stats *s, struct table *t,
			  const struct dynsc_generation *g)
{
	char text[SHORT_TEXT];

	if (!g->living || !dynsc_knows(s, FIGURE_GENERATION_LEFT))
		add_cell(t, "-");
	else if (!dynsc_generation_has_left(g))
		add_cell(t, "not in this trace");
	else
		add_cellf(t, "%s-%d, %s later", g->last_comm, g->last_pid,
			  duration(text, g->last_left - g->replaced));
}

void show_generations(const struct dynsc_stats *s, const struct dynsc_entry *e)
{
	struct table t = { 0 };
	char at[SHORT_TEXT];
	size_t i;

	if (!e->n_generations)
		return;
	table_head(&t, "generation", "owner", "handler", "since", "calls", "inside when replaced",
		   "left last");
	for (i = 0; i < e->n_generations && i < TIMELINE_LINES; i++) {
		const struct dynsc_generation *g = &e->generations[i];

		add_cellf(&t, g->number ? "%u" : "-", g->number);
		add_cell(&t, *g->owner ? g->owner : "-");
		add_cell(&t, *g->handler ? g->handler : "-");
		add_cell(&t, g->since ? stamp(s, at, g->since) : "-");
		add_known(&t, dynsc_knows(s, FIGURE_GENERATION_CALLS), g->calls, g->lossy);
		add_cellf(&t, g->replaced ? "%llu" : "-", g->living);
		add_last_left(s, &t, g);
	}
	table_print(&t, "  ");
	table_free(&t);
	if (i < e->n_generations)
		printf("  and %zu more: --csv=generations\n", e->n_generations - i);
}

static void show_change(const struct dynsc_stats *s, const struct dynsc_change *c)
{
	const struct dynsc_generation *g = dynsc_change_generation(c);
	char at[SHORT_TEXT], since[SHORT_TEXT];

	printf("  %s  %8s  %3d %-*s ", stamp(s, at, c->ts), span(s, since, c->ts - s->begin),
	       c->entry->nr, DYNSC_NAME_LEN / 2, c->entry->name);
	if (g)
		printf("handler replaced: generation %u of %s, %llu still inside generation %u",
		       g->number, g->owner, g[-1].living, g[-1].number);
	else if (c->rescue)
		printf("rescue: %s", dynsc_rescue_names[c->rescue]);
	else if (c->from == c->to)
		printf("gate opened");
	else
		printf("%s to %s", dynsc_state_names[c->from], dynsc_state_names[c->to]);
	printf(", %s-%d\n", c->comm, c->pid);
}

void show_changes(const struct report *r, const char *heading, const char *list,
		  bool (*is_shown)(const struct dynsc_change *c))
{
	const struct dynsc_stats *s = &r->stats;
	size_t i, shown = 0, all = 0;

	for (i = 0; i < s->n_changes; i++) {
		if (!is_shown(&s->changes[i]) || all++ >= TIMELINE_LINES)
			continue;
		if (!shown++)
			printf("\n%s%s: when, after the beginning, entry, what, by whom%s\n",
			       style(BOLD), heading, style(PLAIN));
		show_change(s, &s->changes[i]);
	}
	if (all > shown)
		printf("  and %zu more: dynsc report %s --csv=%s\n", all - shown, r->name, list);
}

/* Calls with only one end in the trace. */
void show_unfinished(const struct dynsc_stats *s, const struct dynsc_entry *e)
{
	size_t i;

	if (!dynsc_knows(s, FIGURE_PAIRS))
		return;
	if (e->entered_before)
		printf("  %llu had entered before the trace: in the times, not in granted\n",
		       e->entered_before);
	if (e->end_unknown)
		printf("  %llu entered, and when they left is unknown\n", e->end_unknown);
	if (!e->at_end.count)
		return;
	printf("  %zu still inside at the end:", e->at_end.count);
	for (i = 0; i < e->at_end.count && i < TOP_CALLERS; i++)
		printf("%s %s-%d", i ? "," : "", e->at_end.visit[i].comm, e->at_end.visit[i].pid);
	printf("%s\n", i < e->at_end.count ? ", ..." : "");
}
