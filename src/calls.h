/* SPDX-License-Identifier: GPL-2.0 */
/* Who is inside an entry. Looks only, and costs callers nothing. */
#ifndef DYN_SYSCALL_CALLS_H
#define DYN_SYSCALL_CALLS_H

#include <linux/sched.h>

/* Deeper stacks are truncated to the innermost frames. */
#define CALL_STACK	64

/*
 * How often a reader of the view waits for a tick, all in all, since tasks are
 * neither blocked nor on a CPU.
 */
#define CALLS_PATIENCE	256

/**
 * struct call - a living call, as it was seen
 * @nr: the number
 * @pid: its process; 0 in what calls_find() gives when none was found
 * @tid: its task
 * @comm: the task's name, which it may change
 * @state: a letter, as ps prints it
 * @depth: how many addresses there are
 * @stack: return addresses, from where the task is to where it came from
 *
 * Process and task are numbered as in the first pid namespace.
 */
struct call {
	int nr;
	pid_t pid;
	pid_t tid;
	char comm[TASK_COMM_LEN];
	char state;
	unsigned int depth;
	unsigned long stack[CALL_STACK];
};

/**
 * struct callers - tasks that may be inside an entry
 * @count: how many
 * @patience: for calls_look()
 * @unseen: how many it could not look at
 * @tasks: each with a reference
 */
struct callers {
	unsigned int count;
	unsigned int patience;
	unsigned int unseen;
	struct task_struct *tasks[];
};

bool calls_find(int nr, struct call *call);
struct callers *calls_get(int nr);
bool calls_inside(struct task_struct *task, int nr);
bool calls_is_blocked(struct task_struct *task);
bool calls_saved_regs(struct task_struct *task, struct pt_regs *regs);
unsigned long calls_switches(const struct task_struct *task);
int calls_look(struct task_struct *task, struct call *call, unsigned int *patience);
void calls_put(struct callers *callers);

#endif /* DYN_SYSCALL_CALLS_H */
