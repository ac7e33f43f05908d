// SPDX-License-Identifier: GPL-2.0
/* By a kretprobe: sees callers come and leave. */

#include <linux/kprobes.h>
#include "peer.h"

static int comes(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	this_cpu_inc(entered);
	return 0;
}

static int leaves(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	this_cpu_inc(left);
	return 0;
}

static struct kretprobe probe = {
	.kp.symbol_name = FUNCTION,
	.entry_handler = comes,
	.handler = leaves,
};

static int __init peer_init(void)
{
	return register_kretprobe(&probe);
}
module_init(peer_init);

static void __exit peer_exit(void)
{
	unregister_kretprobe(&probe);
}
module_exit(peer_exit);

MODULE_DESCRIPTION("The benchmark's peer: a kretprobe");
MODULE_LICENSE("GPL");
