// SPDX-License-Identifier: GPL-2.0
/*
 * A client whose handler does nothing, to measure what is around it: getppid, before its
 * original, for all tasks or for the cgroup of the parameter.
 */
#include <linux/moduleparam.h>
#include "dyn_syscall.h"

static char *cgroup;
module_param(cgroup, charp, 0444);

static long light(const struct pt_regs *regs)
{
	return DYN_SYSCALL_PASS;
}

static struct dyn_syscall calls[] = {
	DYN_SYSCALL_HIJACK(light, __NR_getppid, .flags = DYN_SYSCALL_BEFORE),
};

static int __init light_init(void)
{
	calls[0].cgroup = cgroup;
	return dyn_syscall_register(calls, ARRAY_SIZE(calls));
}
module_init(light_init);

static void __exit light_exit(void)
{
	dyn_syscall_unregister(calls, ARRAY_SIZE(calls));
}
module_exit(light_exit);

MODULE_INFO(import_ns, "DYN_SYSCALL");
MODULE_DESCRIPTION("dyn_syscall test client: a handler that does nothing");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
