// SPDX-License-Identifier: GPL-2.0
/*
 * Takes hijacks back without their clients, which may not be able to any more: by a
 * key, when a probation has ended, or because a handler has crashed.
 *
 * In the context that finds the reason nothing can sleep. entry_rescue() does what
 * callers need there: they get the original from then on. A work item
 * restores the sites right after. It runs in a thread that makes no system call, on
 * whatever CPU is free: a hijacked call that spins can have the others.
 *
 * After the key hijacks are refused until the parameter rescue is 0:
 *
 *   register (rescue_watch)              key (rescue_all)
 *   -----------------------              ----------------
 *   state = active                       rescue = 1
 *   smp_mb()                (W)          smp_mb()                (K)
 *   rescue? then take it back            active? then take it back
 *
 * W pairs with K: a registration that goes on meanwhile sees the key, or is seen (litmus
 * test rescue-key).
 *
 * An oops or a warning is blamed on the entry whose trampoline is on the stack of the
 * task, and only outside interrupts. Any lock may be held there, also one of this module:
 * the number is noted, and an interrupt (irq_work) takes the hijack back.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/kdebug.h>
#include <linux/kstrtox.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/sched.h>
#include <linux/sysrq.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <asm/unistd.h>
#include "calls.h"
#include "compat.h"
#include "entry.h"
#include "remove.h"
#include "rescue.h"

/* Free on x86 and arm64; sparc64 has it. */
#define RESCUE_SYSRQ 'y'

static bool rescue;
static bool ready;

static void restore(struct work_struct *work);
static DECLARE_DELAYED_WORK(restore_work, restore);

/* Again after a second while callers were woken: they may sleep again. */
static void restore(struct work_struct *work)
{
	if (remove_rescued())
		queue_delayed_work(system_unbound_wq, &restore_work, HZ);
}

static bool rescue_one(int nr, enum rescue why)
{
	if (!entry_rescue(nr, why))
		return false;
	mod_delayed_work(system_unbound_wq, &restore_work, 0);
	return true;
}

static void rescue_all(void)
{
	unsigned int count = 0;
	int nr;

	WRITE_ONCE(rescue, true);
	smp_mb();	/* K, pairs with W in rescue_watch() */
	if (!READ_ONCE(ready))
		return;
	for (nr = 0; nr < NR_syscalls; nr++)
		count += rescue_one(nr, RESCUE_KEY);
	pr_emerg("rescue: %u hijacks taken back; none can be registered until /sys/module/dyn_syscall/parameters/rescue is 0\n",
		 count);
}

/* Are hijacks refused? */
bool rescue_is_on(void)
{
	return READ_ONCE(rescue);
}

static int rescue_set(const char *value, const struct kernel_param *kp)
{
	bool on;
	int err = kstrtobool(value, &on);

	if (err)
		return err;
	if (on)
		rescue_all();
	else
		WRITE_ONCE(rescue, false);
	return 0;
}

static const struct kernel_param_ops rescue_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = rescue_set,
	.get = param_get_bool,
};
module_param_cb(rescue, &rescue_ops, &rescue, 0644);
MODULE_PARM_DESC(rescue, "Take all hijacks back (1), as SysRq-y does; none can be registered until it is 0");

static void by_key(COMPAT_SYSRQ_KEY key)
{
	rescue_all();
}

static const struct sysrq_key_op key_op = {
	.handler = by_key,
	.help_msg = "rescue-from-hijacks(y)",
	.action_msg = "Take back all hijacked system calls",
	.enable_mask = SYSRQ_ENABLE_BOOT,	/* who may reboot may do this */
};

static unsigned int probation;
module_param(probation, uint, 0644);
MODULE_PARM_DESC(probation, "Seconds after which a new hijack is taken back unless its name is written to keep; default 0, never");

static void probation_ended(struct timer_list *unused);
static DEFINE_TIMER(probation_timer, probation_ended);

static void probation_ended(struct timer_list *unused)
{
	const struct registration *r;
	unsigned long deadline;
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		rcu_read_lock();
		r = rcu_dereference(entry_at(nr)->registration);
		deadline = r ? READ_ONCE(r->deadline) : 0;
		if (deadline && time_before(jiffies, deadline))
			timer_reduce(&probation_timer, deadline);
		else if (deadline && rescue_one(nr, RESCUE_PROBATION))
			pr_warn("%s (%d) was not kept in time: taken back\n", r->name, nr);
		rcu_read_unlock();
	}
}

/**
 * rescue_watch() - a registration has become active
 * @r: the registration
 *
 * Context: Process context.
 */
void rescue_watch(struct registration *r)
{
	unsigned int seconds = READ_ONCE(probation);

	if (r->kind != KIND_HIJACKED)
		return;
	smp_mb();	/* W, pairs with K in rescue_all() */
	if (rescue_is_on())
		rescue_one(entry_nr(r->entry), RESCUE_KEY);
	if (!seconds)
		return;
	WRITE_ONCE(r->deadline, (jiffies + min(seconds, UINT_MAX / HZ) * HZ) ?: 1);
	timer_reduce(&probation_timer, r->deadline);
	pr_info("%s (%d) is taken back in %u s unless its name is written to /sys/module/dyn_syscall/parameters/keep\n",
		r->name, entry_nr(r->entry), seconds);
}

