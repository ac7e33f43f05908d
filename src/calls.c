// SPDX-License-Identifier: GPL-2.0
/*
 * Who is inside an entry: the tasks whose saved registers tell its number and
 * whose kernel stack leads back into the link. The link itself notes nothing,
 * so that a call pays nothing for this; all work is here.
 *
 * A task that does not run is unwound where it was left. It may start to run
 * meanwhile, and even end: the unwinder checks each step against the bounds of
 * the stack, and the memory of a stack stays mapped while we look, since it is
 * freed by RCU, or kept for the next task until its CPU is unplugged. So the
 * worst is that the task is missed. A task that runs is asked on its own CPU,
 * by an interrupt that looks at what it interrupted.
 */

#include <linux/cpu.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/syscall.h>
#include <asm/unwind.h>
#include "calls.h"
#include "link.h"

/* From here when it is us, or from where a task that does not run was left. */
static bool stack_has_link(struct task_struct *task)
{
	struct unwind_state state;
	unsigned long address;

	for (unwind_start(&state, task, NULL, NULL); !unwind_done(&state);
	     unwind_next_frame(&state)) {
		address = unwind_get_return_address(&state);
		if (!address)
			break;
		if (link_contains(address))
			return true;
	}
	return false;
}

static bool calls_number(struct task_struct *task, int nr)
{
	/* One look at task->stack, which is NULL once the task has ended. */
	struct pt_regs *regs = task_pt_regs(task);

	return !(task->flags & PF_KTHREAD) && (unsigned long)regs > THREAD_SIZE &&
	       syscall_get_nr(task, regs) == nr;
}

static void note(struct caller *caller, struct task_struct *task)
{
	caller->pid = task->pid;
	/* Another may change its name meanwhile; it stays terminated. */
	strscpy(caller->comm, task->comm, sizeof(caller->comm));
}

struct question {
	int nr;
	struct caller *caller;
	atomic_t found;
};

/*
 * In an interrupt: the unwinder finds its way through to what was interrupted.
 * Where that was user mode, the saved registers tell no number.
 */
static void ask_this_cpu(void *arg)
{
	struct question *q = arg;

	if (calls_number(current, q->nr) && stack_has_link(current) &&
	    !atomic_xchg(&q->found, 1))
		note(q->caller, current);
}

/* The caller keeps RCU and CPU hotplug off, see above. */
static bool find_waiting(int nr, struct caller *caller)
{
	struct task_struct *process, *task;

	for_each_process_thread(process, task)
		if (task != current && calls_number(task, nr) &&
		    stack_has_link(task)) {
			note(caller, task);
			return true;
		}
	return false;
}

/**
 * calls_find() - find one caller inside
 * @nr: the number
 * @caller: where to put it
 *
 * Prefers one that sleeps: that is the one to be waited for.
 *
 * Context: Process context.
 * Return: whether one was found. Living calls that are not found are those
 * that came or left meanwhile, or run with interrupts off.
 */
bool calls_find(int nr, struct caller *caller)
{
	struct question q = { .nr = nr, .caller = caller };
	bool found;

	*caller = (struct caller){};

	cpus_read_lock();
	rcu_read_lock();
	found = find_waiting(nr, caller);
	rcu_read_unlock();
	cpus_read_unlock();
	if (found)
		return true;

	/* The remover itself may be inside: a handler that calls us. */
	if (calls_number(current, nr) && stack_has_link(current)) {
		note(caller, current);
		return true;
	}

	smp_call_function(ask_this_cpu, &q, true);
	return atomic_read(&q.found);
}
