/* SPDX-License-Identifier: GPL-2.0 */
/* What data.c and data-hijack.c share. */
#ifndef DYNSC_DATA_H
#define DYNSC_DATA_H

#include "writer.h"
#include "report.h"

/* Prints all of a report, or one list as CSV, which has its header even if it is empty. */
void emit_report(const struct report *r, const char *csv_list,
		 void (*emit)(struct emit *j, const struct report *r));
void emit_head(struct emit *j, const struct report *r);
void emit_counts(struct emit *j, const struct dynsc_stats *s, const struct dynsc_entry *e);
void emit_entry_name(struct emit *j, const struct dynsc_entry *e);
void emit_part(struct emit *j, const struct dynsc_entry *e);
/* If it is unknown, @known, all is null. */
void emit_times(struct emit *j, const char *what, bool known, const struct dynsc_hist *h);
void emit_histogram(struct emit *j, const struct dynsc_entry *e, const struct dynsc_hist *h);
void emit_callers(struct emit *j, const struct dynsc_stats *s, const struct dynsc_entry *e);
/* @removal: when it began; 0: these are not of a removal */
void emit_visits(struct emit *j, const char *name, const struct dynsc_stats *s,
		 const struct dynsc_entry *e, const struct dynsc_visits *v, __u64 removal);
void emit_generations(struct emit *j, const struct dynsc_stats *s, const struct dynsc_entry *e);
/* A time stamp: null if the clock does not count nanoseconds. */
void emit_stamp(struct emit *j, const char *name, const struct dynsc_stats *s, __u64 ts);
void emit_differences(struct emit *j, const struct report *r);

#endif /* DYNSC_DATA_H */
