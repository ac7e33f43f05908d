// SPDX-License-Identifier: GPL-2.0
/*
 * Hands calls back: wakes the callers that sleep interruptibly inside an entry
 * whose removal has begun, as if a signal had come, but without one.
 *
 * The flag that is set makes signal_pending() true, so the sleep ends and the
 * call returns one of the restart codes. On its way to user mode the kernel
 * clears the flag, finds no signal and makes the call again; a hijacked number
 * has been restored by then, so the call arrives at its original. That is what
 * task_work_add() does with TWA_SIGNAL, but for the work: with nothing to be
 * run in the task there is no code of ours that would have to be waited for.
 * Livepatch wakes the tasks that it waits for in the same way.
 *
 * Not every call can be made again without a trace: one that has done a part of
 * its work returns that part, and some return EINTR. What happens without being
 * asked for, as a part of dyn_syscall_remove(), touches only those that can, see
 * restart.c.
 *
 * Only who is inside is touched. A task that sleeps can be woken by anybody at
 * any moment, and be somewhere else before the flag is set:
 *
 *   kick_task()                           whoever wakes the task
 *   -----------                           ----------------------
 *   lock pi_lock                          lock pi_lock
 *   off its run queue, off its CPU?       state = running, to a run queue
 *   asleep, interruptibly?                unlock pi_lock
 *   its stack leads to the link?
 *   set the flag
 *   unlock pi_lock
 *   wake it
 *
 * A task that is off its run queue cannot run before it has been woken, and
 * nobody wakes it while we hold its pi_lock. So the flag is set while the call
 * is inside, and is seen by that call before it can leave: the scheduler lets
 * nobody sleep interruptibly who has the flag, so nobody gets it twice. The
 * wake-up takes pi_lock itself and comes after. Should somebody else have been
 * faster, it may find the task in another sleep, flag cleared: a wake-up without
 * a reason, which every sleeper in the kernel has to expect.
 *
 * Model: kick_task() in doc/model/entry.pml; NO_PI_LOCK, NO_REMOVING.
 */

#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/wait.h>
#include "api.h"
#include "calls.h"
#include "compat.h"
#include "entry.h"
#include "kick.h"
#include "restart.h"
#include "testing.h"

static bool kick_task(struct task_struct *task, int nr, enum kick how)
{
	struct wait_queue_entry waiter = { .private = task };
	struct restart restart;
	unsigned long flags;
	bool inside;

	if (how == KICK_SILENT)
		restart_prepare(&restart, task);
	raw_spin_lock_irqsave(&task->pi_lock, flags);
	/* One that was preempted on its way to sleep is asleep, or not, next time. */
	inside = calls_is_blocked(task) &&
		 compat_task_state(task) & TASK_INTERRUPTIBLE &&
		 (calls_inside(task, nr) || testing_without(TESTING_INSIDE)) &&
		 (how != KICK_SILENT || restart_is_silent(&restart, task) ||
		  testing_without(TESTING_SILENT));
	if (inside && testing_without(TESTING_PI_LOCK)) {
		raw_spin_unlock_irqrestore(&task->pi_lock, flags);
		testing_pause(TESTING_FLAGGING);
		raw_spin_lock_irqsave(&task->pi_lock, flags);
	}
	if (inside)
		set_tsk_thread_flag(task, TIF_NOTIFY_SIGNAL);
	raw_spin_unlock_irqrestore(&task->pi_lock, flags);

	/* wake_up_state() by its only exported way. */
	if (inside)
		default_wake_function(&waiter, TASK_INTERRUPTIBLE, 0, NULL);
	return inside;
}

/**
 * kick_callers() - one round of waking those who sleep inside
 * @e: the entry
 * @id: of its reservation
 * @how: whom
 *
 * The lock is taken for each task: any user can have thousands of them inside.
 *
 * Context: Process context, sleeps.
 * Return: how many were woken; %-EBADF another reservation, or removal has not
 * begun; %-ENOMEM.
 */
int kick_callers(struct entry *e, u64 id, enum kick how)
{
	struct callers *callers;
	unsigned int i = 0;
	bool removing;
	int kicked = 0;

	callers = calls_get(entry_nr(e));
	if (!callers)
		return -ENOMEM;
	do {
		/* Nobody frees the entry and takes it for something else meanwhile. */
		entry_mutex_lock(TESTING_KICK_MUTEX);
		removing = entry_removing(e, id) || testing_without(TESTING_REMOVING);
		if (!i)
			testing_pause(TESTING_KICKING);
		if (removing && i < callers->count)
			kicked += kick_task(callers->tasks[i], entry_nr(e), how);
		else if (!removing && !i)
			kicked = -EBADF;
		entry_mutex_unlock(TESTING_KICK_MUTEX);
		cond_resched();
	} while (removing && ++i < callers->count);
	calls_put(callers);
	return kicked;
}

/**
 * dyn_syscall_kick() - wake callers that sleep interruptibly inside
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * For after prep_restore_syscall() has returned %-EAGAIN. The callers leave as
 * for a signal, only there is none: a hijacked call is made again by the kernel,
 * arrives at its original, and its program notices nothing. Calls that Linux
 * does not restart after a signal, epoll_wait() say, return %-EINTR. A dynamic
 * call that is made again finds its gate closed: its program gets %-ENOSYS.
 *
 * A call that was interrupted in the middle returns what it has done: a write()
 * to a pipe returns fewer bytes than it was given. dyn_syscall_remove() by itself
 * wakes only callers that cannot notice, this call wakes all.
 *
 * One that runs, or sleeps so that no signal would wake it, is left alone, and
 * so is everybody who is not inside. Some may still be on their way to sleep:
 * kick again as long as syscall_trylock() returns %-EAGAIN. Beyond 2004.
 *
 * Context: Process context, sleeps.
 * Return: how many were woken; %-EINVAL bad name or number; %-EBADF they do not
 * belong together, or removal has not begun; %-ENOMEM.
 */
int dyn_syscall_kick(const char *name, int nr)
{
	struct entry *e = api_entry(name, nr);

	might_sleep();
	return e ? kick_callers(e, entry_id(e, name), KICK_ALL) : -EINVAL;
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_kick, DYN_SYSCALL);