static int keep_set(const char *value, const struct kernel_param *kp)
{
	size_t len = strcspn(value, "\n");
	struct registration *r;
	int nr, err = -ENOENT;

	for (nr = 0; nr < NR_syscalls; nr++) {
		rcu_read_lock();
		r = rcu_dereference(entry_at(nr)->registration);
		if (r && strlen(r->name) == len && !strncmp(r->name, value, len) &&
		    READ_ONCE(r->deadline) &&
		    READ_ONCE(entry_at(nr)->gate.state) == ENTRY_ACTIVE) {
			WRITE_ONCE(r->deadline, 0);
			err = 0;
		}
		rcu_read_unlock();
	}
	return err;
}

static const struct kernel_param_ops keep_ops = {
	.set = keep_set,
};
module_param_cb(keep, &keep_ops, NULL, 0200);
MODULE_PARM_DESC(keep, "Name of a hijack that stays though it was registered on probation");

/* Numbers to take back, by whom they were noted. */
static DECLARE_BITMAP(oopsed, NR_syscalls);
static DECLARE_BITMAP(warned, NR_syscalls);

/*
 * The caller never leaves, so its handler's text must never go: without a reference
 * rmmod would wait for it without an end.
 */
static void keep_client(int nr)
{
	const struct registration *r;

	rcu_read_lock();
	r = rcu_dereference(entry_at(nr)->registration);
	if (r)
		pr_alert("%s (%d): its handler has crashed%s%s\n", r->name, nr,
			 r->owner && try_module_get(r->owner) ?
			 ": the caller never leaves, so its client stays loaded: " : "",
			 r->owner ? module_name(r->owner) : "");
	rcu_read_unlock();
}

static void by_fault(struct irq_work *unused)
{
	int nr;

	for_each_set_bit(nr, oopsed, NR_syscalls) {
		clear_bit(nr, oopsed);
		rescue_one(nr, RESCUE_OOPS);
		keep_client(nr);
	}
	for_each_set_bit(nr, warned, NR_syscalls) {
		clear_bit(nr, warned);
		if (rescue_one(nr, RESCUE_WARN))
			pr_warn("number %d: its handler has warned: taken back\n", nr);
	}
}

static struct irq_work fault_work;

static void blame(struct pt_regs *regs, unsigned long *numbers)
{
	int nr = in_task() ? calls_current(regs) : -1;

	if (nr < 0 || entry_at(nr)->gate.nr_kind != NR_USED)
		return;
	set_bit(nr, numbers);
	irq_work_queue(&fault_work);
}

static int note_oops(struct notifier_block *nb, unsigned long action, void *data)
{
	if (action == DIE_OOPS)
		blame(((struct die_args *)data)->regs, oopsed);
	return NOTIFY_DONE;
}

static struct notifier_block die_notifier = {
	.notifier_call = note_oops,
};

static bool on_warn;

static void warning(void *unused, enum error_detector detector, unsigned long id)
{
	blame(NULL, warned);
}

static int watch_warnings(bool on)
{
	return on ? compat_register_error_report(warning) :
		    compat_unregister_error_report(warning);
}

static int on_warn_set(const char *value, const struct kernel_param *kp)
{
	bool on;
	int err = kstrtobool(value, &on);

	if (!err && ready && on != on_warn)
		err = watch_warnings(on);
	if (!err)
		on_warn = on;
	return err;
}

static const struct kernel_param_ops on_warn_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = on_warn_set,
	.get = param_get_bool,
};
module_param_cb(rescue_on_warn, &on_warn_ops, &on_warn, 0644);
MODULE_PARM_DESC(rescue_on_warn, "Take a hijack back when its handler warns; default off");

int __init rescue_init(void)
{
	int err;

	init_irq_work(&fault_work, by_fault);
	err = register_die_notifier(&die_notifier);
	if (err)
		return err;
	kernel_param_lock(THIS_MODULE);
	if (on_warn)
		err = watch_warnings(true);
	if (!err)
		WRITE_ONCE(ready, true);
	kernel_param_unlock(THIS_MODULE);
	if (err) {
		pr_err("rescue_on_warn: this kernel does not tell of its warnings\n");
		unregister_die_notifier(&die_notifier);
		return err;
	}
	if (register_sysrq_key(RESCUE_SYSRQ, &key_op))
		pr_warn("SysRq-%c is in use: hijacks are taken back by the parameter rescue only\n",
			RESCUE_SYSRQ);
	return 0;
}

/* No entry is in use. A probe or a notifier may still have noted one that was. */
void rescue_exit(void)
{
	unregister_sysrq_key(RESCUE_SYSRQ, &key_op);
	unregister_die_notifier(&die_notifier);
	kernel_param_lock(THIS_MODULE);
	if (on_warn)
		watch_warnings(false);
	ready = false;
	kernel_param_unlock(THIS_MODULE);
	tracepoint_synchronize_unregister();
	irq_work_sync(&fault_work);
	timer_delete_sync(&probation_timer);
	cancel_delayed_work_sync(&restore_work);
}
