/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What was read from traces, and the ways to print it.
 *
 *	text.c		as text; text-contention.c and text-hijack.c for one report each
 *	data.c		as JSON, or one of its lists as CSV; data-hijack.c for that report
 *	writer.c	how JSON and CSV are written
 *	table.c		tables in the text
 *	format.c	colour, times, shares
 *	plot.c		as a picture, by gnuplot
 */
#ifndef DYNSC_REPORT_H
#define DYNSC_REPORT_H

#include "libdynsc/snapshots.h"
#include "libdynsc/stats.h"

struct report {
	const char *name;
	struct dynsc_reader reader;
	struct dynsc_stats stats;
	struct dynsc_snapshots *snapshots;	/* of each file */
	struct dynsc_difference *differences;
	size_t n_differences, compared;
	bool has_counters;
};

void show_contention(const struct report *r);
void show_hijack(const struct report *r);

/* @csv_list: NULL for JSON */
void emit_contention(const struct report *r, const char *csv_list);
void emit_hijack(const struct report *r, const char *csv_list);
/* The lists that a report has as CSV; the last one is NULL. */
const char * const *report_lists(const char *report);

bool draw_plot(const struct report *r, const char *path);

/* From the trace or a snapshot of the table; NULL: unknown. */
struct client {
	const char *owner, *handler, *original;
};

struct client report_client(const struct report *r, const struct dynsc_entry *e);

/* Also of errors that never reach user space. */
const char *errno_name(int error);

#endif /* DYNSC_REPORT_H */
