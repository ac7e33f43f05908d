// SPDX-License-Identifier: GPL-2.0
/*
 * By register_ftrace_direct(), with a gate like ours written by hand: callers are counted
 * exactly, in a section that closing waits for, and a handler of another module can be
 * called and freed. There is one gate at a fixed address, so nothing is found by number.
 */

#include <linux/preempt.h>
#include "direct.h"

enum { CLOSED, OPEN };

static u8 word = CLOSED;

static notrace long pass(const struct pt_regs *regs)
{
	return static_call(body)(regs);
}

/* A client's function. */
static long (*handler)(const struct pt_regs *regs);

/* A straggler: to the original, by a jump. */
static noinline long refuse(const struct pt_regs *regs)
{
	preempt_enable();
	return static_call(body)(regs);
}

asmlinkage __visible notrace long hook(const struct pt_regs *regs)
{
	long ret;

	preempt_disable();
	/* Pairs with the releases below, as does the next. */
	if (unlikely(smp_load_acquire(&word) != OPEN))
		return refuse(regs);
	this_cpu_inc(entered);
	preempt_enable();
	ret = smp_load_acquire(&handler)(regs);	/* pairs as said above */
	barrier();	/* a release, on x86 */
	this_cpu_inc(left);
	return ret;
}

static int __init gated_init(void)
{
	smp_store_release(&handler, pass);	/* pairs with hook() */
	smp_store_release(&word, OPEN);		/* the same */
	return direct_on();
}
module_init(gated_init);

static void __exit gated_exit(void)
{
	smp_store_release(&word, CLOSED);	/* pairs with hook() */
	synchronize_rcu();
	direct_off();
}
module_exit(gated_exit);

MODULE_DESCRIPTION("The benchmark's peer: a direct ftrace call with a gate");
