// SPDX-License-Identifier: GPL-2.0
/*
 * Callers inside: the tasks whose saved registers hold the number of an entry
 * and whose kernel stack leads back into the trampoline. The trampoline itself
 * records nothing, so that a call pays nothing for this; all work is done here.
 * A task that has slept in an original since before the hijack has no trampoline
 * on its stack.
 *
 * The stack of another task may be freed and unmapped at any moment: that happens
 * when the task is switched away from for the last time, and RCU does not delay
 * it. Therefore:
 *
 *   - the number is read by a fault-safe copy. It may be garbage, and only
 *     selects the tasks to examine;
 *   - the stack of a blocked task is walked under its pi_lock. A wake-up needs
 *     that lock, so the task neither runs nor exits meanwhile:
 *
 *       examine_blocked()                    waker
 *       -----------------                    -----
 *       lock pi_lock                         lock pi_lock
 *       off its run queue, off its CPU?      state = running, to a run queue
 *       neither new nor dead?                unlock pi_lock
 *       read the number, walk the stack
 *       unlock pi_lock
 *
 *   - a running task is examined on its CPU, by an interrupt that inspects what
 *     it has interrupted;
 *   - a runnable task that waits for a CPU is neither. It is examined again until
 *     it is one of the two, or the caller's patience is used up.
 *
 * While callers of two handlers of an entry are inside, the outermost function that
 * belongs to one of the two clients shows which of them a task has called. A handler
 * that has jumped to the original left no frame: its generation is not known.
 *
 * After rt_sigreturn the registers hold another number: such a call is not found
 * for the moment until it has returned. A call that is just passing the gate may
 * be found although it is not counted yet, or not counted any more.
 *
 * Over 400 lines: what must hold of a task while its stack is walked is argued once, for
 * blocked, running and current tasks.
 */

#include <linux/module.h>
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
#include "pause.h"
#include "stack.h"
#include "trampoline.h"

/* The result of a stack walk. */
struct found {
	struct call *call;	/* NULL: stop at the trampoline */
	const struct registration *now, *previous;
	unsigned int generation;
	bool trampoline;
};

static bool is_of(unsigned long address, const struct registration *r)
{
	return r->owner && within_module(address, r->owner);
}

static bool note_address(unsigned long address, void *data)
{
	struct found *found = data;
	struct call *call = found->call;

	if (call && call->depth < CALL_STACK)
		call->stack[call->depth++] = address;
	found->trampoline |= trampoline_contains(address);
	if (found->previous && !found->trampoline) {
		if (is_of(address, found->previous))
			found->generation = found->previous->generation;
		else if (is_of(address, found->now))
			found->generation = found->now->generation;
	}
	return call || !found->trampoline;
}

/*
 * Start at @regs, or else here, or where the task was switched out. A client is not
 * freed before its registration is, and a grace period has passed.
 */
static bool stack_has_trampoline(struct task_struct *task, int nr, struct pt_regs *regs,
				 struct call *call, unsigned int *generation)
{
	struct found found = { .call = call };

	if (call)
		call->depth = 0;
	rcu_read_lock();
	found.now = rcu_dereference(entry_at(nr)->registration);
	if (found.now) {
		found.previous = rcu_dereference(found.now->previous);
		if (!found.previous)
			found.generation = found.now->generation;
	}
	stack_walk(task, regs, note_address, &found);
	rcu_read_unlock();
	*generation = found.generation;
	return found.trampoline;
}

/**
 * calls_task_regs() - copy the registers with which a task entered the kernel
 * @task: a task, whose &struct task_struct the caller keeps
 * @regs: where to copy them
 *
 * The registers may change as we read, or be garbage if the task exits.
 *
 * Context: Any.
 * Return: false if it has none, or no stack any more.
 */
bool calls_task_regs(struct task_struct *task, struct pt_regs *regs)
{
	/* One read of task->stack, which is NULL once the task has exited. */
	const struct pt_regs *saved = data_race(task_pt_regs(task));

	return !(READ_ONCE(task->flags) & PF_KTHREAD) &&
	       (unsigned long)saved > THREAD_SIZE &&
	       !copy_from_kernel_nofault(regs, saved, sizeof(*regs));
}

