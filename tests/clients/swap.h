/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Clients that take each other's place: each defines VALUE and includes this. The
 * new call is "swapped"; its first argument says what it does:
 *
 *	0	return VALUE
 *	1	sleep until it is handed back, and be made again
 *	2	sleep until the parameter "release" is written, whatever happens, and
 *		return VALUE
 *
 * getpgid is hijacked, with the original's result. The parameter "calls" is how
 * often the first was called, "flags" are those of both, and with "forget" neither is
 * unregistered. With "twins" both are "swapped".
 */
#include <linux/atomic.h>
#include <linux/moduleparam.h>
#include <linux/wait.h>
#include "dyn_syscall.h"

static unsigned int flags = DYN_SYSCALL_SWAP;
module_param(flags, uint, 0444);

static bool forget;
module_param(forget, bool, 0444);

static bool twins;
module_param(twins, bool, 0444);

static DECLARE_WAIT_QUEUE_HEAD(sleepers);
static int release;

static int release_set(const char *value, const struct kernel_param *kp)
{
	WRITE_ONCE(release, 1);
	wake_up_all(&sleepers);
	return 0;
}

static const struct kernel_param_ops release_ops = { .set = release_set };
module_param_cb(release, &release_ops, NULL, 0200);

static atomic_t calls;
module_param_named(calls, calls.counter, int, 0444);

DYN_SYSCALL_DEFINE1(swapped, int, what)
{
	atomic_inc(&calls);
	switch (what) {
	case 0:
		return VALUE;
	case 1:
		return wait_event_interruptible(sleepers, READ_ONCE(release)) ?: VALUE;
	case 2:
		wait_event_idle(sleepers, READ_ONCE(release));
		return VALUE;
	}
	return -EINVAL;
}

static long pass_getpgid(const struct pt_regs *regs)
{
	return dyn_syscall_original(regs);
}

static struct dyn_syscall both[] = {
	DYN_SYSCALL_NEW(swapped),
	DYN_SYSCALL_HIJACK(pass_getpgid, __NR_getpgid),
};

static int __init swap_init(void)
{
	if (twins)
		both[1] = both[0];
	both[0].flags = flags;
	both[1].flags = flags;
	return dyn_syscall_register(both, ARRAY_SIZE(both));
}
module_init(swap_init);

static void __exit swap_exit(void)
{
	if (!forget)
		dyn_syscall_unregister(both, ARRAY_SIZE(both));
}
module_exit(swap_exit);

MODULE_INFO(import_ns, "DYN_SYSCALL");
MODULE_DESCRIPTION("dyn_syscall test client: takes the place of another");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
