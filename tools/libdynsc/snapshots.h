/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Snapshots of the table in debugfs, taken before and after a recording:
 * FILE.table.before and FILE.table.after. The first line is "# mono BEGIN END":
 * when it was read, in nanoseconds of the trace's clock.
 */
#ifndef DYNSC_SNAPSHOTS_H
#define DYNSC_SNAPSHOTS_H

#include <stdio.h>

#include "stats.h"

extern const char * const dynsc_counter_names[COUNTERS];

struct dynsc_row {
	int nr;
	enum dynsc_kind kind;
	char name[DYNSC_NAME_LEN];
	char *owner, *handler, *original;
	__u64 count[COUNTERS];
};

struct dynsc_snapshot {
	bool there;
	__u64 begin, end;
	struct dynsc_row *row;
	size_t rows;
};

/* Of one trace. */
struct dynsc_snapshots {
	struct dynsc_snapshot before, after;
	char *error;
};

struct dynsc_difference {
	const struct dynsc_row *row;
	int file;
	enum dynsc_counter counter;
	__u64 traced, counted;
};

/* A missing file is no error. False: @c->error says what is wrong. */
bool dynsc_snapshots_read(struct dynsc_snapshots *c, const char *trace);
/* Returns the number of the first bad line, or 0. */
int dynsc_snapshot_parse(struct dynsc_snapshot *t, FILE *file);
const struct dynsc_row *dynsc_snapshot_row(const struct dynsc_snapshot *t, int nr,
					   enum dynsc_kind kind, const char *name);

/* Whether the trace has the events that this counter counts. */
bool dynsc_counter_is_traced(const struct dynsc_stats *f, enum dynsc_counter counter);
/* Appends differences to @d; returns how many rows could be compared. */
size_t dynsc_snapshots_compare(const struct dynsc_snapshots *c, const struct dynsc_stats *f,
			       int file, struct dynsc_difference **d, size_t *count);

#endif /* DYNSC_SNAPSHOTS_H */
