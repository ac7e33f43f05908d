// SPDX-License-Identifier: GPL-2.0
/* Reports as JSON and CSV: contention, and what both have in common; see writer.h. */

#include <stdlib.h>
#include <string.h>
#include "data.h"
#include "libdynsc/memory.h"
#include "format.h"

static const char * const contention_lists[] = {
	"files", "losses", "entries", "levels", "histogram", "callers", "at_end",
	"generations", "removals", "inside", "refusals", "differences", NULL
};

static const char * const hijack_lists[] = {
	"files", "losses", "entries", "registrations", "results", "histogram", "callers",
	"at_end", "generations", "timeline", "differences", NULL
};

const char * const *report_lists(const char *report)
{
	return strcmp(report, "hijack") ? contention_lists : hijack_lists;
}

void emit_entry_name(struct emit *j, const struct dynsc_entry *e)
{
	emit_number(j, "nr", e->nr);
	emit_text(j, "name", e->name);
	emit_text(j, "kind", dynsc_kind_names[e->kind]);
}

/* Begins an object of a list inside an entry. */
void emit_part(struct emit *j, const struct dynsc_entry *e)
{
	emit_object(j, NULL);
	if (j->list)
		emit_entry_name(j, e);
}

void emit_stamp(struct emit *j, const char *name, const struct dynsc_stats *s, __u64 ts)
{
	emit_known(j, name, s->timed && ts, ts);
}

/* The events that were recorded, with blanks. */
static void emit_recorded(struct emit *j, const struct dynsc_stats *s)
{
	char *text = NULL;
	size_t size;
	FILE *to = dynsc_must(open_memstream(&text, &size));
	const char *separator = "";
	int type;

	for (type = 0; type < EV_RECORDED; type++) {
		const char *name = dynsc_event_name(type);

		if (!(s->recorded & 1u << type))
			continue;
		fprintf(to, "%s%s", separator,
			dynsc_event_is_ours(type) ? name + strlen("dyn_syscall_") : name);
		separator = " ";
	}
	fclose(to);
	emit_text(j, "recorded", text);
	free(text);
}

static void emit_files(struct emit *j, const struct report *r)
{
	int i;

	emit_list(j, "files");
	for (i = 0; i < r->reader.n_sources; i++) {
		const struct dynsc_file_stats *s = &r->stats.file[i];

		emit_object(j, NULL);
		emit_text(j, "file", r->reader.sources[i].path);
		emit_number(j, "cpus", r->reader.sources[i].cpus);
		emit_number(j, "events", s->events);
		emit_number(j, "lost", s->lost);
		emit_bool(j, "lost_is_lower_bound", s->lost_unknown);
		emit_known(j, "first_ns", s->events && r->stats.timed, s->first);
		emit_known(j, "last_ns", s->events && r->stats.timed, s->last);
		emit_text(j, "buffer", r->reader.sources[i].buffer);
		emit_text(j, "clock", r->reader.sources[i].clock.name);
		emit_recorded(j, &r->stats);
		emit_object_end(j);
	}
	emit_list_end(j);
}

static void emit_losses(struct emit *j, const struct report *r)
{
	size_t i;

	emit_list(j, "losses");
	for (i = 0; i < r->stats.n_losses; i++) {
		const struct dynsc_loss *l = &r->stats.losses[i];

		emit_object(j, NULL);
		emit_text(j, "file", r->reader.sources[l->file].path);
		emit_number(j, "cpu", l->cpu);
		emit_number(j, "places", l->places);
		emit_number(j, "lost", l->lost);
		emit_bool(j, "lost_is_lower_bound", l->unknown);
		emit_stamp(j, "first_ns", &r->stats, l->first);
		emit_stamp(j, "last_ns", &r->stats, l->last);
		emit_object_end(j);
	}
	emit_list_end(j);
}

void emit_differences(struct emit *j, const struct report *r)
{
	size_t i;

	emit_bool(j, "counters_compared", r->has_counters);
	emit_list(j, "differences");
	for (i = 0; i < r->n_differences; i++) {
		const struct dynsc_difference *d = &r->differences[i];

		emit_object(j, NULL);
		emit_text(j, "file", r->reader.sources[d->file].path);
		emit_number(j, "nr", d->row->nr);
		emit_text(j, "name", d->row->name);
		emit_text(j, "kind", dynsc_kind_names[d->row->kind]);
		emit_text(j, "counter", dynsc_counter_names[d->counter]);
		emit_number(j, "traced", d->traced);
		emit_number(j, "counted", d->counted);
		emit_object_end(j);
	}
	emit_list_end(j);
}

