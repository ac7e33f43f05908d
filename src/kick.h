/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DYN_SYSCALL_KICK_H
#define DYN_SYSCALL_KICK_H

#include <linux/types.h>

struct entry;

enum kick {
	KICK_NONE,
	KICK_SILENT,	/* callers whose programs cannot notice */
	KICK_ALL,
};

int kick_callers(struct entry *e, u64 id, enum kick how);

#endif /* DYN_SYSCALL_KICK_H */
