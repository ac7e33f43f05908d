/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What was read from traces, and the ways to print it.
 *
 *	text.c		as text; text-contention.c and text-hijack.c for one report each
 *	data.c		as JSON, or one of its lists as CSV; data-hijack.c for that report
 *	writer.c	how JSON and CSV are written
 *	example.c	for the header of an empty CSV
 *	table.c		tables in the text
 *	format.c	colour, times, shares
 *	selection.c	whether the trace has what is selected
 *	plot.c		as a picture, by gnuplot
 *	timeline.c	as a timeline, in the formats of tracks.h
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

/* The events that the report needs and that were not recorded, with commas; never NULL. */
char *report_missing(const struct report *r);
/* Why times of this clock mean nothing: for "...: %s". */
const char *clock_problem(const struct dynsc_clock *clock);

/* Complains of a number, name, task or time that the trace does not have. */
bool selection_is_there(const struct report *r);

/* @to: one of everything, of the files of @r */
void report_example(struct report *to, const struct report *r);

bool draw_plot(const struct report *r, const char *path);

/* From the trace or a snapshot of the table; NULL: unknown. */
struct client {
	const char *owner, *handler, *original;
};

struct client report_client(const struct report *r, const struct dynsc_entry *e);

/* Also of errors that never reach user space. */
const char *errno_name(int error);

#endif /* DYNSC_REPORT_H */
