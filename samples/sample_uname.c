// SPDX-License-Identifier: GPL-2.0
/*
 * Hijacks uname to return another node name.
 *
 * Shows a handler that calls the original, keeps its errors, and changes what it has
 * written to the caller, and a registration by structure.
 *
 * To try it, as root, with dyn_syscall.ko loaded, in build/$(uname -r):
 *
 *   uname -n
 *	debian
 *   insmod samples/sample_uname.ko nodename=elsewhere
 *   uname -n
 *	elsewhere
 *   cat /proc/sys/kernel/hostname
 *	debian			(only the result of uname has changed)
 *   ../tools/dynsc call sample_uname 0
 *	EFAULT (Bad address)	(the original's own error)
 *   trace-cmd record -C mono -e dyn_syscall uname -n
 *   trace-cmd report
 *	... dyn_syscall_enter:    ... name=sample_uname args=(7ffc..., ...)
 *	... dyn_syscall_original: ... ret=0 ns=...
 *	... dyn_syscall_exit:     ... ret=0 ns=...
 *   rmmod sample_uname
 *   uname -n
 *	debian
 */

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/uaccess.h>
#include <linux/unistd.h>
#include <linux/utsname.h>
#include "dyn_syscall.h"

/* As long as the caller's, and padded with zeros: it is copied completely. */
static char nodename[sizeof_field(struct new_utsname, nodename)] = "dyn_syscall";
module_param_string(nodename, nodename, sizeof(nodename), 0444);
MODULE_PARM_DESC(nodename, "the node name that uname returns (default dyn_syscall)");

static long sample_uname(const struct pt_regs *regs)
{
	struct new_utsname __user *answer;
	unsigned long args[6];
	long ret;

	dyn_syscall_arguments(regs, args);
	answer = (struct new_utsname __user *)args[0];

	ret = dyn_syscall_original(regs);
	if (ret)
		return ret;
	/* The original could write there, but another thread may have unmapped it. */
	if (copy_to_user(answer->nodename, nodename, sizeof(nodename)))
		return -EFAULT;
	return 0;
}

static struct dyn_syscall calls[] = {
	DYN_SYSCALL_HIJACK(sample_uname, __NR_uname),
};

module_dyn_syscalls(calls);

MODULE_DESCRIPTION("dyn_syscall sample: uname answers another node name");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
