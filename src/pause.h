/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Places where the test build (DYN_SYSCALL_TEST) can hold or delay a task, so
 * that a window of a few instructions becomes as wide as a test needs; a switch
 * that makes an allocation fail; and checks of what no test could see. In every
 * other build all are empty.
 *
 * Each place has a name, which the module parameter "pause" takes in lower
 * case. The second column says whether code sleeps there anyway: only then may
 * the test build schedule there on a kernel that does not preempt.
 */
#ifndef DYN_SYSCALL_PAUSE_H
#define DYN_SYSCALL_PAUSE_H

#include <linux/types.h>

#define PAUSE_PLACES(place)						\
	/* in the trampoline, before the gate */			\
	place(IN_TRAMPOLINE, false)					\
	/* the gate was read and the caller not yet counted: O, E */	\
	place(LOOKED, false)						\
	/* counted out, still in the trampoline */			\
	place(LEFT, false)						\
	/* a view has found a task and not yet examined it */		\
	place(LOOKING, true)						\
	/* counted in, handler not yet called */			\
	place(ENTERED, true)						\
	/* handler has returned, not yet counted out */			\
	place(HANDLED, true)						\
	/* the gate was not open, original not yet called */		\
	place(REFUSED, false)						\
	/* reserved, name not yet compared with others */		\
	place(RESERVED, true)						\
	/* redirected, not yet active */				\
	place(REDIRECTED, true)						\
	/* state checked, gate not yet opened */			\
	place(UNLOCKING, true)						\
	/* removal has begun, nothing is restored yet */		\
	place(UNDOING, true)						\
	/* site restored, gate not yet closed */			\
	place(RESTORED, true)						\
	/* gate closed, before the grace period: G */			\
	place(CLOSED, true)						\
	/* between the two sums: L, B */				\
	place(SUMMING, true)						\
	/* lock checked, entry not yet freed */				\
	place(FREEING, true)						\
	/* tasks to kick are collected, none is kicked yet */		\
	place(KICKING, true)						\
	/* state read by a refused caller, flags not yet */		\
	place(WHY, false)						\
	/* found inside, not yet flagged (a mutant drops pi_lock here) */ \
	place(FLAGGING, true)						\
	/* about to try the write lock */				\
	place(TRYING, true)						\
	/* write lock held, entry_mutex released */			\
	place(DRAINED, true)						\
	/* the handler is replaced, the set not yet: W, S */		\
	place(SWAPPING, true)						\
	/* a given number is about to be reserved */			\
	place(TAKING, true)						\
	/* a rescue: undoing, gate not yet closed */			\
	place(RESCUING, false)						\
	/* a rescue: gate closed, site not yet restored */		\
	place(RESCUED, true)						\
	/* a number file is unused, not yet unregistered */		\
	place(SWEEPING, true)

enum pause_place {
	PAUSE_NOWHERE,
#define PAUSE_ENUM(name, sleeps) PAUSE_##name,
	PAUSE_PLACES(PAUSE_ENUM)
#undef PAUSE_ENUM
};

#ifdef DYN_SYSCALL_TEST
void pause_at(enum pause_place place);
bool pause_fail_alloc(void);
#define pause_check(is) WARN_ON_ONCE(!(is))
#else
static __always_inline void pause_at(enum pause_place place)
{
}

static inline bool pause_fail_alloc(void)
{
	return false;
}

#define pause_check(is) ((void)sizeof(is))
#endif

#endif /* DYN_SYSCALL_PAUSE_H */
