// SPDX-License-Identifier: GPL-2.0
/*
 * Makes a straggler: while the parameter "hold" is 1, callers whose program is
 * called "call" stay at the very beginning of the link, before the gate. "held"
 * counts those who have come there. No client: it has a probe only.
 */

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>

/* In spite of a case that fails, nobody stays for longer: a CPU waits here. */
#define HOLD_MAX_MS 8000

static int hold;
module_param(hold, int, 0600);
static int held;
module_param(held, int, 0400);

static int wait_here(struct kprobe *kp, struct pt_regs *regs)
{
	int ms;

	if (!READ_ONCE(hold) || strcmp(current->comm, "call"))
		return 0;
	WRITE_ONCE(held, held + 1);
	for (ms = 0; ms < HOLD_MAX_MS && READ_ONCE(hold); ms++)
		mdelay(1);
	return 0;
}

static struct kprobe probe = {
	.symbol_name = "dyn_syscall:dyn_syscall_link",
	.pre_handler = wait_here,
};

static int __init holds_init(void)
{
	int err = register_kprobe(&probe);

	if (err)
		return err;
	/* Elsewhere than in ftrace the handler runs with interrupts off. */
	if (!kprobe_ftrace(&probe)) {
		unregister_kprobe(&probe);
		return -EOPNOTSUPP;
	}
	return 0;
}

static void __exit holds_exit(void)
{
	unregister_kprobe(&probe);
}

module_init(holds_init);
module_exit(holds_exit);

MODULE_DESCRIPTION("Holds callers at the beginning of the link");
MODULE_LICENSE("GPL");
