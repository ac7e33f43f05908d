/* SPDX-License-Identifier: GPL-2.0 */
/* What the text of both reports has in common. */
#ifndef DYNSC_TEXT_H
#define DYNSC_TEXT_H

#include "format.h"
#include "report.h"
#include "table.h"

void show_head(const struct report *r);
void show_heading(const char *text);
void show_entry_name(const struct dynsc_entry *e);
void show_histogram(const struct dynsc_hist *h, const char *what, bool lossy);
void show_callers(const struct dynsc_stats *s, const struct dynsc_entry *e);
void show_losses(const struct report *r);
void show_counters(const struct report *r);
void show_unfinished(const struct dynsc_stats *s, const struct dynsc_entry *e);
/* Nothing if no handler was replaced. */
void show_generations(const struct dynsc_stats *s, const struct dynsc_entry *e);
/* A timeline. @list: has as CSV what does not fit. */
void show_changes(const struct report *r, const char *heading, const char *list,
		  bool (*is_shown)(const struct dynsc_change *c));
/* A count, marked if it is a lower bound; "-" if the trace cannot show it. */
void add_count(struct table *t, __u64 count, bool lossy);
void add_known(struct table *t, bool known, __u64 count, bool lossy);
/* A time stamp, and the time between two; the clock may not count nanoseconds. */
const char *stamp(const struct dynsc_stats *s, char text[SHORT_TEXT], __u64 ts);
const char *span(const struct dynsc_stats *s, char text[SHORT_TEXT], __u64 ticks);
/* Four cells: p50, p90, p99 and the maximum. */
void add_times(struct table *t, const struct dynsc_hist *h);

#endif /* DYNSC_TEXT_H */
