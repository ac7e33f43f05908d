/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Common to all peers: the function that they change, and how they count callers,
 * in the cheapest known way: on each CPU. The parameter "calls" is the number of
 * callers, by which the benchmark sees that a peer was active.
 */
#ifndef PEER_H
#define PEER_H

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>

/* The one of its names that ftrace knows. */
#define FUNCTION "__do_sys_getppid"

static DEFINE_PER_CPU(unsigned long, entered);
static DEFINE_PER_CPU(unsigned long, left);

static unsigned long sum(unsigned long __percpu *counter)
{
	unsigned long n = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		n += READ_ONCE(*per_cpu_ptr(counter, cpu));
	return n;
}

static int get_calls(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%lu\n", sum(&entered));
}

static const struct kernel_param_ops calls_ops = { .get = get_calls };
module_param_cb(calls, &calls_ops, NULL, 0444);

/* For peers that count in and out: wait, with no new callers, until all have left. */
static inline void wait_for_callers(void)
{
	synchronize_rcu_tasks();
	while (sum(&entered) != sum(&left))
		msleep(20);
	synchronize_rcu_tasks();
}

#endif /* PEER_H */
