// SPDX-License-Identifier: GPL-2.0
/* By a kprobe: sees callers come, and not leave. */

#include <linux/kprobes.h>
#include "peer.h"

static int comes(struct kprobe *kp, struct pt_regs *regs)
{
	this_cpu_inc(entered);
	return 0;
}

static struct kprobe probe = {
	.symbol_name = FUNCTION,
	.pre_handler = comes,
};

static int __init peer_init(void)
{
	return register_kprobe(&probe);
}
module_init(peer_init);

static void __exit peer_exit(void)
{
	unregister_kprobe(&probe);
}
module_exit(peer_exit);

MODULE_DESCRIPTION("The benchmark's peer: a kprobe");
MODULE_LICENSE("GPL");
