/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dynsc report: what was read, and the ways to put it out.
 *
 *	report.c	the command: options, reading, choosing the output
 *	contention.c	the contention report for people
 *	hijack.c	the hijack report for people
 *	show.c		what both of them say
 *	members.c	for programs: JSON, and lists of it as CSV; members_hijack.c, too
 *	plot.c		pictures, by gnuplot
 */
#ifndef DYNSC_REPORT_H
#define DYNSC_REPORT_H

#include "counters.h"
#include "figures.h"
#include "grid.h"

struct report {
	const char *name;
	struct trace trace;
	struct figures figures;
	struct counters *counters;		/* of each file */
	struct difference *differences;
	size_t n_differences, compared;
	bool has_counters;
};

void show_contention(const struct report *r);
void show_hijack(const struct report *r);

void emit_contention(const struct report *r, const char *csv_list);
void emit_hijack(const struct report *r, const char *csv_list);
bool knows_list(const char *report, const char *csv_list);

bool draw_plot(const struct report *r, const char *path);

/* From the trace or from a table beside it, NULL when neither has it. */
const char *report_handler(const struct report *r, const struct entry *e);
const char *report_original(const struct report *r, const struct entry *e);
const char *report_owner(const struct report *r, const struct entry *e);

/* show.c */
void show_head(const struct report *r);
void show_heading(const char *text);
void show_entry_name(const struct entry *e);
void show_histogram(const struct hist *h, const char *what, bool lossy);
void show_callers(const struct entry *e);
void show_losses(const struct report *r);
void show_counters(const struct report *r);
/* Of what a call returned; also those that programs do not get to see. */
const char *errno_name(int error);
void show_unfinished(const struct entry *e);
/* A count, with a mark when it is a lower bound. */
void add_count(struct grid *g, __u64 count, bool lossy);
void add_times(struct grid *g, const struct hist *h);

#endif /* DYNSC_REPORT_H */
