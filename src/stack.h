/* SPDX-License-Identifier: GPL-2.0 */
/* The return addresses on a task's kernel stack. */
#ifndef DYN_SYSCALL_STACK_H
#define DYN_SYSCALL_STACK_H

#include <linux/types.h>

struct pt_regs;
struct task_struct;

/* Gets a return address and @data of stack_walk(); returns whether to go on. */
typedef bool (*stack_fn)(unsigned long address, void *data);

void stack_walk(struct task_struct *task, struct pt_regs *regs, stack_fn fn,
		void *data);

#endif /* DYN_SYSCALL_STACK_H */
