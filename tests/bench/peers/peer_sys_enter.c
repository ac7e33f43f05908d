// SPDX-License-Identifier: GPL-2.0
/* By a probe on the tracepoint sys_enter, where every system call passes. */

#include <linux/tracepoint.h>
#include <asm/unistd.h>
#include "peer.h"

static struct tracepoint *sys_enter;

static void comes(void *unused, struct pt_regs *regs, long nr)
{
	if (nr == __NR_getppid)
		this_cpu_inc(entered);
}

static void look_at(struct tracepoint *tp, void *unused)
{
	if (!strcmp(tp->name, "sys_enter"))
		sys_enter = tp;
}

static int __init peer_init(void)
{
	for_each_kernel_tracepoint(look_at, NULL);
	return sys_enter ? tracepoint_probe_register(sys_enter, comes, NULL) : -ENOENT;
}
module_init(peer_init);

static void __exit peer_exit(void)
{
	tracepoint_probe_unregister(sys_enter, comes, NULL);
	tracepoint_synchronize_unregister();
}
module_exit(peer_exit);

MODULE_DESCRIPTION("The benchmark's peer: a probe on sys_enter");
MODULE_LICENSE("GPL");
