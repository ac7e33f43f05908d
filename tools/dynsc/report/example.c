// SPDX-License-Identifier: GPL-2.0
/* A report with one of everything: its lists have the header of a list that is empty. */

#include "report.h"

void report_example(struct report *to, const struct report *r)
{
	static __u64 level = 1;
	static struct dynsc_task task;
	static struct dynsc_visit visit;
	static struct dynsc_refusals refusals = { .task = &task };
	static struct dynsc_generation generation;
	static struct dynsc_caller caller = { .task = &task };
	static struct dynsc_row row = { .name = "" };
	static struct dynsc_difference difference = { .row = &row };
	static struct dynsc_loss loss;
	static struct dynsc_entry entry = {
		.kind = KIND_HIJACKED,
		.occupancy = { .n_levels = 1, .level_ns = &level },
		.callers = &caller,
		.at_end = { &visit, 1 },
		.generations = &generation,
		.n_generations = 1,
	};
	static struct dynsc_change change = { .entry = &entry, .to = STATE_RESERVED };
	static struct dynsc_removal removal = {
		.entry = &entry, .begin = 1, .inside = { &visit, 1 },
		.refusals = &refusals, .n_refusals = 1,
	};
	static struct dynsc_removal *removals[] = { &removal };

	dynsc_hist_add(&entry.inside, 1);
	dynsc_hist_add(&entry.added, 1);
	*to = *r;
	to->stats.recorded = ~0U;
	to->stats.timed = true;
	to->stats.entries = &entry;
	to->stats.changes = &change;
	to->stats.n_changes = 1;
	to->stats.removals = removals;
	to->stats.n_removals = 1;
	to->stats.losses = &loss;
	to->stats.n_losses = 1;
	to->differences = &difference;
	to->n_differences = 1;
}