void emit_times(struct emit *j, const char *what, bool known, const struct dynsc_hist *h)
{
	static const char * const percents[] = { "50", "90", "99" };
	char name[SHORT_TEXT];
	size_t i;

	snprintf(name, sizeof(name), "%s_calls", what);
	emit_known(j, name, known, h->count);
	for (i = 0; i < ARRAY_SIZE(percents); i++) {
		snprintf(name, sizeof(name), "%s_p%s_ns", what, percents[i]);
		emit_known(j, name, known && h->count,
			   dynsc_hist_percentile(h, strtod(percents[i], NULL)));
	}
	snprintf(name, sizeof(name), "%s_max_ns", what);
	emit_known(j, name, known && h->count, h->max);
	snprintf(name, sizeof(name), "%s_sum_ns", what);
	emit_known(j, name, known, h->sum);
}

static void emit_by_why(struct emit *j, const char *what, bool known, const __u64 count[WHYS])
{
	char name[2 * SHORT_TEXT];
	int why;

	for (why = WHY_NOT_UNLOCKED; why < WHYS; why++) {
		snprintf(name, sizeof(name), "%s_%s", what, dynsc_why_names[why]);
		emit_known(j, name, known, count[why]);
	}
}

/* The log2 histogram; "to" is exclusive. */
void emit_histogram(struct emit *j, const struct dynsc_entry *e, const struct dynsc_hist *h)
{
	__u64 bucket[DYNSC_LOG2_BUCKETS];
	int i;

	emit_list(j, "histogram");
	dynsc_hist_log2(h, bucket);
	for (i = 0; i < DYNSC_LOG2_BUCKETS; i++) {
		if (!bucket[i])
			continue;
		emit_part(j, e);
		emit_number(j, "from_ns", i ? 1ULL << i : 0);
		emit_number(j, "to_ns", i < 63 ? 2ULL << i : ~0ULL);
		emit_number(j, "calls", bucket[i]);
		emit_object_end(j);
	}
	emit_list_end(j);
}

void emit_callers(struct emit *j, const struct dynsc_stats *s, const struct dynsc_entry *e)
{
	const struct dynsc_caller *c;

	emit_list(j, "callers");
	for (c = e->callers; c; c = c->next) {
		emit_part(j, e);
		emit_number(j, "pid", c->task->pid);
		emit_text(j, "comm", c->task->comm);
		emit_known(j, "calls", dynsc_knows(s, FIGURE_CALLS), c->calls);
		emit_known(j, "refused", dynsc_knows(s, FIGURE_REFUSED), c->refused);
		emit_known(j, "fallback", dynsc_knows(s, FIGURE_FALLBACK), c->fallback);
		emit_known(j, "inside_ns", dynsc_knows(s, FIGURE_LEFT), c->inside_ns);
		emit_object_end(j);
	}
	emit_list_end(j);
}

void emit_visits(struct emit *j, const char *name, const struct dynsc_stats *s,
		 const struct dynsc_entry *e, const struct dynsc_visits *v, __u64 removal)
{
	bool known = dynsc_knows(s, removal ? FIGURE_REMOVAL_INSIDE : FIGURE_PAIRS);
	size_t i;

	emit_list(j, name);
	for (i = 0; i < v->count && known; i++) {
		emit_part(j, e);
		if (j->list && removal)
			emit_stamp(j, "begin_ns", s, removal);
		emit_number(j, "pid", v->visit[i].pid);
		emit_text(j, "comm", v->visit[i].comm);
		emit_stamp(j, "entered_ns", s, v->visit[i].entered);
		emit_object_end(j);
	}
	emit_list_end(j);
}

