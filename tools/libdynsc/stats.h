/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a trace says about entries, tasks, calls and removals. Memory grows with
 * their number, not with the number of events.
 *
 *	stats.c		takes one event after the other
 *	entries.c	entries and their callers
 *	tasks.c		tasks, and the calls that each is inside of
 *	removals.c	removals, from undoing to free
 *	generations.c	swaps, and the calls of each generation
 *	known.c		which figures the recorded events support
 *
 * An entry is a number with a name and a kind: registering the number under
 * another name makes another entry, registering it under the same name does not.
 */
#ifndef DYNSC_STATS_H
#define DYNSC_STATS_H

#include <stddef.h>
#include "histogram.h"
#include "known.h"
#include "occupancy.h"
#include "reader.h"

/* What a task did while it was inside. */
enum dynsc_doing { DOING_RUN, DOING_WAIT, DOING_SLEEP, DOING_DISK, DOING_OTHER, DOINGS };

extern const char * const dynsc_doing_names[DOINGS];

struct dynsc_entry;
struct dynsc_removal;

struct dynsc_task {
	struct dynsc_task *next;	/* with the same hash */
	struct dynsc_call *top;		/* the innermost call */
	struct dynsc_caller *callers;
	int pid;
	enum dynsc_doing doing;
	__u64 doing_since;
	char comm[DYNSC_COMM_LEN];
};

/* A task that has called an entry. */
struct dynsc_caller {
	struct dynsc_caller *next, *next_of_task;
	struct dynsc_entry *entry;
	struct dynsc_task *task;
	__u64 calls, refused, fallback, inside_ns;
	__u64 refused_now;		/* during the removal in progress */
};

/* A living call. */
struct dynsc_call {
	struct dynsc_call *below;	/* of the same task */
	struct dynsc_call *next, **link; /* of the same entry */
	struct dynsc_caller *caller;
	__u64 entered, original_ns;
	unsigned int originals, breaks;
	size_t generation;		/* index: the present one when it entered */
	int file;
	bool before;			/* entered before selection.from */
	__u64 did[DOINGS];		/* while a removal waited for it */
};

/* A caller that was inside, kept when its call is over. */
struct dynsc_visit {
	int pid;
	char comm[DYNSC_COMM_LEN];
	__u64 entered;			/* 0: before the recording */
};

struct dynsc_visits {
	struct dynsc_visit *visit;
	size_t count;
};

struct dynsc_refusals {
	struct dynsc_task *task;
	__u64 count;
};

struct dynsc_removal {
	struct dynsc_removal *next;	/* of the entry */
	struct dynsc_entry *entry;
	__u64 begin, locked, freed;	/* 0: not recorded */
	int pid;			/* the task that began it; 0: unknown */
	char comm[DYNSC_COMM_LEN];
	bool before, lossy;		/* before: its begin was not recorded */
	__u64 attempts, failed, eagain, refused, fallback;
	enum dynsc_rescue rescue;	/* what began it instead of a client */
	struct dynsc_visits inside;	/* when it began */
	__u64 living;			/* at the first attempt */
	struct dynsc_visit last;	/* the last to leave; pid 0: none left */
	__u64 last_left, last_did[DOINGS];
	struct dynsc_refusals *refusals;
	size_t n_refusals;
};

struct dynsc_generation {
	unsigned int number;		/* 0: unknown */
	char owner[DYNSC_CLIENT_LEN], handler[DYNSC_CLIENT_LEN];	/* or empty */
	__u64 since;			/* 0: not recorded */
	__u64 calls, tried;		/* that entered meanwhile; tried: by read_trylock */
	bool lossy;			/* and this is a lower bound */
	bool complete;			/* every caller since the registration is known */
	/* The swap that replaced it. */
	__u64 replaced;			/* 0: not recorded */
	__u64 living;			/* then, as the kernel has counted */
	__u64 seen;			/* inside then, and not seen to leave */
	__u64 left, left_unseen;	/* inside then, and left; unseen: entered before */
	__u64 last_left;		/* the last of these */
	int last_pid;
	char last_comm[DYNSC_COMM_LEN];
	bool broken;			/* events may be missing since */
};

