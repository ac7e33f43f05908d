// SPDX-License-Identifier: GPL-2.0
/*
 * Only in the test build. The module parameter "counted" has a line for each
 * number whose callers reached the trampoline: what its gate has counted since
 * loading.
 */

#include <linux/moduleparam.h>
#include <linux/rcupdate.h>
#include <linux/sysfs.h>
#include <asm/unistd.h>
#include "entry.h"

static int counted_get(char *buffer, const struct kernel_param *kp)
{
	struct gate_counts sum;
	int nr, at = 0;

	/* A caller on its way to be refused may not have been counted yet. */
	synchronize_rcu_tasks();
	for (nr = 0; nr < NR_syscalls; nr++) {
		gate_count(&entry_at(nr)->gate, &sum);
		if (!sum.set.entered && !sum.refused && !sum.fallback)
			continue;
		at += sysfs_emit_at(buffer, at, "%d entered=%llu left=%llu ", nr,
				    sum.set.entered, sum.set.left);
		at += sysfs_emit_at(buffer, at, "refused=%llu fallback=%llu\n", sum.refused,
				    sum.fallback);
	}
	return at;
}

static const struct kernel_param_ops counted_ops = { .get = counted_get };
module_param_cb(counted, &counted_ops, NULL, 0400);
MODULE_PARM_DESC(counted, "What the gates have counted since loading (test build only)");