/* No list if no handler was replaced. */
void emit_generations(struct emit *j, const struct dynsc_stats *s, const struct dynsc_entry *e)
{
	const struct dynsc_generation *g = e->generations;
	bool leaves = dynsc_knows(s, FIGURE_GENERATION_LEFT);
	size_t i;

	if (!e->n_generations)
		return;
	emit_list(j, "generations");
	for (i = 0; i < e->n_generations; i++, g++) {
		bool left = leaves && dynsc_generation_has_left(g);

		emit_part(j, e);
		emit_known(j, "generation", g->number, g->number);
		emit_text(j, "owner", *g->owner ? g->owner : NULL);
		emit_text(j, "handler", *g->handler ? g->handler : NULL);
		emit_stamp(j, "since_ns", s, g->since);
		emit_known(j, "calls", dynsc_knows(s, FIGURE_GENERATION_CALLS), g->calls);
		emit_bool(j, "calls_is_lower_bound", g->lossy);
		emit_stamp(j, "replaced_ns", s, g->replaced);
		emit_known(j, "still_inside", g->replaced, g->living);
		emit_known(j, "left", leaves && g->replaced, g->left);
		emit_known(j, "last_left_ns", left, g->last_left);
		emit_known(j, "last_pid", left, g->last_pid);
		emit_text(j, "last_comm", left ? g->last_comm : NULL);
		emit_object_end(j);
	}
	emit_list_end(j);
}

static void emit_levels(struct emit *j, const struct dynsc_stats *s, const struct dynsc_entry *e)
{
	__u64 whole = dynsc_knows(s, FIGURE_LEVELS) ? dynsc_occupancy_time(&e->occupancy) : 0;
	unsigned int level;

	emit_list(j, "levels");
	for (level = 0; whole && level <= e->occupancy.most; level++) {
		emit_part(j, e);
		emit_number(j, "inside", level);
		emit_number(j, "time_ns", e->occupancy.level_ns[level]);
		emit_share(j, "share", (double)e->occupancy.level_ns[level] / whole);
		emit_object_end(j);
	}
	emit_list_end(j);
}

/* The first members of an entry, in both reports. */
void emit_counts(struct emit *j, const struct dynsc_stats *s, const struct dynsc_entry *e)
{
	bool refused = dynsc_knows(s, FIGURE_REFUSED), fallback = dynsc_knows(s, FIGURE_FALLBACK);
	bool pairs = dynsc_knows(s, FIGURE_PAIRS);

	emit_entry_name(j, e);
	emit_known(j, "attempts", dynsc_knows(s, FIGURE_ATTEMPTS), e->attempts);
	emit_known(j, "granted", dynsc_knows(s, FIGURE_GRANTED), e->granted);
	emit_known(j, "refused", refused, dynsc_entry_refused(e));
	emit_known(j, "fallback", fallback, dynsc_entry_fallback(e));
	emit_by_why(j, "refused", refused, e->refused);
	emit_by_why(j, "fallback", fallback, e->fallback);
	emit_known(j, "left", dynsc_knows(s, FIGURE_LEFT), e->left);
	emit_known(j, "entered_before", pairs, e->entered_before);
	emit_known(j, "end_unknown", pairs, e->end_unknown);
	emit_known(j, "still_inside", pairs, e->at_end.count);
	emit_bool(j, "counts_are_lower_bounds", e->lossy);
}

static void emit_contended(struct emit *j, const struct dynsc_stats *s, const struct dynsc_entry *e)
{
	emit_object(j, NULL);
	emit_counts(j, s, e);
	emit_known(j, "most_inside", dynsc_knows(s, FIGURE_AT_ONCE), e->occupancy.most);
	emit_known(j, "registered_ns", dynsc_knows(s, FIGURE_REGISTRATIONS) && s->timed,
		   dynsc_occupancy_time(&e->occupancy));
	emit_times(j, "inside", dynsc_knows(s, FIGURE_LEFT), &e->inside);
	emit_levels(j, s, e);
	emit_histogram(j, e, &e->inside);
	emit_callers(j, s, e);
	emit_visits(j, "at_end", s, e, &e->at_end, 0);
	emit_generations(j, s, e);
	emit_object_end(j);
}

