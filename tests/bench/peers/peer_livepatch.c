// SPDX-License-Identifier: GPL-2.0
/*
 * By livepatch, which replaces a whole function. There is no original to call, so
 * it does what the kernel's does.
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
	{ .funcs = functions },		/* in the kernel itself */
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

/* Unloaded only after it is disabled and every task has left it. */
static void __exit peer_exit(void)
{
}
module_exit(peer_exit);

MODULE_DESCRIPTION("The benchmark's peer: a livepatch");
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
