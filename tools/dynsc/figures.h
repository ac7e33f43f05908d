/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the report knows: entries, tasks, calls that are inside, removals. It
 * grows with their number, and not with that of the events.
 *
 *	account.c	takes event after event, and does what each means
 *	entries.c	entries and their callers; how many are inside
 *	tasks.c		tasks, and the calls that each is inside of
 *	removals.c	from the beginning of a removal to its end
 *
 * An entry here is a number under a name and of a kind: when a number is
 * registered again under another name that is another entry, and when it is
 * registered again under the same name it is the same.
 */
#ifndef DYNSC_FIGURES_H
#define DYNSC_FIGURES_H

#include "hist.h"
#include "strip.h"
#include "trace.h"

/* What a task has done while it was inside. */
enum doing { DOING_RUN, DOING_WAIT, DOING_SLEEP, DOING_DISK, DOING_OTHER, DOINGS };

extern const char * const doing_names[DOINGS];

struct entry;
struct removal;

struct task {
	struct task *next;		/* of the same hash */
	struct call *top;		/* the innermost that it is inside of */
	struct caller *callers;
	int pid;
	enum doing doing;
	__u64 doing_since;
	char comm[COMM_LEN];
};

/* A task that has called an entry. */
struct caller {
	struct caller *next, *next_of_task;
	struct entry *entry;
	struct task *task;
	__u64 calls, refused, fallback, inside_ns;
	__u64 refused_now;		/* during the entry's removal */
};

/* A living call. */
struct call {
	struct call *below;		/* of the same task */
	struct call *next, **link;	/* of the same entry */
	struct caller *caller;
	__u64 entered, original_ns;
	unsigned int originals, breaks;
	int file;
	bool before;			/* it entered before what is counted */
	__u64 did[DOINGS];		/* while a removal waited for it */
};

/* Somebody who was inside at some time, kept when the call itself is over. */
struct visit {
	int pid;
	char comm[COMM_LEN];
	__u64 entered;			/* 0: before the recording */
};

struct visits {
	struct visit *visit;
	size_t count;
};

struct refusals {
	struct task *task;
	__u64 count;
};

struct removal {
	struct removal *next;			/* of the entry */
	struct entry *entry;
	__u64 begin, locked, freed;		/* 0: has not been */
	int pid;				/* of the task that began it; 0: not known */
	char comm[COMM_LEN];
	bool before, lossy;			/* its begin was not recorded */
	__u64 attempts, failed, eagain, refused, fallback;
	struct visits inside;			/* when it began */
	__u64 living;				/* by its first attempt */
	struct visit last;			/* to leave; pid 0: nobody left */
	__u64 last_left, last_did[DOINGS];
	struct refusals *refusals;
	size_t n_refusals;
};

/* What the kernel counts by itself. */
enum counter { COUNTER_CALLS, COUNTER_ENOSYS, COUNTER_FALLBACK, COUNTER_EAGAIN, COUNTERS };

/*
 * Traced in one file since the last registration: of the counts between the two
 * tables beside it at most so many, and at least so many.
 */
struct file_counts {
	__u64 most[COUNTERS], least[COUNTERS];
	bool reserved;
};

/* A change of state, or the gate opened (from is to). */
struct change {
	struct entry *entry;
	enum state from, to;
	int pid;
	char comm[COMM_LEN];
	__u64 ts;
};

struct entry {
	struct entry *next;		/* of the same hash */
	struct entry *all_next;
	int nr;
	enum kind kind;
	char name[NAME_LEN];
	enum state state;
	bool selected, lossy;
	__u64 freed, last_ts;

	struct file_counts *file;
	__u64 granted, refused[WHYS], fallback[WHYS], eagain;
	__u64 tried, tried_refused[WHYS];	/* by read_trylock */
	__u64 left, entered_before, untimed, end_unknown;
	struct hist inside, original, added;
	__u64 by_originals[3];		/* calls that called it never, once, more often */
	__u64 successes, *errnos;

