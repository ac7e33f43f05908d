/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What dynsc top shows.
 *
 *	top.c		samples of the table, rates, order, lines of text
 *	top-latency.c	percentiles of times inside, by a hist trigger
 *	top-screen.c	the terminal
 *	cmd-top.c	options, and output without a terminal
 */
#ifndef DYNSC_TOP_H
#define DYNSC_TOP_H

#include "live.h"

enum top_key { TOP_CALLS, TOP_REFUSED, TOP_FALLBACK, TOP_LIVING, TOP_GENERATION, TOP_P99,
	       TOP_NR, TOP_KEYS };

/* What --sort takes, and the letter that the terminal takes. */
struct top_key_name {
	const char *name;
	char letter;
};

extern const struct top_key_name top_key_names[TOP_KEYS];

struct top_row {
	struct live_entry entry;
	bool known;			/* there was a sample before */
	double rate[TOP_LIVING];	/* per second, since then */
	/* Of calls that have left since then; 0: of none. */
	__u64 timed, p50, p99;		/* at most these, in ns */
};

struct top {
	struct live_table last;
	double last_time;
	struct top_row *row;
	size_t count;
	enum top_key key;
	bool latency;
};

/* False if the table cannot be read. @now: in seconds. */
bool top_sample(struct top *t, const char *path, double now);
void top_sort(struct top *t);
/* Lines without a newline, of @width columns at most; at least 80. */
void top_head(const struct top *t, char *line, int width);
void top_line(const struct top *t, const struct top_row *r, char *line, int width);
double top_now(void);

/* False, with a message, if there can be none. The end must be called. */
bool top_latency_begin(void);
void top_latency_end(void);
void top_latency_sample(struct top *t);

/* Returns an exit status. */
int top_screen(struct top *t, double interval);

#endif /* DYNSC_TOP_H */
