// SPDX-License-Identifier: GPL-2.0
/*
 * By livepatch: a whole function in the place of another. There is no original
 * to pass on to, so it does what the kernel's does.
 */

#include <linux/livepatch.h>
#include <linux/sched.h>
#include "peer.h"

static long hook(const struct pt_regs *regs)
{
	long pid;

	this_cpu_inc(entered);
	rcu_read_lock();
	pid = task_tgid_vnr(rcu_dereference(current->real_parent));
	rcu_read_unlock();
	this_cpu_inc(left);
	return pid;
}

static struct klp_func functions[] = {
	{ .old_name = FUNCTION, .new_func = hook },
	{ }
};

static struct klp_object objects[] = {
	{ .funcs = functions },		/* of the kernel itself */
	{ }
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objects,
};

static int __init peer_init(void)
{
	return klp_enable_patch(&patch);
}
module_init(peer_init);

/* Cannot be unloaded before it was disabled, and every task has moved on. */
static void __exit peer_exit(void)
{
}
module_exit(peer_exit);

MODULE_DESCRIPTION("The benchmark's peer: a livepatch");
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
