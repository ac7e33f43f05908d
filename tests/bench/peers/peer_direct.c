// SPDX-License-Identifier: GPL-2.0
/* By register_ftrace_direct(): ftrace's call goes directly to the peer. */

#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/ibt.h>
#include "compat.h"
#include "hook.h"

asmlinkage __visible long hook(const struct pt_regs *regs);
asmlinkage void trampoline(void);

asmlinkage __visible long hook(const struct pt_regs *regs)
{
	return count_and_pass_on(regs);
}

/* Return to the caller of the kernel's function, not into that function. */
asm(".pushsection .text, \"ax\", @progbits\n"
	".type trampoline, @function\n"
	".globl trampoline\n"
	"trampoline:\n"
	ASM_ENDBR
	"add $8, %rsp\n"
	"jmp hook\n"
	".size trampoline, .-trampoline\n"
	".popsection\n");
STACK_FRAME_NON_STANDARD(trampoline);

static struct ftrace_ops ops;

static int __init direct_init(void)
{
	int err;

	err = hook_init();
	if (err)
		return err;
	err = ftrace_set_filter(&ops, FUNCTION, strlen(FUNCTION), 1);
	if (err)
		return err;
	return register_ftrace_direct(&ops, (unsigned long)trampoline);
}
module_init(direct_init);

static void __exit direct_exit(void)
{
	peer_unregister_direct(&ops, (unsigned long)trampoline);
	ftrace_free_filter(&ops);
	wait_for_callers();
}
module_exit(direct_exit);

MODULE_DESCRIPTION("The benchmark's peer: a direct ftrace call");
MODULE_LICENSE("GPL");
