// SPDX-License-Identifier: GPL-2.0
/*
 * Only in the test build. Module parameters:
 *
 * pause=PLACE[,PLACE...] holds tasks at those places of pause.h until it is
 * written again; "nowhere" releases them. paused is the number of tasks held. widen=N delays
 * one task in eight at every place for up to N us, and a few for a hundred times
 * as long, which is longer than a grace period. fail_alloc=N makes the N-th
 * allocation from now on fail, once; it reads as what is left to count.
 */

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/hash.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/preempt.h>
#include <linux/processor.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "pause.h"

static const struct {
	const char *name;
	bool sleeps;
} places[] = {
	[PAUSE_NOWHERE] = { "NOWHERE", false },
#define PAUSE_ROW(name, sleeps) [PAUSE_##name] = { #name, sleeps },
	PAUSE_PLACES(PAUSE_ROW)
#undef PAUSE_ROW
};

/* A bit for each place; PAUSE_NOWHERE has none. */
static unsigned long pause;

static int find_place(const char *name, size_t len)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		if (strlen(places[i].name) == len && !strncasecmp(places[i].name, name, len))
			return i;
	return -EINVAL;
}

static int pause_set(const char *value, const struct kernel_param *kp)
{
	unsigned long now = 0;
	int place;
	size_t len;

	do {
		len = strcspn(value, ",\n");
		place = find_place(value, len);
		if (place < 0)
			return place;
		now |= BIT(place);
		value += len;
	} while (*value++ == ',');
	WRITE_ONCE(pause, now & ~BIT(PAUSE_NOWHERE));
	return 0;
}

static const struct kernel_param_ops pause_ops = {
	.set = pause_set,
};
module_param_cb(pause, &pause_ops, NULL, 0200);
MODULE_PARM_DESC(pause, "Hold tasks at these places of pause.h (test build only)");

static atomic_t paused;
module_param_named(paused, paused.counter, int, 0400);
MODULE_PARM_DESC(paused, "Number of tasks held (test build only)");

/* Bit 0: a task is held that keeps its CPU. */
static unsigned long kept;

static int widen;
module_param(widen, int, 0600);
MODULE_PARM_DESC(widen, "Delay tasks at every place, up to this many us (test build only)");

static int fail_alloc;
module_param(fail_alloc, int, 0600);
MODULE_PARM_DESC(fail_alloc, "Make the N-th allocation fail, once (test build only)");

/*
 * May another task have the CPU? Without CONFIG_PREEMPT_COUNT the kernel cannot
 * say where that is allowed, and in the edges of the trampoline it is not:
 * scheduling there would end the grace period that waits for them.
 */
static bool may_schedule(enum pause_place place)
{
	if (IS_ENABLED(CONFIG_PREEMPT_COUNT))
		return preemptible() && !rcu_preempt_depth();
	return places[place].sleeps;
}

/*
 * Delay one task in eight; a few much longer. Where the CPU is kept, delays are
 * shorter but more frequent: the window that they must outlast is shorter than
 * a grace period, too.
 */
static u64 delay_ns(enum pause_place place)
{
	u32 max = READ_ONCE(widen), random;

	if (!max)
		return 0;
	/*
	 * Random enough, and lockless: get_random_u32() takes a lock that
	 * sleeps with PREEMPT_RT, but preemption may be off here, and nothing
	 * may sleep in the edges of the trampoline.
	 */
	random = hash_64(ktime_get_mono_fast_ns() ^ (u64)current->pid << 32, 32);
	if (random % 8)
		return 0;
	if (random % (may_schedule(place) ? 512 : 32) == 0)
		max *= may_schedule(place) ? 100 : 10;
	return (u64)(random >> 9) % max * NSEC_PER_USEC;
}

static void wait_here(enum pause_place place)
{
	cpu_relax();
	if (may_schedule(place))
		cond_resched();
}

/*
 * Hold the task as preemption would, where it is possible: RCU-tasks does not
 * count cond_resched() as a voluntary switch. Where the CPU is kept only one
 * task is held, or no CPU would be left to release it.
 */
void pause_at(enum pause_place place)
{
	u64 ns = delay_ns(place), begin = ns ? ktime_get_ns() : 0;

	while (ns && ktime_get_ns() - begin < ns)
		wait_here(place);
	if (!(READ_ONCE(pause) & BIT(place)))
		return;
	atomic_inc(&paused);
	if (may_schedule(place) || !test_and_set_bit(0, &kept)) {
		while (READ_ONCE(pause) & BIT(place))
			wait_here(place);
		if (!may_schedule(place))
			clear_bit(0, &kept);
	}
	atomic_dec(&paused);
}

bool pause_fail_alloc(void)
{
	/* Tests set it and then act alone, so a plain counter will do. */
	return fail_alloc > 0 && --fail_alloc == 0;
}
