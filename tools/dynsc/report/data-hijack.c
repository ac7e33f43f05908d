// SPDX-License-Identifier: GPL-2.0
/* The hijack report as JSON and CSV; see writer.h. */

#include <string.h>
#include "data.h"

static void emit_results(struct emit *j, bool known, const struct dynsc_entry *e)
{
	int i;

	emit_list(j, "results");
	for (i = 0; known && i <= DYNSC_MAX_ERRNO; i++) {
		if (i && !(e->errnos && e->errnos[i]))
			continue;
		emit_part(j, e);
		emit_text(j, "result", i ? errno_name(i) : "success");
		emit_number(j, "calls", i ? e->errnos[i] : e->successes);
		emit_object_end(j);
	}
	emit_list_end(j);
}

/* One object per registration. */
static void emit_registrations(struct emit *j, const struct dynsc_stats *s,
			       const struct dynsc_entry *e)
{
	__u64 at[STATES + 1] = { 0 };	/* the last is the gate */
	bool any = false;
	size_t i;

	emit_list(j, "registrations");
	if (!dynsc_knows(s, FIGURE_REGISTRATIONS)) {
		emit_list_end(j);
		return;
	}
	for (i = 0; i <= s->n_changes; i++) {
		const struct dynsc_change *c = i < s->n_changes ? &s->changes[i] : NULL;

		if (c && (c->entry != e || c->generation || c->rescue))
			continue;
		if (any && (!c || (c->from != c->to && c->to == STATE_RESERVED))) {
			emit_part(j, e);
			emit_stamp(j, "reserved_ns", s, at[STATE_RESERVED]);
			emit_stamp(j, "active_ns", s, at[STATE_ACTIVE]);
			emit_stamp(j, "unlocked_ns", s, at[STATES]);
			emit_stamp(j, "undoing_ns", s, at[STATE_UNDOING]);
			emit_stamp(j, "free_ns", s, at[STATE_FREE]);
			emit_object_end(j);
			memset(at, 0, sizeof(at));
		}
		any = true;
		if (c)
			at[c->from == c->to ? STATES : c->to] = c->ts;
	}
	emit_list_end(j);
}

static void emit_hijacked(struct emit *j, const struct report *r, const struct dynsc_entry *e)
{
	const struct dynsc_stats *s = &r->stats;
	bool originals = dynsc_knows(s, FIGURE_ORIGINALS), left = dynsc_knows(s, FIGURE_LEFT);
	struct client c = report_client(r, e);

	emit_object(j, NULL);
	emit_counts(j, s, e);
	emit_text(j, "original", c.original);
	emit_text(j, "handler", c.handler);
	emit_text(j, "owner", c.owner);
	emit_known(j, "stragglers", dynsc_knows(s, FIGURE_STRAGGLERS),
		   e->refused[WHY_STRAGGLER] + e->fallback[WHY_STRAGGLER]);
	emit_known(j, "successes", left, e->successes);
	emit_times(j, "inside", left, &e->inside);
	emit_bool(j, "originals_are_recorded", originals);
	emit_times(j, "original", originals, &e->original);
	emit_times(j, "added", originals, &e->added);
	emit_known(j, "original_never", originals, e->by_originals[0]);
	emit_known(j, "original_once", originals, e->by_originals[1]);
	emit_known(j, "original_more", originals, e->by_originals[2]);
	emit_registrations(j, s, e);
	emit_results(j, left, e);
	emit_histogram(j, e, originals ? &e->added : &(struct dynsc_hist){ 0 });
	emit_callers(j, s, e);
	emit_visits(j, "at_end", s, e, &e->at_end, 0);
	emit_generations(j, s, e);
	emit_object_end(j);
}

static void emit_timeline(struct emit *j, const struct dynsc_stats *s)
{
	size_t i;

	/* Neither a swap nor a rescue changes the state, so their rows have the same one twice. */
	emit_list(j, "timeline");
	for (i = 0; i < s->n_changes; i++) {
		const struct dynsc_change *c = &s->changes[i];

		const struct dynsc_generation *g = dynsc_change_generation(c);
		bool gate = c->from == c->to && !g && !c->rescue;

		if (c->entry->kind != KIND_HIJACKED)
			continue;
		emit_object(j, NULL);
		emit_stamp(j, "ns", s, c->ts);
		emit_entry_name(j, c->entry);
		emit_text(j, "from", gate ? "locked" : dynsc_state_names[c->from]);
		emit_text(j, "to", gate ? "unlocked" : dynsc_state_names[c->to]);
		emit_number(j, "pid", c->pid);
		emit_text(j, "comm", c->comm);
		if (s->seen[EV_SWAP] || s->seen[EV_RESCUE]) {
			emit_known(j, "generation", g, g ? g->number : 0);
			emit_text(j, "owner", g ? g->owner : NULL);
			emit_known(j, "still_inside", g, g ? g[-1].living : 0);
		}
		if (s->seen[EV_RESCUE])
			emit_text(j, "rescue", c->rescue ? dynsc_rescue_names[c->rescue] : NULL);
		emit_object_end(j);
	}
	emit_list_end(j);
}

static void emit_hijack_members(struct emit *j, const struct report *r)
{
	const struct dynsc_entry *e;

	emit_head(j, r);
	emit_bool(j, "redirects_32bit_calls", false);
	emit_list(j, "entries");
	for (e = r->stats.entries; e; e = e->all_next)
		if (e->kind == KIND_HIJACKED)
			emit_hijacked(j, r, e);
	emit_list_end(j);
	emit_timeline(j, &r->stats);
	emit_differences(j, r);
}

void emit_hijack(const struct report *r, const char *csv_list)
{
	emit_report(r, csv_list, emit_hijack_members);
}
