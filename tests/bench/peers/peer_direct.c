// SPDX-License-Identifier: GPL-2.0
/* By register_ftrace_direct(), without a gate. */

#include "direct.h"

asmlinkage __visible long hook(const struct pt_regs *regs)
{
	return count_and_pass_on(regs);
}

static int __init direct_init(void)
{
	return direct_on();
}
module_init(direct_init);

static void __exit direct_exit(void)
{
	direct_off();
}
module_exit(direct_exit);

MODULE_DESCRIPTION("The benchmark's peer: a direct ftrace call");
