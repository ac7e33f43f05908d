/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's own counters, as saved beside a trace: FILE.table.before and
 * FILE.table.after, each the table of debugfs behind "# mono BEGIN END",
 * nanoseconds by the trace's clock.
 */
#ifndef DYNSC_COUNTERS_H
#define DYNSC_COUNTERS_H

#include "figures.h"

extern const char * const counter_names[COUNTERS];

struct counter_row {
	int nr;
	enum kind kind;
	char name[NAME_LEN];
	char *owner, *handler, *original;
	__u64 count[COUNTERS];
};

struct counter_table {
	bool there;
	__u64 begin, end;		/* when it was read, by the trace's clock */
	struct counter_row *row;
	size_t rows;
};

/* Beside one trace. */
struct counters {
	struct counter_table before, after;
};

struct difference {
	const struct counter_row *row;
	int file;
	enum counter counter;
	__u64 traced, counted;
};

/* False when one is there and is not as it should be; says so. */
bool counters_read(struct counters *c, const char *trace);
bool counters_parse(struct counter_table *t, FILE *file, const char *path);
void counters_free(struct counters *c);
const struct counter_row *counters_row(const struct counter_table *t, int nr,
				       enum kind kind, const char *name);

/* Adds to @d what differs; returns how many rows could be compared. */
size_t counters_compare(const struct counters *c, const struct figures *f, int file,
			struct difference **d, size_t *count);

#endif /* DYNSC_COUNTERS_H */
