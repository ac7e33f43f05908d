// SPDX-License-Identifier: GPL-2.0
/*
 * Who is inside: the tasks whose saved registers hold the number of an entry
 * and whose kernel stack leads back into the link. The link itself notes
 * nothing, so that a call pays nothing for this; all work is here. A task that
 * sleeps in an original since before the hijack has no link on its stack.
 *
 * The stack of another task may be freed at any moment, and its memory be
 * unmapped: that happens when the task is switched away from for the last time,
 * and RCU does not delay it. So:
 *
 *   - the number is read by a copy that survives a fault. It may be nonsense,
 *     and only says which tasks are worth a look;
 *   - the stack of a task that is blocked is walked under its pi_lock. Without
 *     that lock nobody wakes it, so it neither runs nor ends meanwhile:
 *
 *       look_blocked()                       whoever wakes the task
 *       --------------                       ----------------------
 *       lock pi_lock                         lock pi_lock
 *       off its run queue, off its CPU?      state = running, to a run queue
 *       neither new nor dead?                unlock pi_lock
 *       read the number, walk the stack
 *       unlock pi_lock
 *
 *   - a task that runs is asked on its CPU, by an interrupt that looks at what
 *     it has interrupted;
 *   - a task that waits for a CPU is neither. It is looked at again until it is
 *     one of the two, or the caller's patience is over.
 *
 * The registers hold another number after rt_sigreturn: such a call is not
 * seen, for the moment until it has returned. One that is just passing the gate
 * may be seen though it is not counted yet, or no longer.
 */

#include <linux/overflow.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/irq_regs.h>
#include <asm/syscall.h>
#include <asm/unistd.h>
#include "calls.h"
#include "entry.h"
#include "link.h"
#include "stack.h"
#include "testing.h"

/* What a walk over a stack has found. */
struct found {
	struct call *call;	/* NULL: only whether the link is there */
	bool link;
};

static bool note_address(unsigned long address, void *data)
{
	struct found *found = data;
	struct call *call = found->call;

	if (call && call->depth < CALL_STACK)
		call->stack[call->depth++] = address;
	found->link |= link_contains(address);
	return call || !found->link;
}

/* From @regs on, or else from here or from where the task was left. */
static bool stack_has_link(struct task_struct *task, struct pt_regs *regs,
			   struct call *call)
{
	struct found found = { .call = call };

	if (call)
		call->depth = 0;
	stack_walk(task, regs, note_address, &found);
	return found.link;
}

/**
 * calls_saved_regs() - the registers with which a task came into the kernel
 * @task: a task, with whatever keeps its &struct task_struct
 * @regs: where to put them
 *
 * Of a task that runs or ends meanwhile they may be anything.
 *
 * Context: Any.
 * Return: false when it has none, or no stack any more.
 */
bool calls_saved_regs(struct task_struct *task, struct pt_regs *regs)
{
	/* One look at task->stack, which is NULL once the task has ended. */
	const struct pt_regs *saved = data_race(task_pt_regs(task));

	return !(READ_ONCE(task->flags) & PF_KTHREAD) &&
	       (unsigned long)saved > THREAD_SIZE &&
	       !copy_from_kernel_nofault(regs, saved, sizeof(*regs));
}

/* The number that a task's saved registers hold, -1 for none. */
static int number_of(struct task_struct *task)
{
	struct pt_regs regs;
	int nr;

	if (!calls_saved_regs(task, &regs))
		return -1;
	nr = syscall_get_nr(task, &regs);
	return nr >= 0 && nr < NR_syscalls ? nr : -1;
}

/* @nr: -1 for whatever entry. */
static bool may_be_inside(struct task_struct *task, int nr)
{
	int its = number_of(task);

	return its >= 0 && (nr < 0 || its == nr) &&
	       READ_ONCE(entry_get(its)->state) != ENTRY_FREE;
}

static void note(struct call *call, struct task_struct *task, int nr)
{
	call->nr = nr;
	call->pid = task->tgid;
	call->tid = task->pid;
	call->state = task_state_to_char(task);
	/* Another may change its name meanwhile; it stays terminated. */
	data_race(strscpy(call->comm, task->comm, sizeof(call->comm)));
}

/* For a task that stays as it is meanwhile. */
static bool look_at(struct task_struct *task, struct pt_regs *regs,
		    struct call *call)
{
	int nr = number_of(task);

	if (testing_without(TESTING_BLOCKED))
		testing_pause(TESTING_LOOKING);
	if (nr < 0 || !stack_has_link(task, regs, call))
		return false;
	note(call, task, nr);
	return true;
}

/**
 * calls_is_blocked() - see whether a task cannot run before it is woken
 * @task: a task, with a reference, and its pi_lock held
 *
 * While the lock is held such a task stays as it is, and so does its stack.
 *
 * Context: Any.
 * Return: whether it is so; of a task that is new, or has ended, it is not.
 */
bool calls_is_blocked(struct task_struct *task)
{
	/*
	 * The acquire pairs with the release by which the scheduler says that
	 * it has left the task's stack.
	 */
	return compat_task_blocked(task) && !smp_load_acquire(&task->on_cpu) &&
	       !(compat_task_state(task) & (TASK_DEAD | TASK_NEW)) &&
	       compat_task_state(task) != TASK_RUNNING;
}

/**
 * calls_switches() - how often a task has been switched away from
 * @task: the task
 *
 * A task that is blocked, and was switched away from as often as before, has
 * not run in between: had it been running then, it would have been counted when
 * it stopped.
 *
 * Context: Any.
 * Return: the count.
 */
