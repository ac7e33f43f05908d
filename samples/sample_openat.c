// SPDX-License-Identifier: GPL-2.0
/*
 * A hijacked call that only counts: openat, on its way to the original.
 *
 * Shows a handler that takes the registers as they are and passes them on, a
 * count that costs the callers nothing in common, and a number that is given
 * back without anybody being refused.
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
 *   trace-cmd record -C mono -e dyn_syscall ls -R /etc >/dev/null
 *   trace-cmd report | grep dyn_syscall_original
 *	... ret=3 ns=...	(what the original returned, and how long it took)
 *   rmmod sample_openat
 *
 * Programs that run while it is removed do not notice: first the kernel's own
 * openat is put back, then the gate closes.
 */

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/sysfs.h>
#include <linux/unistd.h>
#include "dyn_syscall.h"

static const char name[] = KBUILD_MODNAME;

/* Each CPU counts on its own: callers on two CPUs share no cache line. */
static DEFINE_PER_CPU(unsigned long, opens);

static long count_openat(const struct pt_regs *regs)
{
	this_cpu_inc(opens);
	return dyn_syscall_original(regs);
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
MODULE_PARM_DESC(opens, "how often openat was called (read only)");

static int __init sample_openat_init(void)
{
	int err;

	/*
	 * The flag: until the gate is open callers get the original. Without
	 * it they would get -ENOSYS from openat, if only for a moment.
	 */
	err = hijack_syscall_flags(name, __NR_openat, count_openat,
				   DYN_SYSCALL_FALLBACK);
	if (err < 0)
		return err;
	err = syscall_unlock(name, __NR_openat);
	if (err)
		dyn_syscall_remove(name, __NR_openat);
	return err;
}

/* Waits for those inside: an open of a fifo, say, sleeps until the other end comes. */
static void __exit sample_openat_exit(void)
{
	dyn_syscall_remove(name, __NR_openat);
}

module_init(sample_openat_init);
module_exit(sample_openat_exit);

MODULE_DESCRIPTION("dyn_syscall sample: counts the calls of openat");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