/* The number that a task's saved registers hold, -1 for none. */
static int saved_nr(struct task_struct *task)
{
	struct pt_regs regs;
	int nr;

	if (!calls_task_regs(task, &regs))
		return -1;
	nr = syscall_get_nr(task, &regs);
	return nr >= 0 && nr < NR_syscalls ? nr : -1;
}

/* @nr: -1 for any entry. */
static bool may_be_inside(struct task_struct *task, int nr)
{
	int its = saved_nr(task);

	return its >= 0 && (nr < 0 || its == nr) &&
	       READ_ONCE(entry_at(its)->gate.state) != ENTRY_FREE;
}

static void note(struct call *call, struct task_struct *task, int nr)
{
	call->nr = nr;
	call->pid = task->tgid;
	call->tid = task->pid;
	call->state = task_state_to_char(task);
	/* The name may change as we read; it stays terminated. */
	data_race(strscpy(call->comm, task->comm, sizeof(call->comm)));
}

/* Check number and stack, and fill @call; @task must not run meanwhile. */
static bool examine_stopped(struct task_struct *task, struct pt_regs *regs,
			    struct call *call)
{
	int nr = saved_nr(task);

	if (nr < 0 || !stack_has_trampoline(task, nr, regs, call, &call->generation))
		return false;
	note(call, task, nr);
	return true;
}

/**
 * calls_task_is_blocked() - is it certain that a task cannot run before it is woken?
 * @task: a task, with a reference, and its pi_lock held
 *
 * While the lock is held, such a task and its stack do not change.
 *
 * Context: Any.
 * Return: true if so; false for a new task and for one that has exited, too.
 */
bool calls_task_is_blocked(struct task_struct *task)
{
	/*
	 * Acquire pairs with the release in the scheduler's finish_task(),
	 * after which the task's stack is not in use.
	 */
	return compat_task_blocked(task) && !smp_load_acquire(&task->on_cpu) &&
	       !(compat_task_state(task) & (TASK_DEAD | TASK_NEW)) &&
	       compat_task_state(task) != TASK_RUNNING;
}

/**
 * calls_task_switches() - how often a task has been switched out
 * @task: the task
 *
 * If the count of a blocked task has not changed, the task has not run in
 * between: switching it out would have been counted.
 *
 * Context: Any.
 * Return: the count.
 */
unsigned long calls_task_switches(const struct task_struct *task)
{
	/* Counted by the scheduler on another CPU, with plain writes. */
	return data_race(task->nvcsw) + data_race(task->nivcsw);
}

/* Is it inside? -EAGAIN if the task runs or waits for a CPU. */
static int examine_blocked(struct task_struct *task, struct call *call)
{
	unsigned long flags;
	int found;

	raw_spin_lock_irqsave(&task->pi_lock, flags);
	if (calls_task_is_blocked(task))
		found = examine_stopped(task, NULL, call);
	else if (compat_task_state(task) & (TASK_DEAD | TASK_NEW))
		found = false;
	else
		found = -EAGAIN;
	raw_spin_unlock_irqrestore(&task->pi_lock, flags);
	return found;
}

/* A running task, for the interrupt on its CPU. */
struct running {
	struct task_struct *task;
	struct call *call;
	bool met;	/* the task was there */
	bool inside;
};

static void examine_running(void *arg)
{
	struct running *r = arg;

	if (r->task != current)
		return;
	r->met = true;
	/* If it interrupted user mode, the stack does not lead to the trampoline. */
	r->inside = examine_stopped(current, get_irq_regs(), r->call);
}

/**
 * calls_task_is_inside() - is a blocked task inside an entry?
 * @task: a task, while calls_task_is_blocked() holds
 * @nr: the entry's number
 * @generation: of the handler that it has called, 0 if that is not known
 *
 * Context: Any but NMI.
 * Return: true if it is.
 */