unsigned long calls_switches(const struct task_struct *task)
{
	/* Counted by the scheduler on another CPU, with plain writes. */
	return data_race(task->nvcsw) + data_race(task->nivcsw);
}

/* Inside, or not; -EAGAIN when the task runs or waits for a CPU. */
static int look_blocked(struct task_struct *task, struct call *call)
{
	unsigned long flags;
	int found;

	if (testing_without(TESTING_BLOCKED))
		return look_at(task, NULL, call);
	raw_spin_lock_irqsave(&task->pi_lock, flags);
	if (calls_is_blocked(task))
		found = look_at(task, NULL, call);
	else if (compat_task_state(task) & (TASK_DEAD | TASK_NEW))
		found = false;
	else
		found = -EAGAIN;
	raw_spin_unlock_irqrestore(&task->pi_lock, flags);
	return found;
}

/* What an interrupt asks the task that it has interrupted. */
struct question {
	struct task_struct *task;
	struct call *call;
	bool met;	/* the task was there */
	bool found;
};

static void answer(void *arg)
{
	struct question *q = arg;

	if (q->task != current)
		return;
	q->met = true;
	/* From user mode the way does not lead through the link. */
	q->found = look_at(current, get_irq_regs(), q->call);
}

/**
 * calls_inside() - see whether a blocked task is inside an entry
 * @task: a task, for as long as calls_is_blocked() says so
 * @nr: the entry's number
 *
 * Context: Any but NMI.
 * Return: whether it is.
 */
bool calls_inside(struct task_struct *task, int nr)
{
	return number_of(task) == nr && stack_has_link(task, NULL, NULL);
}

/**
 * calls_look() - see whether a task is inside an entry
 * @task: any task, with a reference
 * @call: where to put what was seen
 * @patience: how often to look again at tasks that wait for a CPU; counted down
 *
 * Context: Process context, sleeps.
 * Return: whether it is; %-EAGAIN when it was not seen on a CPU, nor blocked.
 */
int calls_look(struct task_struct *task, struct call *call, unsigned int *patience)
{
	struct question q = { .task = task, .call = call };
	int found;

	if (task == current)
		return look_at(task, NULL, call);

	/* In a virtual machine a CPU may be away for a while, too. */
	for (;;) {
		if (!testing_without(TESTING_BLOCKED))
			testing_pause(TESTING_LOOKING);
		found = look_blocked(task, call);
		if (found != -EAGAIN)
			return found;
		if (READ_ONCE(task->on_cpu))
			smp_call_function_single(task_cpu(task), answer, &q, true);
		if (q.met)
			return q.found;
		if (!*patience || fatal_signal_pending(current))
			return -EAGAIN;
		--*patience;
		schedule_timeout_idle(1);
	}
}

/* How many may be inside; as many as there is room for are kept. */
static unsigned int collect(struct callers *callers, unsigned int room, int nr)
{
	struct task_struct *process, *task;
	unsigned int seen = 0;

	rcu_read_lock();
	for_each_process_thread(process, task) {
		if (!may_be_inside(task, nr))
			continue;
		if (seen < room)
			callers->tasks[seen] = get_task_struct(task);
		seen++;
	}
	rcu_read_unlock();
	return seen;
}

/**
 * calls_get() - all tasks that may be inside
 * @nr: the number of an entry, -1 for all of them
 *
 * Context: Process context, sleeps.
 * Return: what calls_put() takes back, or %NULL for want of memory.
 */
struct callers *calls_get(int nr)
{
	unsigned int room = collect(NULL, 0, nr) + 16, seen;
	struct callers *callers;

	for (;;) {
		callers = testing_fail_alloc() ? NULL :
			kvmalloc(struct_size(callers, tasks, room), GFP_KERNEL);
		if (!callers)
			return NULL;
		seen = collect(callers, room, nr);
		callers->count = min(seen, room);
		callers->patience = CALLS_PATIENCE;
		callers->unseen = 0;
		if (seen <= room)
			return callers;
		calls_put(callers);
		room = 2 * seen;
	}
}

void calls_put(struct callers *callers)
{
	while (callers->count)
		put_task_struct(callers->tasks[--callers->count]);
	kvfree(callers);
}

/* The first that is inside: of those that are blocked, or else of those that run. */
static bool find_among(const struct callers *callers, int nr, bool blocked,
		       struct call *call)
{
	unsigned int i, none = 0;

	for (i = 0; i < callers->count; i++) {
		struct task_struct *task = callers->tasks[i];

		if ((blocked ? look_blocked(task, call) :
			       calls_look(task, call, &none)) > 0 && call->nr == nr)
			return true;
		cond_resched();
	}
	return false;
}

/**
 * calls_find() - find one caller inside
 * @nr: the number
 * @call: where to put it
 *
 * Prefers one that sleeps: that is the one to be waited for. Interrupts a CPU
 * only where a caller runs that may be inside.
 *
 * Context: Process context, sleeps.
 * Return: whether one was found. Living calls that are not found are those
 * that came or left meanwhile, wait for a CPU, or run with interrupts off.
 */
bool calls_find(int nr, struct call *call)
{
	struct callers *callers = calls_get(nr);
	bool found = false;

	if (callers) {
		found = find_among(callers, nr, true, call) ||
			find_among(callers, nr, false, call);
		calls_put(callers);
	}
	if (!found)
		*call = (struct call){};
	return found;
}
