/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Distributions of times, in memory that does not grow with their number.
 *
 * Every power of two is divided into 128 equal parts. The middle of a part
 * stands for its values, so dynsc_hist_percentile() is off by less than 0.4 %.
 * Values below 128, the minimum and the maximum are exact.
 */
#ifndef DYNSC_HISTOGRAM_H
#define DYNSC_HISTOGRAM_H

#include <linux/types.h>

struct dynsc_hist {
	__u64 count, sum, min, max;
	__u64 *part[58];	/* the first is 0 to 127, by one */
};

void dynsc_hist_add(struct dynsc_hist *h, __u64 value);
void dynsc_hist_clear(struct dynsc_hist *h);
__u64 dynsc_hist_percentile(const struct dynsc_hist *h, double percent);

/* The log2 histogram: bucket b counts 2^b to 2^(b+1) - 1; bucket 0 also counts 0. */
#define DYNSC_LOG2_BUCKETS	64
void dynsc_hist_log2(const struct dynsc_hist *h, __u64 bucket[DYNSC_LOG2_BUCKETS]);

#endif /* DYNSC_HISTOGRAM_H */
