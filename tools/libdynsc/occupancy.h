/* SPDX-License-Identifier: GPL-2.0 */
/* How many callers were inside an entry, and when. */
#ifndef DYNSC_OCCUPANCY_H
#define DYNSC_OCCUPANCY_H

#include <stdbool.h>
#include <linux/types.h>

/*
 * The course over time, in a fixed number of steps. When time outgrows them,
 * every two steps are merged.
 */
#define DYNSC_STRIP_STEPS	1024

struct dynsc_strip {
	__u64 begin, width;	/* of a step, in ns */
	unsigned int used;
	unsigned int most[DYNSC_STRIP_STEPS];
	double area[DYNSC_STRIP_STEPS];	/* callers times ns */
};

struct dynsc_occupancy {
	unsigned int now, most, n_levels;
	__u64 *level_ns;		/* time with this many callers inside */
	__u64 since;			/* what comes before is in level_ns */
	bool alive;			/* the entry is registered: time counts */
	struct dynsc_strip *strip;	/* NULL: not wanted */
};

/* Times must not decrease from one call to the next. */
void dynsc_occupancy_alive(struct dynsc_occupancy *o, __u64 ts, bool alive);
void dynsc_occupancy_change(struct dynsc_occupancy *o, __u64 ts, int change);
/* Forget the past; callers that are inside stay inside. */
void dynsc_occupancy_restart(struct dynsc_occupancy *o, __u64 ts);
/* How long the entry was registered. */
__u64 dynsc_occupancy_time(const struct dynsc_occupancy *o);

struct dynsc_strip *dynsc_strip_new(__u64 begin);

#endif /* DYNSC_OCCUPANCY_H */
