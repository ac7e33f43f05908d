// SPDX-License-Identifier: GPL-2.0
/*
 * Removal: begin, try the write lock until the last living call has left, free.
 * In steps, as a whole, and for clients that are unloaded without it.
 *
 * Waiting means polling: a call that leaves wakes no waiter, so that leaving
 * stays cheap. The intervals grow up to TRY_AGAIN_MAX, without a lock in between.
 *
 * A client that calls for removal from inside its own handler waits for itself.
 * That cannot be fixed here; the log names the caller inside.
 *
 * Model: doc/model/entry.pml. What breaks without these: NO_UNDOING_FIRST and
 * NO_RESTORE_FIRST (remove_begin), NO_MUTEX_TRYLOCK (remove_trylock), NO_ENOLCK
 * and NO_LOCK_BEFORE_CLEAR (remove_free), NO_NOTIFIER (client_going).
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/sched/signal.h>
#include <asm/unistd.h>
#include "calls.h"
#include "compat.h"
#include "dispatch.h"
#include "entry.h"
#include "kick.h"
#include "numbers.h"
#include "pause.h"
#include "remove.h"
#include "tracepoints.h"

#define TRY_AGAIN_MAX	msecs_to_jiffies(100)
#define LOG_EVERY	(10 * HZ)

/* How long remove_all() waits before it kicks callers that sleep inside. */
#define KICK_AFTER	HZ

/* One write attempt on a closed gate: 0 or -EAGAIN. */
static int try_write_lock(struct registration *r)
{
	struct entry *e = r->entry;
	u64 living = gate_write_trylock(&e->gate);

	lockdep_assert_held(&entry_mutex);
	r->attempts++;
	trace_dyn_syscall_write_trylock(e, !living, living, r->attempts,
					ktime_get_ns() - r->began);
	if (!living)
		return 0;
	r->eagain++;
	if (trace_dyn_syscall_eagain_enabled()) {
		struct call call;

		calls_find(entry_nr(e), &call);
		trace_dyn_syscall_eagain(e, living, r->attempts, call.tid,
					 call.comm);
	}
	return -EAGAIN;
}

/**
 * remove_begin() - begin removal and try the write lock
 * @r: the registration
 *
 * A hijacked number is restored before its gate closes, so that a call that is
 * handed back does not reach the trampoline again. A caller that was already on
 * the way is a straggler and gets the original. A dynamic number has no original
 * to be handed back to: its callers keep reaching the trampoline until the entry
 * is free, where they are counted and traced when they are refused.
 *
 * Context: Process context, sleeps for a grace period.
 * Return: 0 locked; %-EAGAIN living calls; %-EBADF removal has begun before.
 */
int remove_begin(struct registration *r)
{
	struct number *number = NULL;
	struct entry *e = r->entry;
	int err = -EBADF;

	mutex_lock(&entry_mutex);
	if (registration_is_current(r) &&
	    entry_set_state(r, ENTRY_ACTIVE, ENTRY_UNDOING)) {
		r->began = ktime_get_ns();
		pause_at(PAUSE_UNDOING);
		number = r->number;
		number_remove(number);
		if (e->gate.nr_kind == NR_USED)
			dispatch_restore(entry_nr(e));
		pause_at(PAUSE_RESTORED);
		gate_close(&e->gate);
		err = try_write_lock(r);
	}
	mutex_unlock(&entry_mutex);
	if (number)
		number_settle(number);
	return err;
}

/**
 * remove_trylock() - try the write lock again
 * @r: the registration
 *
 * Context: Process context, sleeps.
 * Return: 0 locked; %-EAGAIN living calls; %-EBADF removal has not begun.
 */
int remove_trylock(struct registration *r)
{
	int err = -EBADF;

	mutex_lock(&entry_mutex);
	if (registration_is_undoing(r)) {
		pause_at(PAUSE_TRYING);
		err = try_write_lock(r);
	}
	mutex_unlock(&entry_mutex);
	return err;
}

/**
 * remove_free() - free an entry whose write lock is held
 * @r: the registration
 * @kind: the kind that the caller expects
 *
 * Context: Process context, sleeps.
 * Return: 0; %-EBADF another kind, or removal has not begun; %-ENOLCK the write
 * lock is not held.
 */
int remove_free(struct registration *r, enum kind kind)
{
	struct entry *e = r->entry;
	int err = 0;

	mutex_lock(&entry_mutex);
	if (entry_kind(e) != kind || !registration_is_undoing(r)) {
		err = -EBADF;
	} else if (e->gate.word != GATE_LOCKED) {
		err = -ENOLCK;
	} else {
		pause_at(PAUSE_FREEING);
		if (e->gate.nr_kind == NR_UNUSED)
			dispatch_restore(entry_nr(e));
		entry_free(r, ENTRY_UNDOING);
	}
	mutex_unlock(&entry_mutex);
	return err;
}

