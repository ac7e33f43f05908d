// SPDX-License-Identifier: GPL-2.0
/*
 * Registers many system calls at once, by structure.
 *
 * Writing to the parameter "order" makes a kernel thread act, since the write
 * itself would be a call inside: "one" registers a hijack of vhangup, "all" every
 * number of the kernel, "none" removes what is registered. "spoil" makes the last
 * of all a bad one. "busy" is 1 until it is done; then "result" has the return
 * value, "count" how many are registered, "ns" how long it took.
 */

#include <linux/ktime.h>
#include <linux/workqueue.h>
#include "dyn_syscall.h"

static int unused;
module_param(unused, int, 0444);
MODULE_PARM_DESC(unused, "a number without a system call");
static char *spoil = "";
module_param(spoil, charp, 0644);
MODULE_PARM_DESC(spoil, "name, used, unused, handler, flags or exit: what is wrong with the last one");
static int result;
module_param(result, int, 0444);
static int busy;
module_param(busy, int, 0444);
static unsigned int count;
module_param(count, uint, 0444);
static unsigned long ns;
module_param(ns, ulong, 0444);

static struct dyn_syscall calls[NR_syscalls];
static char names[NR_syscalls][DYN_SYSCALL_NAME_LEN];

static long pass(const struct pt_regs *regs)
{
	return dyn_syscall_original(regs);
}

static unsigned int fill(void)
{
	dyn_syscall_t nothing = dyn_syscall_find_original(unused);
	unsigned int n = 0;
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		bool is_unused = dyn_syscall_find_original(nr) == nothing;

		/* 0 is no number for a dynamic call. */
		if (nr == __NR_exit || nr == __NR_exit_group || (is_unused && !nr))
			continue;
		snprintf(names[n], sizeof(names[n]), "many_%d", nr);
		calls[n] = (struct dyn_syscall) {
			.name = names[n],
			.handler = pass,
			.nr = is_unused ? DYN_SYSCALL_ANY : nr,
			.hijack = !is_unused,
		};
		n++;
	}
	return n;
}

/* Each is found at another step of the registration. */
static void make_bad(struct dyn_syscall *last)
{
	if (sysfs_streq(spoil, "name"))
		last->name = names[0];
	else if (sysfs_streq(spoil, "used"))
		*last = (struct dyn_syscall)DYN_SYSCALL_NEW_AT(pass, __NR_getpid);
	else if (sysfs_streq(spoil, "unused"))
		*last = (struct dyn_syscall)DYN_SYSCALL_HIJACK(pass, unused);
	else if (sysfs_streq(spoil, "handler"))
		last->handler = NULL;
	else if (sysfs_streq(spoil, "flags"))
		last->flags = BIT(31);
	else if (sysfs_streq(spoil, "exit"))
		*last = (struct dyn_syscall)DYN_SYSCALL_HIJACK(pass, __NR_exit);
}

static unsigned int wanted;

static void act(struct work_struct *work)
{
	u64 begin = ktime_get_ns();

	if (wanted) {
		result = dyn_syscall_register(calls, wanted);
		count = result ? 0 : wanted;
	} else {
		dyn_syscall_unregister(calls, count);
		result = 0;
		count = 0;
	}
	ns = ktime_get_ns() - begin;
	WRITE_ONCE(busy, 0);
}

static DECLARE_WORK(action, act);

static int order_set(const char *value, const struct kernel_param *kp)
{
	if (READ_ONCE(busy))
		return -EBUSY;
	if (sysfs_streq(value, "one") && !count) {
		calls[0] = (struct dyn_syscall)DYN_SYSCALL_HIJACK(pass, __NR_vhangup);
		wanted = 1;
	} else if (sysfs_streq(value, "all") && !count) {
		wanted = fill();
		make_bad(&calls[wanted - 1]);
	} else if (sysfs_streq(value, "none") && count) {
		wanted = 0;
	} else {
		return -EINVAL;
	}
	WRITE_ONCE(busy, 1);
	queue_work(system_unbound_wq, &action);
	return 0;
}

static const struct kernel_param_ops order_ops = { .set = order_set };
module_param_cb(order, &order_ops, NULL, 0200);

static int __init many_init(void)
{
	return 0;
}
module_init(many_init);

static void __exit many_exit(void)
{
	flush_work(&action);
	if (count)
		dyn_syscall_unregister(calls, count);
}
module_exit(many_exit);

MODULE_DESCRIPTION("dyn_syscall test client: registers every number at once");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
