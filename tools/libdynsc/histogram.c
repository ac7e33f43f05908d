// SPDX-License-Identifier: GPL-2.0
/* Distributions of times; see histogram.h. */

#include <stdlib.h>
#include "memory.h"
#include "histogram.h"

#define BITS	7
#define PARTS	128		/* 2 to the power of BITS */

static int log2_of(__u64 value)
{
	return 63 - __builtin_clzll(value | 1);
}

void dynsc_hist_add(struct dynsc_hist *h, __u64 value)
{
	int power = log2_of(value), group = power < BITS ? 0 : power - BITS + 1;
	int part = group ? (value >> (group - 1)) & (PARTS - 1) : value;

	if (!h->part[group])
		h->part[group] = dynsc_must(calloc(PARTS, sizeof(*h->part[group])));
	h->part[group][part]++;
	if (!h->count || value < h->min)
		h->min = value;
	if (value > h->max)
		h->max = value;
	h->count++;
	h->sum += value;
}

void dynsc_hist_clear(struct dynsc_hist *h)
{
	size_t group;

	for (group = 0; group < ARRAY_SIZE(h->part); group++)
		free(h->part[group]);
	*h = (struct dynsc_hist){ 0 };
}

static __u64 middle(int group, int part)
{
	if (!group)
		return part;
	return ((__u64)(PARTS + part) << (group - 1)) + ((1ULL << (group - 1)) >> 1);
}

/* The nearest rank: the smallest value that @percent of all values do not exceed. */
__u64 dynsc_hist_percentile(const struct dynsc_hist *h, double percent)
{
	__u64 rank = h->count * percent / 100, seen = 0;
	size_t group;
	int part;

	if (rank * 100.0 < h->count * percent || !rank)
		rank++;
	for (group = 0; group < ARRAY_SIZE(h->part); group++) {
		for (part = 0; h->part[group] && part < PARTS; part++) {
			__u64 value = middle(group, part);

			seen += h->part[group][part];
			if (seen < rank)
				continue;
			return value < h->min ? h->min : value > h->max ? h->max : value;
		}
	}
	return h->max;
}

void dynsc_hist_log2(const struct dynsc_hist *h, __u64 bucket[DYNSC_LOG2_BUCKETS])
{
	size_t group;
	int part;

	for (part = 0; part < DYNSC_LOG2_BUCKETS; part++)
		bucket[part] = 0;
	for (group = 0; group < ARRAY_SIZE(h->part); group++)
		for (part = 0; h->part[group] && part < PARTS; part++)
			bucket[group ? group + BITS - 1 : (size_t)log2_of(part)] +=
				h->part[group][part];
}
