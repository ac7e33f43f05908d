// SPDX-License-Identifier: GPL-2.0
/* A client as one would not want it: read always fails. */
#include "dyn_syscall.h"

static long broken_read(const struct pt_regs *regs)
{
	return -EIO;
}

static struct dyn_syscall calls[] = {
	DYN_SYSCALL_HIJACK(broken_read, __NR_read, .flags = DYN_SYSCALL_BEFORE),
};

module_dyn_syscalls(calls);

MODULE_DESCRIPTION("dyn_syscall test client: read always fails");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
