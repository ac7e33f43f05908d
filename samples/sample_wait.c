// SPDX-License-Identifier: GPL-2.0
/*
 * A dynamic call whose callers sleep inside, and its removal meanwhile.
 *
 * Shows a handler that blocks, removal step by step as in 2004, with -EAGAIN
 * while a caller is inside, and an exit function that waits.
 *
 * To try it, as root, with dyn_syscall.ko loaded, in build/$(uname -r):
 *
 *   insmod samples/sample_wait.ko
 *   ../tools/dynsc call sample_wait &		(sleeps)
 *   cat /sys/kernel/debug/dyn_syscall/table	(living is 1)
 *
 *   cd /sys/module/sample_wait/parameters
 *   echo 1 > remove
 *	write error: Resource temporarily unavailable
 *
 * That was EAGAIN. Removal has begun nevertheless: the number file is gone, the
 * entry is "undoing", and new callers get ENOSYS.
 *
 *   echo 1 > remove			(still a caller inside: EAGAIN again)
 *   echo 1 > go			(the caller leaves: dynsc prints 0)
 *   echo 1 > remove			(none inside: removed)
 *   rmmod sample_wait
 *
 * Load it again, start a caller, and run "rmmod sample_wait" at once: rmmod
 * waits until the caller has left (or was killed), and the kernel's log names it
 * every ten seconds. If you start with
 *
 *   trace-cmd record -C mono -e dyn_syscall -e sched_switch
 *
 * the trace shows dyn_syscall_write_trylock with granted=0, each
 * dyn_syscall_eagain with a caller that was inside, and finally granted=1.
 */

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/wait.h>
#include "dyn_syscall.h"

static const char name[] = KBUILD_MODNAME;
static int nr;

static DECLARE_WAIT_QUEUE_HEAD(waiters);
static bool go;

/*
 * A signal ends the wait with -ERESTARTSYS, which no program sees: the kernel
 * turns it into EINTR, or restarts the call if the program has asked for that
 * (SA_RESTART). Nothing has been done yet, so a restart is right. To the gate it
 * is a new call: once removal has begun, it is refused.
 */
DYN_SYSCALL_DEFINE0(wait_for_go)
{
	return wait_event_interruptible(waiters, READ_ONCE(go));
}

/* 1 wakes all callers; with 0, later ones wait, and those that have not checked yet. */
static int go_set(const char *value, const struct kernel_param *kp)
{
	bool on;
	int err;

	err = kstrtobool(value, &on);
	if (err)
		return err;
	WRITE_ONCE(go, on);	/* read by wait_for_go() */
	if (on)
		wake_up_all(&waiters);
	return 0;
}

static const struct kernel_param_ops go_ops = {
	.set = go_set,
	.get = param_get_bool,
};
module_param_cb(go, &go_ops, &go, 0644);
MODULE_PARM_DESC(go, "1: callers continue; 0: callers wait (default)");

/*
 * Each write is one step of removal and returns its error. The first write begins
 * removal; for later ones prep_restore_syscall() returns -EBADF, as removal has
 * begun, and they only try the write lock. Writes are serialized by
 * kernel_param_lock().
 */
static int remove_set(const char *value, const struct kernel_param *kp)
{
	bool on;
	int err;

	err = kstrtobool(value, &on);
	if (err)
		return err;
	if (!on)
		return -EINVAL;

	err = prep_restore_syscall(name, nr);
	if (err == -EBADF)
		err = syscall_trylock(name, nr);
	if (err)
		return err;
	return dyn_syscall_unreg(name, nr);
}

static const struct kernel_param_ops remove_ops = {
	.set = remove_set,
};
module_param_cb(remove, &remove_ops, NULL, 0200);
MODULE_PARM_DESC(remove, "1: begin removal, or try again to finish it");

static int __init sample_wait_init(void)
{
	int err;

	nr = dyn_syscall_reg(name, 0, wait_for_go);
	if (nr < 0)
		return nr;
	err = syscall_unlock(name, nr);
	if (err)
		dyn_syscall_remove(name, nr);
	return err;
}

/*
 * Leaves its callers asleep, to show that the module stays until they leave. A
 * real client would wake them here, with go_set("1", NULL).
 *
 * If the entry was removed by hand, this only returns -EBADF.
 */
static void __exit sample_wait_exit(void)
{
	dyn_syscall_remove(name, nr);
}

module_init(sample_wait_init);
module_exit(sample_wait_exit);

MODULE_DESCRIPTION("dyn_syscall sample: a dynamic call whose callers sleep");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
