// SPDX-License-Identifier: GPL-2.0
/*
 * Hijacks the numbers of the parameter "nr", by the names tried_NUMBER, with the flags
 * and the cgroup of the parameters of these names, and adds the call "try" if "new" is
 * set. What the handler does is the parameter "does", which may change at any time; only
 * for callers named "comm", and for the number "only", if these are set. Other callers
 * are passed on.
 *
 *	pass	pass the caller on: to the original
 *	value	return the parameter "value"
 *	sleep	until "release" is 1 or a signal is pending, and then return "value"
 *	hang	until "release" is 1, and cannot be killed
 *	spin	the same, but on the CPU
 *	oops	write to address 8
 *	warn	warn, and pass the caller on
 */
#include <linux/atomic.h>
#include <linux/moduleparam.h>
#include <linux/wait.h>
#include "dyn_syscall.h"

static int nr[NR_syscalls];
static unsigned int count;
module_param_array(nr, int, &count, 0444);

static unsigned int flags = DYN_SYSCALL_BEFORE;
module_param(flags, uint, 0444);

static char *cgroup;
module_param(cgroup, charp, 0444);

static bool new;
module_param(new, bool, 0444);

static unsigned int new_flags;
module_param(new_flags, uint, 0444);

static char does[8] = "pass";
module_param_string(does, does, sizeof(does), 0644);

static char comm[TASK_COMM_LEN];
module_param_string(comm, comm, sizeof(comm), 0644);

static int only = -1;
module_param(only, int, 0644);

static long value;
module_param(value, long, 0644);

static atomic_t calls;
module_param_named(calls, calls.counter, int, 0444);

static DECLARE_WAIT_QUEUE_HEAD(sleepers);
static int release;

static int release_set(const char *text, const struct kernel_param *kp)
{
	int err = param_set_int(text, kp);

	wake_up_all(&sleepers);
	return err;
}

static const struct kernel_param_ops release_ops = { .set = release_set };
module_param_cb(release, &release_ops, &release, 0200);

static long pass(const struct pt_regs *regs)
{
	return flags & DYN_SYSCALL_BEFORE ? DYN_SYSCALL_PASS : dyn_syscall_original(regs);
}

static long try(const struct pt_regs *regs)
{
	if ((*comm && strncmp(current->comm, comm, strcspn(comm, "\n"))) ||
	    (only >= 0 && only != syscall_get_nr(current, (struct pt_regs *)regs)))
		return pass(regs);
	atomic_inc(&calls);
	switch (does[0] << 8 | does[1]) {
	case 'v' << 8 | 'a':
		return value;
	case 's' << 8 | 'l':
		return wait_event_interruptible(sleepers, READ_ONCE(release)) ?: value;
	case 'h' << 8 | 'a':
		wait_event(sleepers, READ_ONCE(release));
		return value;
	case 's' << 8 | 'p':
		while (!READ_ONCE(release))
			cpu_relax();
		return value;
	case 'o' << 8 | 'o':
		WRITE_ONCE(*(int *)8, 1);
		return value;
	case 'w' << 8 | 'a':
		WARN(1, "tried");
		return pass(regs);
	default:
		return pass(regs);
	}
}

static struct dyn_syscall tried[NR_syscalls + 1];
static unsigned int all;

static int __init tried_init(void)
{
	static char names[NR_syscalls][DYN_SYSCALL_NAME_LEN];

	for (all = 0; all < count; all++) {
		snprintf(names[all], sizeof(names[all]), "tried_%d", nr[all]);
		tried[all] = (struct dyn_syscall)DYN_SYSCALL_HIJACK(try, nr[all],
			.flags = flags, .cgroup = cgroup);
		tried[all].name = names[all];
	}
	if (new)
		tried[all++] = (struct dyn_syscall)DYN_SYSCALL_NEW(try, .cgroup = cgroup,
			.flags = new_flags);
	return dyn_syscall_register(tried, all);
}
module_init(tried_init);

static void __exit tried_exit(void)
{
	dyn_syscall_unregister(tried, all);
}
module_exit(tried_exit);

MODULE_INFO(import_ns, "DYN_SYSCALL");
MODULE_DESCRIPTION("dyn_syscall test client: a scope, before the original, and faults");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
