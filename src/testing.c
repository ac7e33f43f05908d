// SPDX-License-Identifier: GPL-2.0
/*
 * Only in the test build. Module parameters:
 *
 * pause=N holds callers at place N of testing.h until it is something else;
 * paused tells how many are held. widen=N makes everybody stay at every place of
 * testing.h for up to N us now and then, and seldom for a hundred times as long,
 * which is more than a grace period takes. without=N takes guard N out. fail_alloc=N
 * makes the N-th allocation from now on fail, once; reading it tells how many
 * are left to count. counted has a line for each number whose callers came to the
 * link: what its gate has counted since loading.
 */

#include <linux/atomic.h>
#include <linux/hash.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/preempt.h>
#include <linux/processor.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sysfs.h>
#include "entry.h"
#include "testing.h"

static int pause;
module_param(pause, int, 0600);
MODULE_PARM_DESC(pause, "Hold callers at this place (test build only)");

static atomic_t paused;
module_param_named(paused, paused.counter, int, 0400);
MODULE_PARM_DESC(paused, "How many callers are held (test build only)");

static int widen;
module_param(widen, int, 0600);
MODULE_PARM_DESC(widen, "Stay at every place for up to so many us (test build only)");

static int without;
module_param(without, int, 0600);
MODULE_PARM_DESC(without, "Take this guard out (test build only)");

static int fail_alloc;
module_param(fail_alloc, int, 0600);
MODULE_PARM_DESC(fail_alloc, "Make the N-th allocation fail, once (test build only)");

static int counted_get(char *buffer, const struct kernel_param *kp)
{
	struct gate_counts sum;
	int nr, at = 0;

	/* Who is refused or falls back may not have been counted yet. */
	synchronize_rcu_tasks();
	for (nr = 0; nr < NR_syscalls; nr++) {
		gate_count(&entry_get(nr)->gate, &sum);
		if (!sum.entered && !sum.refused && !sum.fallback)
			continue;
		at += sysfs_emit_at(buffer, at, "%d entered=%llu left=%llu ", nr, sum.entered,
				    sum.left);
		at += sysfs_emit_at(buffer, at, "refused=%llu fallback=%llu\n", sum.refused,
				    sum.fallback);
	}
	return at;
}

static const struct kernel_param_ops counted_ops = { .get = counted_get };
module_param_cb(counted, &counted_ops, NULL, 0400);
MODULE_PARM_DESC(counted, "What the gates have counted since loading (test build only)");

/*
 * Whether somebody else may have the CPU meanwhile. A kernel that does not preempt
 * does not know where it could, and it could nowhere: to schedule in the edges of
 * the link would end the grace period that waits for them. But a change sleeps
 * anyhow, and so does a handler.
 */
static bool may_schedule(enum testing_place place)
{
	if (IS_ENABLED(CONFIG_PREEMPT_COUNT))
		return preemptible() && !rcu_preempt_depth();

	switch (place) {
	case TESTING_ENTERED:
	case TESTING_HANDLED:
	case TESTING_RESERVED:
	case TESTING_REDIRECTED:
	case TESTING_UNLOCKING:
	case TESTING_UNDOING:
	case TESTING_RESTORED:
	case TESTING_CLOSED:
	case TESTING_SUMMING:
	case TESTING_FREEING:
	case TESTING_KICKING:
	case TESTING_FLAGGING:
	case TESTING_TRYING:
	case TESTING_DRAINED:
	case TESTING_TAKING:
	case TESTING_SWEEPING:
	case TESTING_LOOKING:
		return true;
	default:
		return false;
	}
}

/*
 * One in eight stays, and some for long: where it keeps a CPU less so, but more
 * often, as what it has to outlast there is shorter than a grace period.
 */
static u64 stay_ns(enum testing_place place)
{
	u32 max = READ_ONCE(widen), random;

	if (!max)
		return 0;
	/*
	 * By chance enough, and takes no lock: get_random_u32() has one that
	 * sleeps with PREEMPT_RT, where preemption may be off, and in the
	 * edges of the link nothing may sleep either.
	 */
	random = hash_64(ktime_get_mono_fast_ns() ^ (u64)current->pid << 32, 32);
	if (random % 8)
		return 0;
	if (random % (may_schedule(place) ? 512 : 32) == 0)
		max *= may_schedule(place) ? 100 : 10;
	return (u64)(random >> 9) % max * NSEC_PER_USEC;
}

static void wait_here(enum testing_place place)
{
	cpu_relax();
	if (may_schedule(place))
		cond_resched();
}

/*
 * Holds the caller as a preemption would, where there can be one: RCU-tasks does
 * not take cond_resched() for scheduling of the task's own will. Where nobody else
 * can have the CPU it holds one, or soon there would be none left for who lets go.
 */
void testing_pause(enum testing_place place)
{
	u64 ns = stay_ns(place), begin = ns ? ktime_get_ns() : 0;

	while (ns && ktime_get_ns() - begin < ns)
		wait_here(place);
	if (READ_ONCE(pause) != place)
		return;
	if (atomic_inc_return(&paused) == 1 || may_schedule(place))
		while (READ_ONCE(pause) == place)
			wait_here(place);
	atomic_dec(&paused);
}

/* A call where there is to be a jump: with a frame in this module. */
long testing_call(long (*original)(const struct pt_regs *regs),
		  const struct pt_regs *regs)
{
	long ret = original(regs);

	barrier();
	return ret;
}

bool testing_without(enum testing_guard guard)
{
	return READ_ONCE(without) == guard;
}

bool testing_fail_alloc(void)
{
	/* Tests set it and then act alone, so a plain counter will do. */
	return fail_alloc > 0 && --fail_alloc == 0;
}
