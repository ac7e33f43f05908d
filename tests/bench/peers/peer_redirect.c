// SPDX-License-Identifier: GPL-2.0
/* By ftrace, which sends the caller elsewhere when it returns (IPMODIFY). */

#include "compat.h"
#include "hook.h"

static long hook(const struct pt_regs *regs)
{
	return count_and_pass_on(regs);
}

static void notrace to_hook(unsigned long ip, unsigned long parent_ip,
			    struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	ftrace_regs_set_instruction_pointer(fregs, (unsigned long)hook);
}

static struct ftrace_ops ops = {
	.func = to_hook,
	.flags = FTRACE_OPS_FL_IPMODIFY,
};

static int __init redirect_init(void)
{
	int err;

	err = hook_init();
	if (err)
		return err;
	err = ftrace_set_filter(&ops, FUNCTION, strlen(FUNCTION), 1);
	if (err)
		return err;
	return register_ftrace_function(&ops);
}
module_init(redirect_init);

static void __exit redirect_exit(void)
{
	unregister_ftrace_function(&ops);
	ftrace_free_filter(&ops);
	wait_for_callers();
}
module_exit(redirect_exit);

MODULE_DESCRIPTION("The benchmark's peer: an ftrace redirect");
MODULE_LICENSE("GPL");
