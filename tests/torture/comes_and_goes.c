// SPDX-License-Identifier: GPL-2.0
/*
 * A client that is loaded and unloaded while others call: a dynamic number whose
 * handler sleeps for a moment, and getgid. With the parameter "forget" it is
 * unloaded without unregistering. A handler that still runs then runs in freed
 * memory; and it checks "here", which module_exit clears.
 */

#include <linux/delay.h>
#include <linux/random.h>
#include "dyn_syscall.h"
#include "torture.h"

static bool forget;
module_param(forget, bool, 0444);

static bool here;

DYN_SYSCALL_DEFINE0(stay)
{
	if (WARN_ON_ONCE(!READ_ONCE(here)))
		return -EIO;
	if (msleep_interruptible(get_random_u32() % 32))
		return -ERESTARTSYS;
	return torture_value(TORTURE_GUEST, 0);
}

static long pass(const struct pt_regs *regs)
{
	WARN_ON_ONCE(!READ_ONCE(here));
	return dyn_syscall_original(regs);
}

static int __init guest_init(void)
{
	int err = dyn_syscall_reg("guest", TORTURE_GUEST, stay);

	if (err < 0)
		return err;
	err = hijack_syscall_flags("guest_over", TORTURE_GUEST_OVER, pass,
				   DYN_SYSCALL_FALLBACK);
	if (err < 0) {
		dyn_syscall_remove("guest", TORTURE_GUEST);
		return err;
	}
	WRITE_ONCE(here, true);
	return syscall_unlock("guest", TORTURE_GUEST) ?:
	       syscall_unlock("guest_over", TORTURE_GUEST_OVER);
}

static void __exit guest_exit(void)
{
	if (forget)
		return;
	WARN_ON(dyn_syscall_remove("guest", TORTURE_GUEST));
	WARN_ON(dyn_syscall_remove("guest_over", TORTURE_GUEST_OVER));
	WRITE_ONCE(here, false);
}

module_init(guest_init);
module_exit(guest_exit);

MODULE_DESCRIPTION("A client that comes and goes");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
