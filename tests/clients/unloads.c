// SPDX-License-Identifier: GPL-2.0
/*
 * A correct client, to be loaded and unloaded while others call: a dynamic call with
 * the number of the parameter "nr", and getpriority hijacked, both of which return
 * 47. It removes them with the calls of 2004 when it is unloaded.
 */

#include <linux/delay.h>
#include "dyn_syscall.h"

static int nr;
module_param(nr, int, 0444);

DYN_SYSCALL_DEFINE0(answer)
{
	return 47;
}

static int __init unloads_init(void)
{
	int err = dyn_syscall_reg("unloads", nr, answer);

	if (err < 0)
		return err;
	nr = err;
	err = hijack_syscall("unloads_too", __NR_getpriority, answer);
	if (err < 0) {
		dyn_syscall_remove("unloads", nr);
		return err;
	}
	return syscall_unlock("unloads", nr) ?:
	       syscall_unlock("unloads_too", __NR_getpriority);
}

static void __exit unloads_exit(void)
{
	int err;

	for (err = prep_restore_syscall("unloads", nr); err == -EAGAIN;
	     err = syscall_trylock("unloads", nr))
		usleep_range(100, 200);
	WARN_ON(err || dyn_syscall_unreg("unloads", nr));

	for (err = prep_restore_syscall("unloads_too", __NR_getpriority);
	     err == -EAGAIN;
	     err = syscall_trylock("unloads_too", __NR_getpriority))
		usleep_range(100, 200);
	WARN_ON(err || restore_syscall("unloads_too", __NR_getpriority));
}

module_init(unloads_init);
module_exit(unloads_exit);

MODULE_DESCRIPTION("A client to be loaded and unloaded while others call");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
