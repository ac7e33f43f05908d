// SPDX-License-Identifier: GPL-2.0
/* Load and unload, in order; nothing else. */

#include <linux/init.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/tracepoint.h>
#include "debugfs.h"
#include "dispatch.h"
#include "entry.h"
#include "link.h"
#include "numbers.h"
#include "remove.h"
#include "testing.h"

static int __init dyn_syscall_init(void)
{
	int err;

	err = dispatch_init();
	if (err)
		return err;
	err = entry_init();
	if (err)
		goto no_entries;
	err = link_init();
	if (err)
		goto no_link;
	err = remove_init();
	if (err)
		goto no_link;
	debugfs_init();
	return 0;

no_link:
	entry_exit();
no_entries:
	dispatch_exit();
	return err;
}

/*
 * Clients hold a reference by the symbols that they use, and what a client
 * leaves behind is removed before the reference goes. So no entry is in use
 * here, every site is restored, and no caller can come to the link any more.
 *
 * But one that came before may still sit in the link, preempted, before the
 * gate has counted it or after it has been counted out. Nothing there sleeps,
 * so a task that has scheduled of its own will, or has run in user mode, since
 * the last site was restored is out: that is what synchronize_rcu_tasks()
 * waits for. Only then may the text go, and the counters (model: NO_RCU_TASKS,
 * NO_REFERENCE). Before that, readers of tracepoints are waited for: see link.c.
 */
static void __exit dyn_syscall_exit(void)
{
	debugfs_exit();
	remove_exit();
	numbers_exit();
	dispatch_exit();
	tracepoint_synchronize_unregister();
	if (!testing_without(TESTING_RCU_TASKS))
		synchronize_rcu_tasks();
	entry_exit();
}

module_init(dyn_syscall_init);
module_exit(dyn_syscall_exit);

MODULE_DESCRIPTION("Adds system calls to a running kernel, or hijacks existing ones, and shows every step");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
