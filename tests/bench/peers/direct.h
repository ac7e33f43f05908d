/* SPDX-License-Identifier: GPL-2.0 */
/*
 * By register_ftrace_direct(): ftrace's call goes directly to hook(), which the file that
 * includes this defines, and which returns to the caller of the kernel's function.
 */
#ifndef PEER_DIRECT_H
#define PEER_DIRECT_H

#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/ibt.h>
#include "compat.h"
#include "hook.h"

asmlinkage __visible long hook(const struct pt_regs *regs);
asmlinkage void trampoline(void);

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

static int __init direct_on(void)
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

static void direct_off(void)
{
	peer_unregister_direct(&ops, (unsigned long)trampoline);
	ftrace_free_filter(&ops);
	wait_for_callers();
}

MODULE_LICENSE("GPL");

#endif /* PEER_DIRECT_H */