	unsigned int level, most, n_levels;
	__u64 *level_ns, level_since;
	bool alive;			/* registered: its time counts */
	struct strip *strip;

	struct call *calls;		/* that are inside now */
	struct caller *callers;
	size_t n_callers;
	struct visits at_end;		/* who was still inside */
	struct removal *removals, **removals_end, *removing;
	__u64 original_address;
	int address_file;
	char owner[CLIENT_LEN], handler[CLIENT_LEN];	/* or empty */
};

#define HASH_SIZE	4096
#define MAX_ERRNO	4095

struct selection {
	const int *pids, *nrs;
	const char * const *names;
	size_t n_pids, n_nrs, n_names;
	__u64 from, to;
};

/* What one file had, as far as it is counted. */
struct file_figures {
	__u64 events, lost, first, last;
	bool lost_unknown;		/* some losses have no number */
	/* When the tables beside it were read; 0: there is none. */
	__u64 before_begin, before_end, after_begin;
};

/* Where events were lost. */
struct loss {
	int file, cpu;
	__u64 places, lost, first, last;
	bool unknown;
};

struct figures {
	struct trace *trace;
	struct selection selection;
	bool strips;			/* are wanted */
	struct entry *entry_hash[HASH_SIZE], *entries, **entries_end;
	struct task *task_hash[HASH_SIZE];
	size_t n_entries;
	struct removal **removals;	/* all, by time, when it is over */
	size_t n_removals;
	struct change *changes;
	size_t n_changes;
	struct file_figures *file;
	struct loss *losses;
	size_t n_losses;
	__u64 first_ts;			/* of all files */
	__u64 begin, end;		/* of what is counted */
	__u64 gaps, last_ts;		/* time between files */
	int open_files;
	bool by_trylock;		/* nothing else tells of calls */
	bool counting;			/* past selection.from */
	unsigned int breaks;		/* places after which a call's end may be missing */
	__u64 seen[EV_RECORDED];
};

/* account.c */
void figures_init(struct figures *f, struct trace *trace);
/* False: what comes later is not asked for. */
bool account(struct figures *f, const struct event *ev);
void figures_finish(struct figures *f);

/* entries.c */
struct entry *entry_of(struct figures *f, const struct event *ev);
struct caller *caller_of(struct entry *e, struct task *t);
void entry_level(struct figures *f, struct entry *e, __u64 ts, int change);
void entry_alive(struct figures *f, struct entry *e, __u64 ts, bool alive);
void entry_restart(struct figures *f, struct entry *e, __u64 ts);
void entries_sort(struct figures *f);
__u64 entry_attempts(const struct entry *e);
__u64 entry_refused(const struct entry *e);
__u64 entry_fallback(const struct entry *e);
__u64 entry_time(const struct entry *e);
void add_visit(struct visits *v, const struct task *t, __u64 entered);

/* tasks.c */
struct task *task_of(struct figures *f, const struct event *ev, int pid);
struct task *task_find(struct figures *f, int pid);
struct call *call_begin(struct figures *f, struct entry *e, struct task *t,
			const struct event *ev);
struct call *call_find(struct figures *f, struct entry *e, struct task *t,
		       const struct event *ev);
void call_drop(struct figures *f, struct call *c, __u64 ts);
void call_lost_end(struct figures *f, struct call *c, __u64 ts);
void task_charge(struct task *t, __u64 ts);
void account_switch(struct figures *f, const struct event *ev);
void account_waking(struct figures *f, const struct event *ev);

/* removals.c */
void removal_begin(struct figures *f, struct entry *e, const struct event *ev);
void removal_attempt(struct entry *e, const struct event *ev);
void removal_named(struct entry *e, const struct task *t);
void removal_refused(struct entry *e, struct caller *caller, bool fallback);
void removal_left(struct entry *e, const struct task *t, const struct call *c,
		  const struct event *ev);
void removal_end(struct entry *e, __u64 freed);
void removals_sort(struct figures *f);

#endif /* DYNSC_FIGURES_H */