bool calls_task_is_inside(struct task_struct *task, int nr, unsigned int *generation)
{
	return saved_nr(task) == nr &&
	       stack_has_trampoline(task, nr, NULL, NULL, generation);
}

/**
 * calls_current() - which entry is the current task inside?
 * @regs: what an exception has saved; %NULL to look from here
 *
 * Context: Any but interrupts.
 * Return: its number; -1: none.
 */
int calls_current(struct pt_regs *regs)
{
	unsigned int generation;
	int nr = saved_nr(current);

	return nr >= 0 && stack_has_trampoline(current, nr, regs, NULL, &generation) ? nr : -1;
}

/**
 * calls_examine() - is a task inside an entry?
 * @task: any task, with a reference
 * @call: where to describe the call
 * @patience: how often to examine runnable tasks again; counted down
 *
 * Context: Process context, sleeps.
 * Return: 1 if it is, 0 if not; %-EAGAIN if it was found neither blocked nor on
 * a CPU.
 */
int calls_examine(struct task_struct *task, struct call *call, unsigned int *patience)
{
	struct running r = { .task = task, .call = call };
	int found;

	if (task == current)
		return examine_stopped(task, NULL, call);

	/* A CPU of a virtual machine may be descheduled for a while, too. */
	for (;;) {
		pause_at(PAUSE_LOOKING);
		found = examine_blocked(task, call);
		if (found != -EAGAIN)
			return found;
		if (READ_ONCE(task->on_cpu))
			smp_call_function_single(task_cpu(task), examine_running, &r, true);
		if (r.met)
			return r.inside;
		if (!*patience || fatal_signal_pending(current))
			return -EAGAIN;
		--*patience;
		schedule_timeout_idle(1);
	}
}

/* Returns how many may be inside; keeps as many as there is room for. */
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
 * callers_collect() - all tasks that may be inside
 * @nr: the number of an entry, -1 for all entries
 *
 * Context: Process context, sleeps.
 * Return: the tasks, for callers_put(); %NULL without memory.
 */
struct callers *callers_collect(int nr)
{
	unsigned int room = collect(NULL, 0, nr) + 16, seen;
	struct callers *callers;

	for (;;) {
		callers = pause_fail_alloc() ? NULL :
			kvmalloc(struct_size(callers, tasks, room), GFP_KERNEL);
		if (!callers)
			return NULL;
		seen = collect(callers, room, nr);
		callers->count = min(seen, room);
		callers->patience = CALLS_PATIENCE;
		callers->unseen = 0;
		if (seen <= room)
			return callers;
		callers_put(callers);
		room = 2 * seen;
	}
}

void callers_put(struct callers *callers)
{
	while (callers->count)
		put_task_struct(callers->tasks[--callers->count]);
	kvfree(callers);
}

/* The first task that is inside, among the blocked ones or among the running ones. */
static bool find_among(const struct callers *callers, int nr, unsigned int generation,
		       bool blocked, struct call *call)
{
	unsigned int i, none = 0;

	for (i = 0; i < callers->count; i++) {
		struct task_struct *task = callers->tasks[i];

		if ((blocked ? examine_blocked(task, call) :
			       calls_examine(task, call, &none)) > 0 && call->nr == nr &&
		    (!generation || call->generation == generation))
			return true;
		cond_resched();
	}
	return false;
}

/**
 * calls_find() - find one caller inside
 * @nr: the number
 * @generation: of the handler; 0: any
 * @call: where to describe it
 *
 * Prefers a sleeping one, since removal has to wait for that. Interrupts a CPU
 * only if a task that may be inside runs there.
 *
 * Context: Process context, sleeps.
 * Return: true if one was found. Living calls that are not found have entered or
 * left meanwhile, wait for a CPU, or run with interrupts off.
 */
bool calls_find(int nr, unsigned int generation, struct call *call)
{
	struct callers *callers = callers_collect(nr);
	bool found = false;

	if (callers) {
		found = find_among(callers, nr, generation, true, call) ||
			find_among(callers, nr, generation, false, call);
		callers_put(callers);
	}
	if (!found)
		*call = (struct call){};
	return found;
}
