// SPDX-License-Identifier: GPL-2.0
/* A client as short as it can be: an array, and one line for init and exit. */

#include "dyn_syscall.h"

DYN_SYSCALL_DEFINE2(product, int, a, int, b)
{
	return (long)a * b;
}

static long pass_getpgid(const struct pt_regs *regs)
{
	return dyn_syscall_original(regs);
}

static struct dyn_syscall calls[] = {
	DYN_SYSCALL_NEW(product),
	DYN_SYSCALL_HIJACK(pass_getpgid, __NR_getpgid),
};

module_dyn_syscalls(calls);

MODULE_DESCRIPTION("dyn_syscall test client: registers by structure");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
