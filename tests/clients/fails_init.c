// SPDX-License-Identifier: GPL-2.0
/* A client whose init fails after registering and unlocking. */

#include "dyn_syscall.h"

DYN_SYSCALL_DEFINE0(half_made)
{
	return 46;
}

static int __init fails_init_init(void)
{
	int nr = dyn_syscall_reg("half_made", 0, half_made);

	if (nr < 0)
		return nr;
	return syscall_unlock("half_made", nr) ?: -ENODEV;
}

module_init(fails_init_init);

MODULE_DESCRIPTION("A client whose init fails after registering");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
