// SPDX-License-Identifier: GPL-2.0
/*
 * Hands calls back: wakes the callers that sleep interruptibly inside an entry
 * whose removal has begun, as a signal would, but without sending one.
 *
 * The flag set here makes signal_pending() true, so the sleep ends and the call
 * returns one of the restart codes. On its way to user mode the kernel clears
 * the flag, finds no signal and restarts the call; a hijacked number has been
 * restored by then, so the call reaches its original. task_work_add() with
 * TWA_SIGNAL does the same and queues work; without work the task runs no code of
 * this module that removal would have to wait for. Livepatch wakes the tasks that
 * it waits for in the same way.
 *
 * If the handler has been replaced, the callers of the previous one are kicked:
 * their calls are made again in the next one.
 *
 * Not every call can be restarted unnoticed: one that has done part of its work
 * returns that part, and some return EINTR. dyn_syscall_remove() by default kicks
 * only calls that can, see restart.c.
 *
 * Only tasks that are inside are touched. A sleeping task can be woken at any
 * moment, and be elsewhere before the flag is set:
 *
 *   kick_task()                           waker
 *   -----------                           -----
 *   lock pi_lock                          lock pi_lock
 *   off its run queue, off its CPU?       state = running, to a run queue
 *   in an interruptible sleep?            unlock pi_lock
 *   stack leads to the trampoline?
 *   set the flag
 *   unlock pi_lock
 *   wake it
 *
 * A task that is off its run queue cannot run before it is woken, and a wake-up
 * needs the pi_lock that we hold. So the flag is set while the call is inside,
 * and the call sees it before it can leave. The scheduler does not let a task
 * with the flag sleep interruptibly, so no task gets it twice. The wake-up takes
 * pi_lock itself and comes after. If another waker was faster, ours may find the
 * task in another sleep with the flag cleared: a spurious wake-up, which every
 * sleeper in the kernel has to expect.
 *
 * Model: kick_task() in doc/model/entry.pml; NO_PI_LOCK, NO_REMOVING.
 */

#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/wait.h>
#include "calls.h"
#include "compat.h"
#include "entry.h"
#include "kick.h"
#include "pause.h"
#include "restart.h"

/* @generation: of the callers to kick; 0: all */
static bool kick_task(struct task_struct *task, int nr, enum kick how,
		      unsigned int generation, bool unknown)
{
	struct wait_queue_entry waiter = { .private = task };
	unsigned int its;
	struct restart restart;
	unsigned long flags;
	bool inside;

	if (how == KICK_SILENT)
		restart_prepare(&restart, task);
	raw_spin_lock_irqsave(&task->pi_lock, flags);
	/* A task that was preempted on its way to sleep is decided next time. */
	inside = calls_task_is_blocked(task) &&
		 compat_task_state(task) & TASK_INTERRUPTIBLE &&
		 calls_task_is_inside(task, nr, &its) &&
		 (!generation || its == generation || (!its && unknown)) &&
		 (how != KICK_SILENT || restart_is_silent(&restart, task));
	if (inside)
		set_tsk_thread_flag(task, TIF_NOTIFY_SIGNAL);
	raw_spin_unlock_irqrestore(&task->pi_lock, flags);

	/* wake_up_state() is not exported; this is. */
	if (inside)
		default_wake_function(&waiter, TASK_INTERRUPTIBLE, 0, NULL);
	return inside;
}

/**
 * kick_callers() - one round of waking the callers that sleep inside
 * @r: the registration
 * @how: which callers
 * @unknown: if the handler was replaced, also kick those of which it is not known
 *	     whether they have called the previous or the next one
 *
 * Takes entry_mutex for each task: any user can have thousands of them inside.
 *
 * Context: Process context, sleeps.
 * Return: how many were woken; %-EBADF removal has not begun, or has ended;
 * %-ENOMEM.
 */
int kick_callers(struct registration *r, enum kick how, bool unknown)
{
	int nr = entry_nr(r->entry), kicked = 0;
	unsigned int generation;
	struct callers *callers;
	unsigned int i = 0;
	bool leaving;

	callers = callers_collect(nr);
	if (!callers)
		return -ENOMEM;
	do {
		/* While it is held the entry cannot be freed and registered again. */
		mutex_lock(&entry_mutex);
		generation = registration_is_previous(r) ? r->generation : 0;
		leaving = generation || registration_is_undoing(r);
		if (!i)
			pause_at(PAUSE_KICKING);
		if (leaving && i < callers->count)
			kicked += kick_task(callers->tasks[i], nr, how, generation,
					    unknown);
		else if (!leaving && !i)
			kicked = -EBADF;
		mutex_unlock(&entry_mutex);
		cond_resched();
	} while (leaving && ++i < callers->count);
	callers_put(callers);
	return kicked;
}
