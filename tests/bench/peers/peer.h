/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the peers have in common: the function that they change, and how they
 * count callers, which is the cheapest way we know: on each CPU for itself.
 * The parameter "calls" tells how many came, so that the benchmark can see
 * that a peer was there.
 */
#ifndef PEER_H
#define PEER_H

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>

/* Of its names the one that the tracer knows. */
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

/* For those that count both ways: nobody comes any more, and all have left. */
static inline void wait_for_callers(void)
{
	synchronize_rcu_tasks();
	while (sum(&entered) != sum(&left))
		msleep(20);
	synchronize_rcu_tasks();
}

#endif /* PEER_H */
