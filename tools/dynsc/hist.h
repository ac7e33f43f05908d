/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How times are distributed, in memory that does not grow with their number.
 *
 * Every power of two is divided into 128 equal parts, and a part's middle
 * stands for all that is in it: what hist_percentile() tells is wrong by less
 * than 0.4 %. Values below 128, the smallest and the greatest are exact.
 */
#ifndef DYNSC_HIST_H
#define DYNSC_HIST_H

#include <linux/types.h>

#define HIST_ERROR_PERCENT	"0.4"

struct hist {
	__u64 count, sum, min, max;
	__u64 *part[58];	/* the first is 0 to 127, by one */
};

void hist_add(struct hist *h, __u64 value);
void hist_clear(struct hist *h);
__u64 hist_percentile(const struct hist *h, double percent);

/* The log2 histogram: bucket b counts 2^b to 2^(b+1) - 1, and bucket 0 also 0. */
#define LOG2_BUCKETS	64
void hist_log2(const struct hist *h, __u64 bucket[LOG2_BUCKETS]);

#endif /* DYNSC_HIST_H */
