// SPDX-License-Identifier: GPL-2.0
/*
 * When loaded, registers and removes a number without callers, and waits for grace
 * periods, a few times. Its parameters are the medians in nanoseconds.
 */

#include <linux/ktime.h>
#include <linux/rcupdate.h>
#include <linux/sort.h>
#include "dyn_syscall.h"

#define TIMES 15

static unsigned long grace_period, tasks_grace_period;
static unsigned long register_dynamic, register_hijacked;
static unsigned long remove_dynamic, remove_hijacked;

module_param(grace_period, ulong, 0444);
module_param(tasks_grace_period, ulong, 0444);
module_param(register_dynamic, ulong, 0444);
module_param(register_hijacked, ulong, 0444);
module_param(remove_dynamic, ulong, 0444);
module_param(remove_hijacked, ulong, 0444);

static int nr;

static long pass(const struct pt_regs *regs)
{
	return dyn_syscall_original(regs);
}

static int wait_for_rcu(void)
{
	synchronize_rcu();
	return 0;
}

static int wait_for_rcu_tasks(void)
{
	synchronize_rcu_tasks();
	return 0;
}

static int reg(void)
{
	nr = dyn_syscall_reg("times", 0, pass);
	return nr < 0 ? nr : 0;
}

static int hijack(void)
{
	nr = hijack_syscall("times", __NR_vhangup, pass);
	return nr < 0 ? nr : 0;
}

/* Until the write lock is held, which is at once without callers. */
static int prepare(void)
{
	return prep_restore_syscall("times", nr);
}

static int unreg(void)
{
	return dyn_syscall_unreg("times", nr);
}

static int restore(void)
{
	return restore_syscall("times", nr);
}

static int compare(const void *a, const void *b)
{
	const unsigned long *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static int time_of(int (*step)(void), unsigned long *took)
{
	ktime_t begin = ktime_get();
	int err = step();

	*took = ktime_to_ns(ktime_sub(ktime_get(), begin));
	return err;
}

static unsigned long median(unsigned long *took)
{
	sort(took, TIMES, sizeof(*took), compare, NULL);
	return took[TIMES / 2];
}

/* @end is what has to follow, and is not measured. */
static int measure(int (*first)(void), unsigned long *first_takes,
		   int (*then)(void), unsigned long *then_takes,
		   int (*end)(void))
{
	unsigned long a[TIMES], b[TIMES];
	int i, err;

	for (i = 0; i < TIMES; i++) {
		err = time_of(first, &a[i]);
		if (!err)
			err = time_of(then, &b[i]);
		if (!err && end)
			err = end();
		if (err)
			return err;
	}
	*first_takes = median(a);
	*then_takes = median(b);
	return 0;
}

static int __init times_init(void)
{
	int err;

	err = measure(wait_for_rcu, &grace_period, wait_for_rcu_tasks,
		      &tasks_grace_period, NULL);
	if (!err)
		err = measure(reg, &register_dynamic, prepare, &remove_dynamic, unreg);
	if (!err)
		err = measure(hijack, &register_hijacked, prepare, &remove_hijacked,
			      restore);
	return err;
}
module_init(times_init);

static void __exit times_exit(void)
{
}
module_exit(times_exit);

MODULE_DESCRIPTION("Times of registration, removal and grace periods");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
