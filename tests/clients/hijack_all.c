// SPDX-License-Identifier: GPL-2.0
/*
 * Hijacks every used number with a handler that calls the original.
 *
 * Writing "all", "none" or "each" to the parameter "order" makes a kernel thread
 * hijack all numbers, restore all, or hijack and restore one after the other.
 * It is a thread because the write itself would be a call inside. "busy" is 1
 * until it is done, "hijacked" is how many are hijacked now, "each" how many had
 * their turn, "failed" how often a call of the interface failed, "last_error" the
 * last error.
 */

#include <linux/workqueue.h>
#include "dyn_syscall.h"

static int hijacked;
module_param(hijacked, int, 0444);
static int failed;
module_param(failed, int, 0444);
static int each;
module_param(each, int, 0444);
static int last_error;
module_param(last_error, int, 0444);
static int busy;
module_param(busy, int, 0444);

static bool mine[NR_syscalls];

static long pass(const struct pt_regs *regs)
{
	return dyn_syscall_original(regs);
}

static void name_of(int nr, char *name)
{
	snprintf(name, DYN_SYSCALL_NAME_LEN, "all_%d", nr);
}

/* Whether it is hijacked now. A number that may not be hijacked is no failure. */
static bool take(int nr)
{
	char name[DYN_SYSCALL_NAME_LEN];
	int err;

	name_of(nr, name);
	/* With the flag, since running programs must not notice. */
	err = hijack_syscall_flags(name, nr, pass, DYN_SYSCALL_FALLBACK);
	if (err == -ENOENT)
		return false;
	if (err == -EOPNOTSUPP && (nr == __NR_exit || nr == __NR_exit_group))
		return false;
	if (err == nr)
		err = syscall_unlock(name, nr);
	if (err) {
		failed++;
		last_error = err;
		return false;
	}
	mine[nr] = true;
	hijacked++;
	return true;
}

/* Begins removal, unless it has begun. */
static void give_back(int nr)
{
	char name[DYN_SYSCALL_NAME_LEN];
	int err;

	name_of(nr, name);
	err = dyn_syscall_drain(name, nr, 0);
	if (err && err != -ETIMEDOUT) {
		failed++;
		last_error = err;
	}
}

/* In two rounds: restore all before waiting for the callers of any. */
static void give_back_all(void)
{
	char name[DYN_SYSCALL_NAME_LEN];
	int nr, err;

	for (nr = 0; nr < NR_syscalls; nr++)
		if (mine[nr])
			give_back(nr);
	for (nr = 0; nr < NR_syscalls; nr++) {
		if (!mine[nr])
			continue;
		name_of(nr, name);
		err = dyn_syscall_remove(name, nr);
		if (err) {
			failed++;
			last_error = err;
		}
		mine[nr] = false;
		hijacked--;
	}
}

static void do_all(struct work_struct *work)
{
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++)
		take(nr);
	WRITE_ONCE(busy, 0);
}

static void do_none(struct work_struct *work)
{
	give_back_all();
	WRITE_ONCE(busy, 0);
}

static void do_each(struct work_struct *work)
{
	char name[DYN_SYSCALL_NAME_LEN];
	int nr, err;

	for (nr = 0; nr < NR_syscalls; nr++) {
		if (!take(nr))
			continue;
		/* What sleeps inside may do so for long: "none" waits for it. */
		name_of(nr, name);
		err = dyn_syscall_drain(name, nr, HZ / 10);
		if (!err)
			err = restore_syscall(name, nr);
		if (!err) {
			mine[nr] = false;
			hijacked--;
		} else if (err != -ETIMEDOUT) {
			failed++;
			last_error = err;
		}
		each++;
	}
	WRITE_ONCE(busy, 0);
}

static DECLARE_WORK(all_work, do_all);
static DECLARE_WORK(none_work, do_none);
static DECLARE_WORK(each_work, do_each);

static int set_order(const char *value, const struct kernel_param *kp)
{
	struct work_struct *work;

	if (sysfs_streq(value, "all"))
		work = &all_work;
	else if (sysfs_streq(value, "none"))
		work = &none_work;
	else if (sysfs_streq(value, "each"))
		work = &each_work;
	else
		return -EINVAL;
	if (cmpxchg(&busy, 0, 1))
		return -EBUSY;
	queue_work(system_unbound_wq, work);
	return 0;
}

static const struct kernel_param_ops order_ops = { .set = set_order };
module_param_cb(order, &order_ops, NULL, 0200);

static int __init hijack_all_init(void)
{
	return 0;
}

static void __exit hijack_all_exit(void)
{
	flush_work(&all_work);
	flush_work(&none_work);
	flush_work(&each_work);
	give_back_all();
}

module_init(hijack_all_init);
module_exit(hijack_all_exit);

MODULE_DESCRIPTION("Hijacks every used number with a handler that passes on");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