static void emit_refusals(struct emit *j, const struct dynsc_stats *s,
			  const struct dynsc_removal *r)
{
	size_t i;

	emit_list(j, "refusals");
	for (i = 0; i < r->n_refusals && dynsc_knows(s, FIGURE_REMOVAL_REFUSED); i++) {
		emit_part(j, r->entry);
		if (j->list)
			emit_stamp(j, "begin_ns", s, r->begin);
		emit_number(j, "pid", r->refusals[i].task->pid);
		emit_text(j, "comm", r->refusals[i].task->comm);
		emit_number(j, "refused", r->refusals[i].count);
		emit_object_end(j);
	}
	emit_list_end(j);
}

static void emit_last(struct emit *j, const struct dynsc_stats *s, const struct dynsc_removal *r)
{
	static const char * const names[DOINGS] = {
		[DOING_RUN] = "last_running_ns",
		[DOING_WAIT] = "last_waiting_ns",
		[DOING_SLEEP] = "last_sleeping_ns",
		[DOING_DISK] = "last_uninterruptible_ns",
		[DOING_OTHER] = "last_other_ns",
	};
	bool any = r->last.pid && dynsc_knows(s, FIGURE_REMOVAL_LAST);
	int i;

	emit_known(j, "last_pid", any, r->last.pid);
	emit_text(j, "last_comm", any ? r->last.comm : NULL);
	emit_stamp(j, "last_entered_ns", s, any ? r->last.entered : 0);
	emit_stamp(j, "last_left_ns", s, any ? r->last_left : 0);
	for (i = 0; i < DOINGS; i++)
		emit_known(j, names[i], any && dynsc_knows(s, FIGURE_DOING), r->last_did[i]);
}

static void emit_removal(struct emit *j, const struct dynsc_stats *s, const struct dynsc_removal *r)
{
	emit_object(j, NULL);
	emit_entry_name(j, r->entry);
	emit_stamp(j, "begin_ns", s, r->begin);
	emit_bool(j, "begin_is_recorded", !r->before);
	emit_stamp(j, "locked_ns", s, r->locked);
	emit_stamp(j, "freed_ns", s, r->freed);
	emit_known(j, "pid", r->pid, r->pid);
	emit_text(j, "comm", r->comm);
	emit_known(j, "attempts", dynsc_knows(s, FIGURE_LOCK), r->attempts);
	emit_known(j, "eagain", dynsc_knows(s, FIGURE_EAGAIN), r->eagain);
	emit_known(j, "refused", dynsc_knows(s, FIGURE_REMOVAL_REFUSED), r->refused);
	emit_known(j, "fallback", dynsc_knows(s, FIGURE_REMOVAL_FALLBACK), r->fallback);
	emit_bool(j, "counts_are_lower_bounds", r->lossy);
	emit_last(j, s, r);
	emit_text(j, "rescue", r->rescue && dynsc_knows(s, FIGURE_RESCUED) ?
		  dynsc_rescue_names[r->rescue] : NULL);
	emit_visits(j, "inside", s, r->entry, &r->inside, r->begin);
	emit_refusals(j, s, r);
	emit_object_end(j);
}

void emit_head(struct emit *j, const struct report *r)
{
	emit_text(j, "report", r->name);
	emit_files(j, r);
	emit_known(j, "begin_ns", r->stats.timed, r->stats.begin);
	emit_known(j, "end_ns", r->stats.timed, r->stats.end);
	emit_losses(j, r);
}

void emit_report(const struct report *r, const char *csv_list,
		 void (*emit)(struct emit *j, const struct report *r))
{
	struct report example;
	struct emit j;

	emit_begin(&j, csv_list);
	emit(&j, r);
	emit_end(&j);
	if (!csv_list || j.rows)
		return;
	report_example(&example, r);
	emit_begin(&j, csv_list);
	j.header_only = true;
	emit(&j, &example);
	emit_end(&j);
}

static void emit_contention_members(struct emit *j, const struct report *r)
{
	const struct dynsc_stats *s = &r->stats;
	const struct dynsc_entry *e;
	size_t i;

	emit_head(j, r);
	emit_list(j, "entries");
	for (e = s->entries; e; e = e->all_next)
		emit_contended(j, s, e);
	emit_list_end(j);
	emit_list(j, "removals");
	for (i = 0; i < s->n_removals; i++)
		emit_removal(j, s, s->removals[i]);
	emit_list_end(j);
	emit_differences(j, r);
}

void emit_contention(const struct report *r, const char *csv_list)
{
	emit_report(r, csv_list, emit_contention_members);
}

