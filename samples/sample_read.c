// SPDX-License-Identifier: GPL-2.0
/*
 * Hijacks read to count bytes, and hands callers back that may sleep for hours.
 *
 * Shows a handler that uses the original's result, and a removal that does not
 * wait for callers that sleep inside: they are woken and leave, and the kernel
 * restarts their call, which by then reaches its own read.
 *
 * To try it, as root, with dyn_syscall.ko loaded, in build/$(uname -r):
 *
 *   insmod samples/sample_read.ko
 *   mkfifo /tmp/fifo; sh -c 'read line </tmp/fifo; echo "got $line"' &
 *   echo >/tmp/fifo & wait				(to see that it works)
 *	got
 *   cat /sys/module/sample_read/parameters/bytes
 *	1532907			(by all programs)
 *   sh -c 'read line <>/tmp/fifo; echo "got $line"' &
 *   cat /sys/kernel/debug/dyn_syscall/calls
 *	0 sample_read 712 712 sh S
 *	  __schedule+0x408/0xb60	(... pipe_read ... dyn_syscall_trampoline ...)
 *   rmmod sample_read			(does not wait for the shell)
 *   echo hello >/tmp/fifo
 *	got hello
 */

#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/sysfs.h>
#include <linux/unistd.h>
#include "dyn_syscall.h"

static const char name[] = KBUILD_MODNAME;

static DEFINE_PER_CPU(unsigned long, bytes);

/* The restart code of a caller that is handed back is returned like any other result. */
static long count_read(const struct pt_regs *regs)
{
	long ret = dyn_syscall_original(regs);

	if (ret > 0)
		this_cpu_add(bytes, ret);
	return ret;
}

static int bytes_get(char *buffer, const struct kernel_param *kp)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(bytes, cpu));
	return sysfs_emit(buffer, "%lu\n", sum);
}

static const struct kernel_param_ops bytes_ops = {
	.get = bytes_get,
};
module_param_cb(bytes, &bytes_ops, NULL, 0444);
MODULE_PARM_DESC(bytes, "number of bytes read (read only)");

static int __init sample_read_init(void)
{
	int err;

	/* Until the gate is open callers get the original, not -ENOSYS. */
	err = hijack_syscall_flags(name, __NR_read, count_read,
				   DYN_SYSCALL_FALLBACK);
	if (err < 0)
		return err;
	err = syscall_unlock(name, __NR_read);
	if (err)
		dyn_syscall_remove(name, __NR_read);
	return err;
}

static void __exit sample_read_exit(void)
{
	/*
	 * dyn_syscall_remove() would also wake sleepers, but only after a
	 * second. Whatever the drain returns, it completes the removal.
	 */
	dyn_syscall_drain_flags(name, __NR_read, HZ, DYN_SYSCALL_KICK);
	dyn_syscall_remove(name, __NR_read);
}

module_init(sample_read_init);
module_exit(sample_read_exit);

MODULE_DESCRIPTION("dyn_syscall sample: counts what read reads, and hands its callers back");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
