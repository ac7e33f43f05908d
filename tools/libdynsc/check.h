/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A verdict on a trace: do its events follow each other as the module promises? An
 * automaton for each number, over the events of state and gate, as kernel runtime
 * verification has them.
 *
 *	check.c		entries, tasks, violations, what losses leave unknown
 *	check_rules.c	what events of an entry may follow
 *	check_calls.c	what events of a call may follow
 *
 * It never accuses without proof. An event's time is not the time of what it
 * reports: the gate was tried before the caller was refused, left after the exit, and
 * opened after the unlock. So a rule looks at what must have been, whatever happened
 * in between. What happened before the trace began, or while events were lost, is
 * unknown, and nothing follows from it.
 */
#ifndef DYNSC_CHECK_H
#define DYNSC_CHECK_H

#include "decode.h"

enum dynsc_rule {
	RULE_STATE,		/* states follow each other */
	RULE_OWNER,		/* one name and owner for each number */
	RULE_GATE,		/* callers enter while the gate is open, and it opens once */
	RULE_REFUSED,		/* callers are refused while it is not open */
	RULE_LEFT,		/* each call that has entered leaves, once */
	RULE_LOCK,		/* nothing is inside when the lock is held */
	RULE_EAGAIN,		/* attempts of removal agree with what is inside */
	RULE_GENERATION,	/* handlers follow each other by swap */
	RULES
};

extern const char * const dynsc_rule_names[RULES];

/* Events of the same number, before and after a violation. */
#define DYNSC_BEFORE	5
#define DYNSC_AFTER	2

/* Checking ends there. */
#define DYNSC_MAX_VIOLATIONS	1000

struct dynsc_violation {
	enum dynsc_rule rule;
	struct dynsc_event ev;
	struct dynsc_event around[DYNSC_BEFORE + DYNSC_AFTER];	/* ev is between them */
	int before, after;
	bool dropped;		/* what looked like one was none */
	char text[160];
};

struct check_entry;
struct check_task;

struct dynsc_check {
	bool has[EV_RECORDED];	/* which events were recorded; set before */
	/* The name of a function, for execve(); NULL: unknown. Set before. */
	const char *(*symbol)(void *data, __u64 address);
	void *symbol_data;
	bool untimed;			/* times are not nanoseconds; set before */

	struct dynsc_violation **violations;
	size_t n_violations;	/* with those that were dropped */
	bool full;
	__u64 last;
	unsigned int epoch;	/* counts the losses */
	__u64 events, calls, refused, removals, swaps, rescues, losses;
	size_t n_entries, inside;
	struct check_entry *opening;	/* entry_mutex is held to open it, or was */
	struct check_entry *entries[256];
	struct check_task *tasks[4096];
};

void dynsc_check_add(struct dynsc_check *c, const struct dynsc_event *ev);
/* The number of violations; no event may follow. */
size_t dynsc_check_finish(struct dynsc_check *c);
void dynsc_check_free(struct dynsc_check *c);

/* The rest is for the three files themselves. */

enum check_gate {
	GATE_UNKNOWN,
	GATE_SHUT,		/* and not yet unlocked since the registration */
	GATE_OPENING,		/* open, or soon */
	GATE_OPEN,		/* since @open */
	GATE_CLOSING,		/* closed, or soon; callers may be inside */
	GATE_LOCKED,
};

struct check_entry {
	struct check_entry *next;
	int nr;
	unsigned int epoch;

	/* From here on it is forgotten when events are lost. */
	bool known;		/* its state */
	bool whole;		/* registered since, so every caller is known */
	bool maybe_exec;	/* callers may change their pid inside */
	enum dynsc_state state;
	enum dynsc_kind kind;
	enum check_gate gate;
	bool rescued;		/* in the removal that is in progress */
	__u64 learned;		/* since when the state is known */
	__u64 left[STATES];	/* when it was last in a state that it is not in now */
	__u64 open;
	char name[DYNSC_NAME_LEN], owner[DYNSC_CLIENT_LEN];
	__u64 generation;	/* 0: unknown */

	struct check_task *inside;
	size_t n_inside;
	size_t maybe_inside;	/* their exit was seen, but nothing after it */

	/* The removal in progress. */
	__u64 attempt, living, tried;	/* attempt 0: not known */
	int tried_pid;
	__u64 first_living, first_most, late;	/* at the first attempt */

	/* The last swap: see check_drained(). */
	__u64 swapped, swap_living, swap_most, swap_late;

	struct dynsc_violation *doubt;	/* the next state decides */
	unsigned int doubt_states;

	struct dynsc_event recent[DYNSC_BEFORE];
	int n_recent;
	struct dynsc_violation *open_end[DYNSC_AFTER];	/* events after it are wanted */
};

struct check_task {
	struct check_task *next;
	int pid;
	unsigned int epoch;

	/* From here on it is forgotten when events are lost. */
	bool seen;		/* an event of a call */
	struct check_entry *in;	/* it is inside */
	struct check_task *next_inside, **link;
	__u64 entered;
	struct check_entry *last;	/* left by its last event, maybe not quite */
	struct check_entry *excused;	/* a violation was found for its call */
	__u64 done;		/* its next call began after this; 0: unknown */
	enum dynsc_event_type did;	/* its last event */
	int did_nr;
	bool granted;
};

struct check_entry *check_entry_of(struct dynsc_check *c, int nr);
struct check_task *check_task_of(struct dynsc_check *c, int pid);
struct dynsc_violation *check_violation(struct dynsc_check *c, enum dynsc_rule rule,
					const struct dynsc_event *ev, const char *format, ...);
void check_enters(struct dynsc_check *c, struct check_entry *e, struct check_task *t, __u64 ts);
void check_leaves(struct dynsc_check *c, struct check_task *t);
bool check_name(struct dynsc_check *c, struct check_entry *e, const struct dynsc_event *ev);
void check_call(struct dynsc_check *c, struct check_entry *e, struct check_task *t,
		const struct dynsc_event *ev);
void check_rules(struct dynsc_check *c, const struct dynsc_event *ev);

#endif /* DYNSC_CHECK_H */
