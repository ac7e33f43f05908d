// SPDX-License-Identifier: GPL-2.0
/* By an fprobe: sees callers come and leave. */

#include "compat.h"
#include "peer.h"

static FPROBE_ENTRY(comes)
{
	this_cpu_inc(entered);
	return FPROBE_GO_ON;
}

static FPROBE_EXIT(leaves)
{
	this_cpu_inc(left);
}

static struct fprobe probe = {
	.entry_handler = comes,
	.exit_handler = leaves,
};

static int __init peer_init(void)
{
	return register_fprobe(&probe, FUNCTION, NULL);
}
module_init(peer_init);

static void __exit peer_exit(void)
{
	unregister_fprobe(&probe);
}
module_exit(peer_exit);

MODULE_DESCRIPTION("The benchmark's peer: an fprobe");
MODULE_LICENSE("GPL");
