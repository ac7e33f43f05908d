// SPDX-License-Identifier: GPL-2.0
/*
 * Registers a dynamic call and hijacks getpgid, or the number "hijack", unlocks
 * both, and is unloaded without unregistering either. With the parameter "again"
 * an interrupted caller registers one more, on a lower number.
 */

#include <linux/delay.h>
#include "dyn_syscall.h"

static int again;
module_param(again, int, 0400);

static int hijack = __NR_getpgid;
module_param(hijack, int, 0400);

static long pass(const struct pt_regs *regs)
{
	return dyn_syscall_original(regs);
}

DYN_SYSCALL_DEFINE1(forgotten, unsigned int, ms)
{
	/* Long enough to be inside when the module goes. */
	if (!msleep_interruptible(ms))
		return 45;
	if (again)
		dyn_syscall_reg("forgotten_again", again, pass);
	return -EINTR;
}

static int __init forgets_init(void)
{
	int nr = dyn_syscall_reg("forgotten", 0, forgotten);

	if (nr < 0)
		return nr;
	return syscall_unlock("forgotten", nr) ?:
	       min(hijack_syscall("forgotten_too", hijack, pass), 0) ?:
	       syscall_unlock("forgotten_too", hijack);
}

static void __exit forgets_exit(void)
{
}

module_init(forgets_init);
module_exit(forgets_exit);

MODULE_DESCRIPTION("A client that forgets to unregister");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
