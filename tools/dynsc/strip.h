/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How many were inside over time, in a fixed number of steps: when the time
 * has outgrown them, two become one.
 */
#ifndef DYNSC_STRIP_H
#define DYNSC_STRIP_H

#include <linux/types.h>

#define STRIP_STEPS	1024

struct strip {
	__u64 begin, width;	/* of a step, in ns */
	unsigned int used;
	unsigned int most[STRIP_STEPS];
	double area[STRIP_STEPS];	/* callers times ns */
};

struct strip *strip_new(__u64 begin);
/* So many were inside from @from to @to; in order of time. */
void strip_add(struct strip *s, __u64 from, __u64 to, unsigned int inside);

#endif /* DYNSC_STRIP_H */
