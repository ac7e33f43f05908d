/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What only the test build has (DYN_SYSCALL_TEST): places where a caller can be
 * held, so that a window of a few instructions is as wide as a test needs it;
 * guards that can be taken out, so that a test is seen to miss them; and a
 * switch that makes an allocation fail. In every other build there is nothing
 * left of it.
 */
#ifndef DYN_SYSCALL_TESTING_H
#define DYN_SYSCALL_TESTING_H

#include <linux/types.h>

enum testing_place {
	TESTING_NOWHERE,
	TESTING_IN_LINK,	/* in the link, before the gate */
	TESTING_LOOKED,		/* the gate was seen, and not yet counted: O, E */
	TESTING_LEFT,		/* counted out, and not yet back */
	TESTING_LOOKING,	/* a view knows a task's number, not yet its stack */
};

enum testing_guard {
	TESTING_ALL_GUARDS,
	TESTING_GRACE_PERIOD,	/* G of gate.h */
};

#ifdef DYN_SYSCALL_TEST
void testing_pause(enum testing_place place);
bool testing_without(enum testing_guard guard);
bool testing_fail_alloc(void);
#else
static __always_inline void testing_pause(enum testing_place place)
{
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
