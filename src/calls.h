/* SPDX-License-Identifier: GPL-2.0 */
/* Who is inside an entry. Looks only, and costs callers nothing. */
#ifndef DYN_SYSCALL_CALLS_H
#define DYN_SYSCALL_CALLS_H

#include <linux/sched.h>

/* One who is inside; pid 0 and an empty comm when none was found. */
struct caller {
	pid_t pid;
	char comm[TASK_COMM_LEN];
};

bool calls_find(int nr, struct caller *caller);

#endif /* DYN_SYSCALL_CALLS_H */
