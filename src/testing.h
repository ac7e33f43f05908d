/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What only the test build has (DYN_SYSCALL_TEST): places where a caller can be
 * held, or stays for a moment now and then, so that a window of a few
 * instructions is as wide as a test needs it; guards that can be taken out, so
 * that a test is seen to miss them; and a switch that makes an allocation fail.
 * In every other build there is nothing left of it.
 */
#ifndef DYN_SYSCALL_TESTING_H
#define DYN_SYSCALL_TESTING_H

#include <linux/types.h>

struct pt_regs;

enum testing_place {
	TESTING_NOWHERE,
	TESTING_IN_LINK,	/* in the link, before the gate */
	TESTING_LOOKED,		/* the gate was seen, and not yet counted: O, E */
	TESTING_LEFT,		/* counted out, and not yet back */
	TESTING_LOOKING,	/* a view knows a task, and has not yet looked at it */
	TESTING_ENTERED,	/* counted in, and not yet in the handler */
	TESTING_HANDLED,	/* back from the handler, and not yet counted out */
	TESTING_REFUSED,	/* the gate was not open; on the way to the original */
	TESTING_RESERVED,	/* reserved, and the name not yet looked for */
	TESTING_REDIRECTED,	/* redirected, and not yet active */
	TESTING_UNLOCKING,	/* may be unlocked, and is not yet open */
	TESTING_UNDOING,	/* removal has begun, nothing has been taken back */
	TESTING_RESTORED,	/* the site is restored, the gate not yet closed */
	TESTING_CLOSED,		/* closed, before the grace period: G */
	TESTING_SUMMING,	/* between the two sums: L, B */
	TESTING_FREEING,	/* may be freed, and is not yet */
	TESTING_KICKING,	/* those who may be inside are known: to be kicked */
	TESTING_WHY,		/* why the gate is not open is known, not yet the flags */
	TESTING_FLAGGING,	/* seen inside, not yet flagged; without pi_lock only */
	TESTING_TRYING,		/* the write lock may be tried, and is not yet */
	TESTING_DRAINED,	/* the write lock was got; entry_mutex is not held */
	TESTING_TAKING,		/* a given number is to be taken, and may not be free */
	TESTING_SWEEPING,	/* a number file is not in use, and not yet unregistered */
};

enum testing_guard {
	TESTING_ALL_GUARDS,
	TESTING_GRACE_PERIOD,	/* G of gate.h */
	TESTING_RCU_TASKS,	/* the wait for the edges of the link, main.c */
	TESTING_LEFT_FIRST,	/* L before the sum of entered, gate.h */
	TESTING_STARTS_LOCKED,	/* nobody gets in before the client unlocks */
	TESTING_RESTORED_FIRST,	/* a hijacked site is restored, then the gate closes */
	TESTING_STAYS_REDIRECTED, /* the unused numbers, until the entry is free */
	TESTING_COMPARED,	/* a state is compared before it is written */
	TESTING_ONE_NAME,	/* a name in use is refused */
	TESTING_UNLOCK_MUTEX,	/* held from looking at the state to opening */
	TESTING_UNLOCK_ACTIVE,	/* an entry whose removal has begun is not opened */
	TESTING_CLEARED_LAST,	/* the handler goes when the write lock was got */
	TESTING_LOCKED_TO_FREE,	/* and so does the entry */
	TESTING_JUMP,		/* a straggler leaves no frame in the link */
	TESTING_STRAGGLER,	/* that of a hijacked number gets the original */
	TESTING_NOTIFIER,	/* what a client leaves behind is removed */
	TESTING_KEPT,		/* the entry, in the link over the call */
	TESTING_INSIDE,		/* who is kicked is inside now */
	TESTING_BLOCKED,	/* whose stack is walked does not run, and has not ended */
	/* entry_mutex over registering, beginning removal, trying, freeing, kicking */
	TESTING_REGISTER_MUTEX,
	TESTING_PREPARE_MUTEX,
	TESTING_TRYLOCK_MUTEX,
	TESTING_FREE_MUTEX,
	TESTING_KICK_MUTEX,
	TESTING_PI_LOCK,	/* from seeing a task inside to flagging it */
	TESTING_REMOVING,	/* only an entry whose removal has begun is kicked */
	TESTING_STAYS_CLOSED,	/* the gate, after -EAGAIN */
	TESTING_UNDOING_FIRST,	/* the state tells of removal before the gate closes */
	TESTING_FLAGS_STAY,	/* of a freed entry */
	TESTING_USERS,		/* the unused numbers' site goes with the last of them */
	TESTING_IDENTITY,	/* a removal is of the registration that it was asked for */
	TESTING_UNTIL_NONE,	/* what a client leaves behind is looked for again */
	TESTING_SILENT,		/* without being asked only those are kicked who cannot notice */
	TESTING_PAUSES,		/* between tries grow while nobody leaves */
	TESTING_GONE,		/* a number file whose registration goes cannot be read */
	TESTING_FTRACE,		/* its switching a tracer on is waited for when loading */
	TESTING_FOUND,		/* the walk finds the link: without, it is as if it did not */
};

#ifdef DYN_SYSCALL_TEST
void testing_pause(enum testing_place place);
long testing_call(long (*original)(const struct pt_regs *regs),
		  const struct pt_regs *regs);
bool testing_without(enum testing_guard guard);
bool testing_fail_alloc(void);
#else
static __always_inline void testing_pause(enum testing_place place)
{
}

static __always_inline long
testing_call(long (*original)(const struct pt_regs *regs),
	     const struct pt_regs *regs)
{
	return 0;
}

static __always_inline bool testing_without(enum testing_guard guard)
{
	return false;
}

static inline bool testing_fail_alloc(void)
{
	return false;
}
#endif

#endif /* DYN_SYSCALL_TESTING_H */
