/* SPDX-License-Identifier: GPL-2.0 */
/* Finds the callers inside an entry. Read-only, at no cost to callers. */
#ifndef DYN_SYSCALL_CALLS_H
#define DYN_SYSCALL_CALLS_H

#include <linux/sched.h>

/* Deeper stacks are truncated to the innermost frames. */
#define CALL_STACK	64

/* How many ticks a reader of the view waits, in total, for runnable tasks. */
#define CALLS_PATIENCE	256

/**
 * struct call - a living call, as it was seen
 * @nr: the number
 * @pid: its process; 0 if calls_find() found none
 * @tid: its task
 * @comm: the task's name, which it may change
 * @state: a letter, as ps prints it
 * @generation: of the handler that it called; 0 if that is not known
 * @depth: how many addresses there are
 * @stack: return addresses, the innermost first
 *
 * Process and task are numbered as in the first pid namespace.
 */
struct call {
	int nr;
	pid_t pid;
	pid_t tid;
	char comm[TASK_COMM_LEN];
	char state;
	unsigned int generation;
	unsigned int depth;
	unsigned long stack[CALL_STACK];
};

/**
 * struct callers - tasks that may be inside an entry
 * @count: how many
 * @patience: for calls_examine()
 * @unseen: how many calls_examine() could not examine
 * @tasks: each with a reference
 */
struct callers {
	unsigned int count;
	unsigned int patience;
	unsigned int unseen;
	struct task_struct *tasks[];
};

struct callers *callers_collect(int nr);
void callers_put(struct callers *callers);

bool calls_find(int nr, unsigned int generation, struct call *call);
int calls_examine(struct task_struct *task, struct call *call, unsigned int *patience);

int calls_current(struct pt_regs *regs);

/* Of one task, for kick.c and restart.c. */
bool calls_task_is_blocked(struct task_struct *task);
bool calls_task_is_inside(struct task_struct *task, int nr, unsigned int *generation);
bool calls_task_regs(struct task_struct *task, struct pt_regs *regs);
unsigned long calls_task_switches(const struct task_struct *task);

#endif /* DYN_SYSCALL_CALLS_H */
