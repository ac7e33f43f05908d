/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a timeline consists of, and the formats that it is written in. Two groups of tracks:
 *
 *	callers		one track for each task: its calls as boxes, in them the original;
 *			marks where it was refused or got the original
 *	numbers		one track for each number: its states as boxes, marks for attempts
 *			of a removal and for a rescue; and a counter, how many are inside
 *
 * An arrow, a flow, leads from a failed attempt to the call that it names.
 */
#ifndef DYNSC_TRACKS_H
#define DYNSC_TRACKS_H

#include <stdbool.h>
#include <linux/types.h>

enum track_group { CALLERS = 1, NUMBERS };

#define TRACK_TEXT	128

/* A task, or a number. */
struct track {
	struct track *next;
	enum track_group group;
	int id;
	char name[64];
	bool open;			/* a box has begun */
	__u64 since, busy;		/* busy: the end of the last box in it, or its begin */
	char what[64];			/* the box */
	const struct track *in;		/* of a task: the number it is inside */
	__u64 living;			/* of a number */
};

struct box_end {
	const char *reason;		/* NULL: it returned @ret, after @ns */
	__s64 ret;
	__u64 ns;
};

/*
 * A format. All of these write to stdout. Between begin() and end() come the events, by
 * time for each track, then the names of all tracks, which are not known before.
 */
struct track_writer {
	bool (*begin)(void);		/* false: see errno */
	/* A box, which has the time and the name that are in @track. */
	void (*open)(const struct track *track);
	void (*close)(const struct track *track, __u64 ts, const struct box_end *end);
	/* A box in an open box, after it has ended. */
	void (*inner)(const struct track *track, __u64 from, __u64 to, const char *name,
		      const struct box_end *end);
	/* @flow: the arrow that begins there, or 0 */
	void (*mark)(const struct track *track, __u64 ts, const char *name, __u64 flow);
	void (*flow_end)(const struct track *task, __u64 ts, __u64 flow);
	void (*count)(const struct track *number, __u64 ts);
	void (*name_group)(enum track_group group, const char *name);
	void (*name)(const struct track *track);
	bool (*end)(void);
};

extern const struct track_writer json_tracks;		/* as Chrome's trace viewer reads it */
extern const struct track_writer perfetto_tracks;	/* Perfetto's own */

static inline const char *track_category(const struct track *track)
{
	return track->group == CALLERS ? "call" : "state";
}

#endif /* DYNSC_TRACKS_H */