/* The kernel's own counters. */
enum dynsc_counter { COUNTER_CALLS, COUNTER_ENOSYS, COUNTER_FALLBACK, COUNTER_EAGAIN, COUNTERS };

/*
 * Events of one file since the last registration. The kernel counted at least
 * and at most this many between the two snapshots of the table.
 */
struct dynsc_file_counts {
	__u64 most[COUNTERS], least[COUNTERS];
	bool reserved;
};

/*
 * A change of state; from == to: the gate was opened, the handler replaced, or the change
 * before it was a rescue.
 */
struct dynsc_change {
	struct dynsc_entry *entry;
	enum dynsc_state from, to;
	size_t generation;		/* index: the one that began by a swap; 0: none */
	enum dynsc_rescue rescue;
	int pid;
	char comm[DYNSC_COMM_LEN];
	__u64 ts;
};

struct dynsc_entry {
	struct dynsc_entry *next;	/* with the same hash */
	struct dynsc_entry *all_next;
	int nr;
	enum dynsc_kind kind;
	char name[DYNSC_NAME_LEN];
	bool selected;
	__u64 freed, last_ts;

	struct dynsc_file_counts *file;

	/* From here to inside: cleared when the selection begins. */
	bool lossy;
	__u64 granted, refused[WHYS], fallback[WHYS], eagain;
	__u64 tried, tried_granted;	/* by read_trylock */
	__u64 attempts;			/* set at the end */
	__u64 left, entered_before, end_unknown;
	__u64 by_originals[3];		/* calls that used the original 0, 1, more times */
	__u64 successes;
	struct dynsc_hist inside, original, added;
	__u64 *errnos;
	struct dynsc_occupancy occupancy;

	struct dynsc_call *calls;	/* living */
	struct dynsc_caller *callers;
	size_t n_callers;
	struct dynsc_visits at_end;	/* still inside */
	struct dynsc_removal *removals, **removals_end, *removing;
	struct dynsc_generation *generations;	/* in the end none if there was no swap */
	size_t n_generations;
	bool unsure;			/* whether the last one is still present */
	__u64 unsure_calls, unsure_tried;	/* since then */
	__u64 no_generation, no_generation_tried;
	__u64 original_address;
	int address_file;
	char owner[DYNSC_CLIENT_LEN], handler[DYNSC_CLIENT_LEN];	/* or empty */
};

#define DYNSC_HASH_SIZE	4096
#define DYNSC_MAX_ERRNO	4095

struct dynsc_selection {
	int *pids, *nrs;
	bool *pid_seen;			/* that it made a call */
	char **names;
	size_t n_pids, n_nrs, n_names;
	__u64 from, to;
};

struct dynsc_file_stats {
	__u64 events, lost, first, last;
	bool lost_unknown;		/* some losses have no number */
	/* When the snapshots were taken; 0: there is none. */
	__u64 before_begin, before_end, after_begin;
};

/* Losses on one CPU. */
struct dynsc_loss {
	int file, cpu;
	__u64 places, lost, first, last;
	bool unknown;
};

struct dynsc_stats {
	struct dynsc_reader *reader;
	struct dynsc_selection selection;
	bool strips;			/* wanted */
	struct dynsc_entry *entry_hash[DYNSC_HASH_SIZE], *entries, **entries_end;
	struct dynsc_task *task_hash[DYNSC_HASH_SIZE];
	size_t n_entries;
	struct dynsc_entry *others;	/* in the end those that are not selected */
	struct dynsc_removal **removals; /* by time; filled by dynsc_stats_finish() */
	size_t n_removals;
	struct dynsc_change *changes;
	size_t n_changes;
	struct dynsc_file_stats *file;
	struct dynsc_loss *losses;
	size_t n_losses;
	__u64 first_ts;			/* of all files */
	__u64 begin, end;		/* of the selection */
	__u64 gaps, last_ts;		/* time between files */
	__u64 all_last;			/* also of what is not selected */
	int open_files;
	bool timed;			/* time stamps are nanoseconds */
	bool counting;			/* past selection.from */
	unsigned int breaks;		/* places after which a call's end may be missing */
	__u64 seen[EV_RECORDED];
	unsigned int recorded;		/* 1 << type; all of them are in the trace */
	unsigned int ever;		/* 1 << type; seen, also before the selection */
};

