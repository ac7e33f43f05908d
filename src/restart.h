/* SPDX-License-Identifier: GPL-2.0 */
/* Which sleeping calls are made again without a visible trace. */
#ifndef DYN_SYSCALL_RESTART_H
#define DYN_SYSCALL_RESTART_H

#include <linux/types.h>

struct task_struct;

/**
 * struct restart - what must be known of a task before its pi_lock is taken
 * @switches: how often it has been switched away from
 * @fd: the file that it may be reading; -1 when that is not a terminal which
 *	answers a restarted read() as it would have answered the first one
 */
struct restart {
	unsigned long switches;
	int fd;
};

void restart_prepare(struct restart *r, struct task_struct *task);
bool restart_is_silent(const struct restart *r, struct task_struct *task);

#endif /* DYN_SYSCALL_RESTART_H */