static void log_inside(const struct registration *r)
{
	const struct entry *e = r->entry;
	struct call call;

	if (calls_find(entry_nr(e), &call))
		pr_warn("removal of %s (%d) waits for %llu inside: %s (pid %d)\n",
			r->name, entry_nr(e), gate_living(&e->gate), call.comm,
			call.tid);
	else
		pr_warn("removal of %s (%d) waits for %llu inside\n",
			r->name, entry_nr(e), gate_living(&e->gate));
}

/*
 * Begin removal if it has not begun, and try until the write lock is held: 0,
 * -EBADF, -ETIMEDOUT; -EINTR only when @killable. Times in jiffies.
 *
 * The machine can freeze meanwhile. The intervals shrink only when a call has
 * left: a caller that is woken and goes on sleeping does not keep us busy.
 */
static int drain(struct registration *r, unsigned long timeout, enum kick kick,
		 unsigned long kick_after, bool killable)
{
	unsigned long start = jiffies, logged = start, pause = 1;
	u64 living, least = U64_MAX;
	int err;

	gate_will_wait(&r->entry->gate);
	err = remove_begin(r);
	if (err == -EBADF)
		err = remove_trylock(r);

	while (err == -EAGAIN) {
		unsigned long waited = jiffies - start;

		if (waited >= timeout)
			return -ETIMEDOUT;
		if (killable && fatal_signal_pending(current))
			return -EINTR;
		if (time_after_eq(jiffies, logged + LOG_EVERY)) {
			log_inside(r);
			logged = jiffies;
		}
		if (kick != KICK_NONE && waited >= kick_after)
			kick_callers(r, kick);
		living = gate_living(&r->entry->gate);
		if (living < least) {
			least = living;
			pause = 1;
		}
		pause = min3(pause, TRY_AGAIN_MAX, timeout - waited);
		compat_schedule_timeout_freezable(pause, killable);
		pause *= 2;
		err = remove_trylock(r);
	}
	return err;
}

/**
 * remove_drain() - begin removal and wait for the living calls
 * @r: the registration
 * @timeout: in jiffies; %MAX_SCHEDULE_TIMEOUT: without limit
 * @kick: which callers to kick, from the beginning
 *
 * Context: Process context, sleeps, can be killed.
 * Return: 0 locked; %-ETIMEDOUT; %-EINTR killed; %-EBADF another task has freed
 * it.
 */
int remove_drain(struct registration *r, unsigned long timeout, enum kick kick)
{
	return drain(r, timeout, kick, 0, true);
}

/**
 * remove_all() - the whole removal
 * @r: the registration
 *
 * Of two tasks that remove the same registration, one frees it.
 *
 * Context: Process context, sleeps until the last living call has left.
 * Return: 0; %-EBADF another task has freed it.
 */
int remove_all(struct registration *r)
{
	enum kind kind = entry_kind(r->entry);
	enum kick kick = KICK_NONE;
	int err;

	if (kind == KIND_HIJACKED)
		kick = READ_ONCE(r->entry->gate.flags) & DYN_SYSCALL_KICK ?
		       KICK_ALL : KICK_SILENT;
	err = drain(r, MAX_SCHEDULE_TIMEOUT, kick, KICK_AFTER, false);
	pause_at(PAUSE_DRAINED);
	return err ?: remove_free(r, kind);
}

/* False if there was nothing to remove. */
static bool remove_all_of(const struct module *owner)
{
	struct registration *r;
	bool found = false;
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		r = registration_find_owned(nr, owner);
		if (!r)
			continue;

		pr_warn("%s: went without unregistering %s (%d): removed for it\n",
			owner->name, r->name, nr);
		remove_all(r);
		registration_put(r);
		found = true;
	}
	return found;
}

/*
 * A client is being unloaded, by rmmod or because its init has failed, and its
 * memory is freed when we return: whatever it has left registered is removed
 * first. None of its code runs any more but its living calls. If one of these
 * registers another number meanwhile, it is inside a call that is still to be
 * removed; when nothing is left, no call is inside anything.
 */
static int client_going(struct notifier_block *nb, unsigned long action,
			void *module)
{
	if (action != MODULE_STATE_GOING)
		return NOTIFY_DONE;
	while (remove_all_of(module))
		cond_resched();
	return NOTIFY_OK;
}

/*
 * First of all notifiers. Kprobes and tracers remove what they have put into the
 * client when they are called, and expect that none of its code runs any more.
 */
static struct notifier_block client_notifier = {
	.notifier_call = client_going,
	.priority = INT_MAX,
};

int __init remove_init(void)
{
	return register_module_notifier(&client_notifier);
}

void remove_exit(void)
{
	unregister_module_notifier(&client_notifier);
}