/* Set selection and strips before. */
void dynsc_stats_init(struct dynsc_stats *s, struct dynsc_reader *reader);
/* False: this event and those after it are not selected. */
bool dynsc_stats_add(struct dynsc_stats *s, const struct dynsc_event *ev);
/* Sorts the results; no event may follow. */
void dynsc_stats_finish(struct dynsc_stats *s);

__u64 dynsc_entry_refused(const struct dynsc_entry *e);
__u64 dynsc_entry_fallback(const struct dynsc_entry *e);
bool dynsc_generation_has_left(const struct dynsc_generation *g);
/* The one that began by a swap, after the one that it replaced; NULL: no swap. */
const struct dynsc_generation *dynsc_change_generation(const struct dynsc_change *c);

/* The rest is for the five files themselves. */

/* For functions of qsort(). */
void dynsc_find_recorded(struct dynsc_stats *s);

/* By how much the clocks of the trace and of "ns" may differ over @ns at most. */
__u64 dynsc_clocks_apart(const struct dynsc_stats *s, __u64 ns);

static inline int dynsc_compare(__u64 a, __u64 b)
{
	return (a > b) - (a < b);
}

struct dynsc_entry *dynsc_entry_of(struct dynsc_stats *s, const struct dynsc_event *ev);
struct dynsc_caller *dynsc_caller_of(struct dynsc_entry *e, struct dynsc_task *t);
void dynsc_entry_restart(struct dynsc_stats *s, struct dynsc_entry *e, __u64 ts);
void dynsc_entries_sort(struct dynsc_stats *s);
void dynsc_add_visit(struct dynsc_visits *v, const struct dynsc_task *t, __u64 entered);

struct dynsc_task *dynsc_task_of(struct dynsc_stats *s, const struct dynsc_event *ev, int pid);
struct dynsc_task *dynsc_task_find(struct dynsc_stats *s, int pid);
struct dynsc_call *dynsc_call_begin(struct dynsc_stats *s, struct dynsc_entry *e,
				    struct dynsc_task *t, const struct dynsc_event *ev);
struct dynsc_call *dynsc_call_find(struct dynsc_stats *s, struct dynsc_entry *e,
				   struct dynsc_task *t, const struct dynsc_event *ev);
void dynsc_call_drop(struct dynsc_stats *s, struct dynsc_call *c, __u64 ts);
void dynsc_task_charge(struct dynsc_task *t, __u64 ts);
void dynsc_task_switch(struct dynsc_stats *s, const struct dynsc_event *ev);
void dynsc_task_waking(struct dynsc_stats *s, const struct dynsc_event *ev);

void dynsc_removal_begin(struct dynsc_stats *s, struct dynsc_entry *e,
			 const struct dynsc_event *ev);
void dynsc_removal_attempt(struct dynsc_stats *s, struct dynsc_entry *e,
			   const struct dynsc_event *ev);
void dynsc_removal_named(struct dynsc_entry *e, const struct dynsc_task *t);
void dynsc_removal_refused(struct dynsc_entry *e, struct dynsc_caller *caller, bool fallback);
void dynsc_removal_left(struct dynsc_stats *s, struct dynsc_entry *e, const struct dynsc_task *t,
			const struct dynsc_call *c, const struct dynsc_event *ev);
void dynsc_removal_end(struct dynsc_entry *e, __u64 freed);
void dynsc_removals_sort(struct dynsc_stats *s);

void dynsc_generation_state(struct dynsc_stats *s, struct dynsc_entry *e,
			    const struct dynsc_event *ev);
void dynsc_generation_entered(struct dynsc_entry *e, struct dynsc_call *c);
void dynsc_generation_tried(struct dynsc_entry *e);
void dynsc_generation_swap(struct dynsc_entry *e, const struct dynsc_event *ev);
void dynsc_generation_left(struct dynsc_stats *s, struct dynsc_entry *e,
			   const struct dynsc_task *t,
			   const struct dynsc_call *c, const struct dynsc_event *ev);
void dynsc_generation_break(struct dynsc_entry *e, bool there);
void dynsc_generation_restart(struct dynsc_entry *e);
void dynsc_generation_end(struct dynsc_entry *e, bool by_trylock);

#endif /* DYNSC_STATS_H */
