// SPDX-License-Identifier: GPL-2.0
/*
 * Who is inside: the tasks whose saved registers tell the number of an entry
 * and whose kernel stack leads back into the link. The link itself notes
 * nothing, so that a call pays nothing for this; all work is here. A task that
 * sleeps in an original since before the hijack has no link on its stack.
 *
 * A task is either off every CPU, and then its stack can be read, or on one,
 * and then it is asked there, by an interrupt that looks at what it has
 * interrupted. It may change from one to the other at any moment:
 *
 *   reader (look_waiting)            scheduler
 *   ---------------------            ---------
 *   switches counted      (S)        on_cpu = 1
 *   on_cpu is 0           (C)        the task runs, its stack changes
 *   unwind                           switches++
 *   on_cpu is still 0     (C')       on_cpu = 0, released when all is saved
 *   switches as before    (S')
 *
 * Each is read before the next. If the task runs during the unwinding, either
 * it is still on a CPU at C', or it has been counted before it left, and S'
 * differs from S. If S was read between the count and the release, C sees
 * either the CPU, or, by the release, all that was saved. Then we look again.
 *
 * What is read meanwhile may be wrong but is always there: the unwinder checks
 * each step against the bounds of the stack, and the memory of a stack that
 * ends is freed by RCU, or kept for the next task until its CPU is unplugged.
 * So whoever unwinds another task keeps both off. A task that ends has run, so
 * that nothing of it is believed.
 *
 * The registers tell another number after rt_sigreturn: such a call is not
 * seen, for the moment until it has returned. One that is just passing the gate
 * may be seen though it is not counted yet, or no longer.
 */

#include <linux/cpu.h>
#include <linux/overflow.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
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

/*
 * The number that a task's saved registers tell, -1 for none. What is read here
 * of a task that runs changes as it is read; whoever is told something old was
 * told what was true a moment ago.
 */
static int number_of(struct task_struct *task)
{
	/* One look at task->stack, which is NULL once the task has ended. */
	struct pt_regs *regs = data_race(task_pt_regs(task));
	int nr;

	if (READ_ONCE(task->flags) & PF_KTHREAD || (unsigned long)regs <= THREAD_SIZE)
		return -1;
	/* As said above. */
	nr = data_race(syscall_get_nr(task, regs));
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

/* All three for a task that stays as it is while we look. */
static bool look(struct task_struct *task, struct pt_regs *regs,
		 struct call *call)
{
	int nr = number_of(task);

	testing_pause(TESTING_LOOKING);
	if (nr < 0 || !stack_has_link(task, regs, call))
		return false;
	note(call, task, nr);
	return true;
}

static unsigned long switches(const struct task_struct *task)
{
	/* Counted by the scheduler on another CPU, with plain writes. */
	return data_race(task->nvcsw) + data_race(task->nivcsw);
}

/* -EAGAIN when the task has run. RCU and CPU hotplug are off, see above. */
static int look_waiting(struct task_struct *task, struct call *call)
{
	unsigned long before = switches(task);	/* S */
	bool found;

	smp_rmb();	/* S before C; pairs with the release of on_cpu */
	if (smp_load_acquire(&task->on_cpu))	/* C, pairs with the same */
		return -EAGAIN;
	found = look(task, NULL, call);
	smp_rmb();	/* the stack before C'; pairs with the switch to a task */
	if ((smp_load_acquire(&task->on_cpu) || switches(task) != before) &&
	    !testing_without(TESTING_LOOK_AGAIN))
		return -EAGAIN;
	return found;
}

/* What an interrupt asks the task that it has interrupted. */
struct question {
	struct task_struct *task;	/* NULL: whoever it is */
	int nr;				/* -1: inside whatever entry */
	struct call *call;		/* of the one who is the first to answer */
	bool met;			/* @task was there */
	atomic_t found;
};

static void ask_this_cpu(void *arg)
{
	struct question *q = arg;
	struct pt_regs *regs = get_irq_regs();
	struct call call;

	if (q->task && q->task != current)
		return;
	if (q->task)
		q->met = true;
	/* From user mode the way does not lead through the link. */
	if (!look(current, regs, &call) || (q->nr >= 0 && q->nr != call.nr))
		return;
	if (!atomic_xchg(&q->found, 1))
		*q->call = call;
}

/**
 * calls_inside() - see whether a task that cannot run is inside an entry
 * @task: a task, with whatever keeps it from running
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
 *
 * Context: Process context, sleeps.
 * Return: whether it is.
 */
bool calls_look(struct task_struct *task, struct call *call)
{
	struct question q = { .task = task, .nr = -1, .call = call };
	int found;

	if (task == current)
		return look(task, NULL, call);

	/* Each look is a new chance for both: sooner or later one of them is met. */
	for (;;) {
		cpus_read_lock();
		rcu_read_lock();
		found = look_waiting(task, call);
		rcu_read_unlock();
		cpus_read_unlock();
		if (found != -EAGAIN)
			return found;

		smp_call_function_single(task_cpu(task), ask_this_cpu, &q, true);
		if (q.met)
			return atomic_read(&q.found);
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

/* RCU and CPU hotplug are off. */
static bool find_waiting(int nr, struct call *call)
{
	struct task_struct *process, *task;

	for_each_process_thread(process, task)
		if (task != current && number_of(task) == nr &&
		    look_waiting(task, call) > 0 && call->nr == nr)
			return true;
	return false;
}

/**
 * calls_find() - find one caller inside
 * @nr: the number
 * @call: where to put it
 *
 * Prefers one that sleeps: that is the one to be waited for.
 *
 * Context: Process context, sleeps.
 * Return: whether one was found. Living calls that are not found are those
 * that came or left meanwhile, or run with interrupts off.
 */
bool calls_find(int nr, struct call *call)
{
	struct question q = { .nr = nr, .call = call };
	bool found;

	cpus_read_lock();
	rcu_read_lock();
	found = find_waiting(nr, call);
	rcu_read_unlock();
	cpus_read_unlock();
	/* The remover itself may be inside: a handler that calls us. */
	if (found || (look(current, NULL, call) && call->nr == nr))
		return true;

	*call = (struct call){};
	smp_call_function(ask_this_cpu, &q, true);
	return atomic_read(&q.found);
}
