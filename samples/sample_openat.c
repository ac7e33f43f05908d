// SPDX-License-Identifier: GPL-2.0
/*
 * Hijacks openat to count its calls, and passes each on to the original.
 *
 * Shows a registration by structure, a handler before the original
 * (DYN_SYSCALL_BEFORE), and per-CPU counting without shared cache lines.
 *
 * To try it, as root, with dyn_syscall.ko loaded, in build/$(uname -r):
 *
 *   insmod samples/sample_openat.ko
 *   cat /sys/module/sample_openat/parameters/opens
 *	72
 *   ls -R /etc >/dev/null
 *   cat /sys/module/sample_openat/parameters/opens
 *	234			(every directory, and some libraries)
 *   ../tools/dynsc list	(a row "sample_openat 257 hijacked")
 *   rmmod sample_openat
 *
 * Callers have left the handler when they are passed on, so one that sleeps in the
 * original, as for the other end of a FIFO, does not delay rmmod. Programs that run
 * meanwhile do not notice: no call is refused.
 */

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/sysfs.h>
#include <linux/unistd.h>
#include "dyn_syscall.h"

/* One counter per CPU: callers on two CPUs share no cache line. */
static DEFINE_PER_CPU(unsigned long, opens);

static long sample_openat(const struct pt_regs *regs)
{
	this_cpu_inc(opens);
	return DYN_SYSCALL_PASS;
}

static int opens_get(char *buffer, const struct kernel_param *kp)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(opens, cpu));
	return sysfs_emit(buffer, "%lu\n", sum);
}

static const struct kernel_param_ops opens_ops = {
	.get = opens_get,
};
module_param_cb(opens, &opens_ops, NULL, 0444);
MODULE_PARM_DESC(opens, "number of calls of openat (read only)");

static struct dyn_syscall calls[] = {
	DYN_SYSCALL_HIJACK(sample_openat, __NR_openat, .flags = DYN_SYSCALL_BEFORE),
};

module_dyn_syscalls(calls);

MODULE_DESCRIPTION("dyn_syscall sample: counts the calls of openat");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
