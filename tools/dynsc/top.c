// SPDX-License-Identifier: GPL-2.0
/* Samples of the table, and what has changed between two of them. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "libdynsc/memory.h"
#include "top.h"

const struct top_key_name top_key_names[TOP_KEYS] = {
	[TOP_CALLS] = { "calls", 'c' },
	[TOP_REFUSED] = { "refused", 'r' },
	[TOP_FALLBACK] = { "fallback", 'f' },
	[TOP_LIVING] = { "living", 'l' },
	[TOP_GENERATION] = { "generation", 'g' },
	[TOP_P99] = { "p99", 'p' },
	[TOP_NR] = { "nr", 'n' },
};

static const enum live_number counted[TOP_LIVING] = {
	[TOP_CALLS] = LIVE_CALLS_MADE,
	[TOP_REFUSED] = LIVE_ENOSYS,
	[TOP_FALLBACK] = LIVE_FALLBACK,
};

double top_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* The same registration: counters only grow. NULL: it is new. */
static const struct live_entry *find_last(const struct top *t, const struct live_entry *e)
{
	const struct live_entry *last;
	int i;

	for (last = t->last.entry; last < t->last.entry + t->last.count; last++) {
		if (last->nr != e->nr || strcmp(last->name, e->name))
			continue;
		for (i = 0; i < TOP_LIVING; i++)
			if (e->number[counted[i]] < last->number[counted[i]])
				return NULL;
		return last;
	}
	return NULL;
}

static void fill_row(struct top_row *r, const struct live_entry *e, const struct live_entry *last,
		     double seconds)
{
	int i;

	*r = (struct top_row){ .entry = *e, .known = last && seconds > 0 };
	for (i = 0; i < TOP_LIVING && r->known; i++)
		r->rate[i] = (e->number[counted[i]] - last->number[counted[i]]) / seconds;
}

bool top_sample(struct top *t, const char *path, double now)
{
	struct live_table table;
	size_t i;

	if (!live_table_read(&table, path))
		return false;
	free(t->row);
	t->count = table.count;
	t->row = dynsc_must(calloc(table.count ?: 1, sizeof(*t->row)));
	for (i = 0; i < table.count; i++)
		fill_row(&t->row[i], &table.entry[i], find_last(t, &table.entry[i]),
			 now - t->last_time);
	live_table_free(&t->last);
	t->last = table;
	t->last_time = now;
	if (t->latency)
		top_latency_sample(t);
	top_sort(t);
	return true;
}

static double value_of(const struct top_row *r, enum top_key key)
{
	switch (key) {
	case TOP_LIVING:
		return r->entry.number[LIVE_LIVING];
	case TOP_GENERATION:
		return r->entry.number[LIVE_GENERATION];
	case TOP_P99:
		return r->p99;
	case TOP_NR:
		return -r->entry.nr;
	default:
		return r->rate[key];
	}
}

/* The greatest first; of equals, the lowest number, so that lines do not jump. */
static int by_key(const void *a, const void *b, void *key)
{
	const struct top_row *x = a, *y = b;
	double p = value_of(x, *(enum top_key *)key), q = value_of(y, *(enum top_key *)key);

	if (p != q)
		return p < q ? 1 : -1;
	return x->entry.nr - y->entry.nr;
}

void top_sort(struct top *t)
{
	qsort_r(t->row, t->count, sizeof(*t->row), by_key, &t->key);
}

/* In seven columns: 12.5, 1234, 56.8k, 1.23M */
static const char *per_second(char text[16], bool known, double rate)
{
	if (!known)
		return "-";
	if (rate < 100)
		snprintf(text, 16, "%.1f", rate);
	else if (rate < 10000)
		snprintf(text, 16, "%.0f", rate);
	else if (rate < 1e6)
		snprintf(text, 16, "%.1fk", rate / 1e3);
	else
		snprintf(text, 16, "%.2fM", rate / 1e6);
	return text;
}

/* A bound that is a power of two: <=8.19us */
static const char *below(char text[16], const struct top_row *r, __u64 ns)
{
	if (!r->timed)
		return "-";
	if (ns < 1000)
		snprintf(text, 16, "<=%lluns", ns);
	else if (ns < 1000000)
		snprintf(text, 16, "<=%.3gus", ns / 1e3);
	else if (ns < 1000000000)
		snprintf(text, 16, "<=%.3gms", ns / 1e6);
	else
		snprintf(text, 16, "<=%.3gs", ns / 1e9);
	return text;
}

/* What is left for the name. */
static int name_width(const struct top *t, int width)
{
	int rest = width - (t->latency ? 60 : 58);

	return rest > 31 ? 31 : rest;
}

void top_head(const struct top *t, char *line, int width)
{
	int n = name_width(t, width);

	if (t->latency)
		snprintf(line, width + 1, "%5s %-*s %7s %7s %7s %6s %8s %8s %4s", "NR", n, "NAME",
			 "CALLS/s", "REFUS/s", "FALLB/s", "LIVING", "P50", "P99", "GEN");
	else
		snprintf(line, width + 1, "%5s %-*s %-8s %7s %7s %7s %6s %4s %-6s", "NR", n, "NAME",
			 "KIND", "CALLS/s", "REFUS/s", "FALLB/s", "LIVING", "GEN", "GATE");
}

void top_line(const struct top *t, const struct top_row *r, char *line, int width)
{
	const struct live_entry *e = &r->entry;
	char rate[TOP_LIVING][16], time[2][16];
	const char *rates[TOP_LIVING];
	int i, n = name_width(t, width);

	for (i = 0; i < TOP_LIVING; i++)
		rates[i] = per_second(rate[i], r->known, r->rate[i]);
	if (t->latency)
		snprintf(line, width + 1, "%5d %-*.*s %7s %7s %7s %6llu %8s %8s %4llu",
			 e->nr, n, n, e->name, rates[TOP_CALLS], rates[TOP_REFUSED],
			 rates[TOP_FALLBACK], e->number[LIVE_LIVING], below(time[0], r, r->p50),
			 below(time[1], r, r->p99), e->number[LIVE_GENERATION]);
	else
		snprintf(line, width + 1, "%5d %-*.*s %-8s %7s %7s %7s %6llu %4llu %-6s",
			 e->nr, n, n, e->name, e->kind, rates[TOP_CALLS], rates[TOP_REFUSED],
			 rates[TOP_FALLBACK], e->number[LIVE_LIVING],
			 e->number[LIVE_GENERATION], e->gate);
}
