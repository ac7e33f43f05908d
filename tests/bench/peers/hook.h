/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For peers that replace the kernel's function by one of their own. That counts
 * callers in and out, and calls what follows the tracer's call in the kernel's
 * function, by a static call, which is the cheapest way.
 */
#ifndef PEER_HOOK_H
#define PEER_HOOK_H

#include <linux/kprobes.h>
#include <linux/static_call.h>
#include "peer.h"

static long no_body(const struct pt_regs *regs)
{
	return -ENOSYS;
}

DEFINE_STATIC_CALL(body, no_body);

static int hook_init(void)
{
	struct kprobe kp = { .symbol_name = FUNCTION };
	int err;

	/* The address of the tracer's call. */
	err = register_kprobe(&kp);
	if (err)
		return err;
	unregister_kprobe(&kp);
	static_call_update(body, (long (*)(const struct pt_regs *))
				 ((unsigned long)kp.addr + MCOUNT_INSN_SIZE));
	return 0;
}

static __always_inline long count_and_pass_on(const struct pt_regs *regs)
{
	long ret;

	this_cpu_inc(entered);
	ret = static_call(body)(regs);
	this_cpu_inc(left);
	return ret;
}

#endif /* PEER_HOOK_H */
