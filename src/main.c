// SPDX-License-Identifier: GPL-2.0
/* Load and unload, in order; nothing else. */

#include <linux/init.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/tracepoint.h>
#include "debugfs.h"
#include "dispatch.h"
#include "entry.h"
#include "numbers.h"
#include "remove.h"
#include "rescue.h"
#include "trampoline.h"
#include "trial.h"

static int __init dyn_syscall_init(void)
{
	static const struct dispatch_target targets[WAYS] __initconst = {
		[WAY_PLAIN] = {
			.with_nr = (void *)dyn_syscall_trampoline,
			.regs = dyn_syscall_trampoline_regs,
		},
		[WAY_BEFORE] = {
			.with_nr = (void *)dyn_syscall_trampoline_before,
			.regs = dyn_syscall_trampoline_before_regs,
		},
		[WAY_SCOPED] = {
			.with_nr = (void *)dyn_syscall_trampoline_scoped,
			.regs = dyn_syscall_trampoline_scoped_regs,
		},
		FOR_EACH_SLOT(SLOT_TARGET)
	};
	int err;

	err = dispatch_init(targets);
	if (err)
		return err;
	err = entry_init();
	if (err)
		goto no_entries;
	trampoline_init();
	err = trial();
	if (err)
		goto no_trampoline;
	err = rescue_init();
	if (err)
		goto no_trampoline;
	err = remove_init();
	if (err)
		goto no_removal;
	debugfs_init();
	return 0;

no_removal:
	rescue_exit();
no_trampoline:
	entry_exit();
no_entries:
	dispatch_exit();
	return err;
}

/*
 * Clients hold a reference through the symbols that they use, and what a client
 * leaves behind is removed before the reference is dropped. So no entry is in use
 * here, every site is restored, and no caller can reach the trampoline any more.
 *
 * But an earlier one may still be in the trampoline, preempted, before the gate
 * has counted it or after it has been counted out. Nothing there sleeps, so a
 * task that has scheduled voluntarily, or has run in user mode, since the last
 * site was restored is outside: synchronize_rcu_tasks() waits for that. Only then
 * may text and counters be freed (model: NO_RCU_TASKS, NO_REFERENCE). Before
 * that, wait for readers of tracepoints: see trampoline.c.
 */
static void __exit dyn_syscall_exit(void)
{
	debugfs_exit();
	remove_exit();
	rescue_exit();
	numbers_exit();
	dispatch_exit();
	tracepoint_synchronize_unregister();
	synchronize_rcu_tasks();
	entry_exit();
}

module_init(dyn_syscall_init);
module_exit(dyn_syscall_exit);

MODULE_DESCRIPTION("Adds system calls to a running kernel, or hijacks existing ones, and shows every step");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_VERSION(DYN_SYSCALL_VERSION);
MODULE_LICENSE("GPL");
