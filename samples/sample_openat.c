// SPDX-License-Identifier: GPL-2.0
/*
 * Hijacks openat to count its calls, and passes each on to the original.
 *
 * Shows a handler that passes the registers on unchanged, per-CPU counting
 * without shared cache lines, and a removal that refuses no caller.
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
 * Programs that run while it is removed do not notice: the kernel's own openat
 * is restored first, then the gate closes.
 */

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/sysfs.h>
#include <linux/unistd.h>
#include "dyn_syscall.h"

static const char name[] = KBUILD_MODNAME;

/* One counter per CPU: callers on two CPUs share no cache line. */
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
MODULE_PARM_DESC(opens, "number of calls of openat (read only)");

static int __init sample_openat_init(void)
{
	int err;

	/*
	 * With the flag, callers get the original until the gate is open.
	 * Without it they would get -ENOSYS from openat for a moment.
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

/* Waits for callers inside: opening a FIFO, say, sleeps until the other end is opened. */
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
