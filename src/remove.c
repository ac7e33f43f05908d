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
 * NO_RESTORE_FIRST (begin), NO_MUTEX_TRYLOCK (remove_trylock), NO_ENOLCK and
 * NO_LOCK_BEFORE_CLEAR (free_locked), NO_NOTIFIER (client_going). After a rescue:
 * NO_RESCUED_REST (remove_trylock), NO_RESTORED (free_locked). Removal after a
 * swap: doc/model/swap.pml; NO_MUTEX_TRYLOCK, NO_BOTH (gate_living).
 *
 * Over 400 lines: a removal in steps, as a whole, and of what a client has left must
 * not differ.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
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

/* How long KICK_DEFAULT waits before it kicks callers that sleep inside. */
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

		calls_find(entry_nr(e), 0, &call);
		trace_dyn_syscall_eagain(e, living, r->attempts, call.tid,
					 call.comm);
	}
	return -EAGAIN;
}

/*
 * Begin removal of those of @rs whose removal has not begun, and say of how many. Of
 * those that were rescued the rest of it follows.
 *
 * A hijacked number is restored before its gate closes, so that a call that is
 * handed back does not reach the trampoline again. A caller that was already on
 * the way is a straggler and gets the original. A dynamic number has no original
 * to be handed back to: its callers keep reaching the trampoline until the entry
 * is free, where they are counted and traced when they are refused.
 */
static unsigned int begin(struct registration **rs, unsigned int n)
{
	DECLARE_BITMAP(hijacked, NR_syscalls) = {};
	DECLARE_BITMAP(undoing, NR_syscalls) = {};
	unsigned int i, begun = 0;

	lockdep_assert_held(&entry_mutex);
	for (i = 0; i < n; i++) {
		int nr = entry_nr(rs[i]->entry);

		if (!registration_is_current(rs[i]))
			continue;
		if (entry_set_state(rs[i], ENTRY_ACTIVE, ENTRY_UNDOING))
			begun++;
		else if (registration_is_undoing(rs[i]) && !rs[i]->restored)
			rs[i]->rescued = true;
		else
			continue;
		rs[i]->restored = true;
		rs[i]->began = ktime_get_ns();
		pause_at(PAUSE_UNDOING);
		number_remove(rs[i]->number);
		__set_bit(nr, undoing);
		if (rs[i]->kind == KIND_HIJACKED)
			__set_bit(nr, hijacked);
	}
	if (bitmap_empty(undoing, NR_syscalls))
		return 0;
	dispatch_restore(hijacked);
	pause_at(PAUSE_RESTORED);
	for_each_set_bit(i, undoing, NR_syscalls)
		gate_close(&entry_at(i)->gate);
	gate_synchronize();
	return begun;
}

static void settle(struct registration **rs, unsigned int n)
{
	while (n--)
		number_settle(rs[n]->number);
}

/**
 * remove_begin() - begin removal and try the write lock
 * @r: the registration
 *
 * Context: Process context, sleeps for a grace period.
 * Return: 0 locked; %-EAGAIN living calls; %-EBADF removal has begun before.
 */
int remove_begin(struct registration *r)
{
	int err = -EBADF;

	mutex_lock(&entry_mutex);
	if (begin(&r, 1))
		err = try_write_lock(r);
	mutex_unlock(&entry_mutex);
	settle(&r, 1);
	return err;
}

/* Have all callers of a handler that was replaced left? 0 or -EAGAIN. */
static int try_previous(struct registration *r)
{
	if (gate_living_before(&r->entry->gate))
		return -EAGAIN;
	entry_log(r, "has no callers any more");
	entry_forget_previous(entry_registration(r->entry));
	return 0;
}

/**
 * remove_trylock() - try the write lock again
 * @r: the registration
 *
 * Context: Process context, sleeps.
 * Return: 0 locked, or its handler was replaced and nothing is inside that one;
 * %-EAGAIN living calls; %-EBADF removal has not begun.
 */
int remove_trylock(struct registration *r)
{
	int err = -EBADF;

	mutex_lock(&entry_mutex);
	if (registration_is_undoing(r)) {
		begin(&r, 1);	/* if it was rescued */
		pause_at(PAUSE_TRYING);
		err = try_write_lock(r);
	} else if (registration_is_previous(r)) {
		err = try_previous(r);
	}
	mutex_unlock(&entry_mutex);
	return err;
}

/* Free what is locked. 0, or the error of the last one that is not: see below. */
static int free_locked(struct registration **rs, unsigned int n)
{
	DECLARE_BITMAP(dynamic, NR_syscalls) = {};
	unsigned int i, freed = 0;
	int err = 0;

	mutex_lock(&entry_mutex);
	for (i = 0; i < n; i++) {
		if (!registration_is_undoing(rs[i])) {
			err = -EBADF;
			continue;
		}
		/* One that was never open is locked when a rescue begins its removal. */
		if (!rs[i]->restored || rs[i]->entry->gate.word != GATE_LOCKED) {
			err = -ENOLCK;
			continue;
		}
		pause_at(PAUSE_FREEING);
		if (rs[i]->kind == KIND_DYNAMIC)
			__set_bit(entry_nr(rs[i]->entry), dynamic);
		swap(rs[i], rs[freed]);
		freed++;
	}
	dispatch_restore(dynamic);
	for (i = 0; i < freed; i++)
		entry_free(rs[i], ENTRY_UNDOING);
	mutex_unlock(&entry_mutex);
	for (i = 0; i < freed; i++)
		entry_log(rs[i], "removed");
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
	return r->kind == kind ? free_locked(&r, 1) : -EBADF;
}

static bool is_previous(const struct registration *r)
{
	bool previous;

	rcu_read_lock();
	previous = registration_is_previous(r);
	rcu_read_unlock();
	return previous;
}

/* How many calls a removal waits for. */
static u64 waits_for(const struct registration *r)
{
	const struct gate *gate = &r->entry->gate;

	return is_previous(r) ? gate_living_before(gate) : gate_living(gate);
}

static void log_inside(const struct registration *r)
{
	unsigned int generation = is_previous(r) ? r->generation : 0;
	int nr = entry_nr(r->entry);
	struct call call;

	if (calls_find(nr, generation, &call))
		pr_warn("removal of %s (%d) waits for %llu inside: %s (pid %d)\n",
			r->name, nr, waits_for(r), call.comm, call.tid);
	else
		pr_warn("removal of %s (%d) waits for %llu inside\n",
			r->name, nr, waits_for(r));
}

/* What dyn_syscall_remove() does without being asked. */
static enum kick default_kick(const struct registration *r)
{
	if (r->flags & DYN_SYSCALL_KICK)
		return KICK_ALL;
	if (r->kind == KIND_HIJACKED)
		return KICK_SILENT;
	/* A dynamic call that is made again reaches the next handler, if there is one. */
	return is_previous(r) ? KICK_ALL : KICK_NONE;
}

/*
 * Try the write lock of each; those that are locked, or that another task has
 * freed, move to the end. Returns how many are left. *err: -EBADF if one was not
 * there to be locked.
 */
static unsigned int try_all(struct registration **rs, unsigned int n, int *err)
{
	unsigned int i = 0;
	int tried;

	while (i < n) {
		tried = remove_trylock(rs[i]);
		if (tried == -EAGAIN) {
			i++;
			continue;
		}
		*err = tried ?: *err;
		n--;
		swap(rs[i], rs[n]);
	}
	return n;
}

/*
 * Begin removal where it has not begun, and try until all write locks are held: 0,
 * -EBADF, -ETIMEDOUT; -EINTR only when @killable. Times in jiffies. KICK_DEFAULT
 * begins to kick after a second, others at once. Callers whose generation is not
 * known are kicked at first and then with every line of the log only: some of them
 * need not leave.
 *
 * The machine can freeze meanwhile. The intervals shrink only when a call has
 * left: a caller that is woken and goes on sleeping does not keep us busy.
 */
static int drain(struct registration **rs, unsigned int n, unsigned long timeout,
		 enum kick kick, bool killable)
{
	unsigned long kick_after = kick == KICK_DEFAULT ? KICK_AFTER : 0;
	unsigned long start = jiffies, logged = start, pause = 1;
	bool kicked = false;
	u64 living, least = U64_MAX;
	unsigned int i;
	int err = 0;

	for (i = 0; i < n; i++)
		gate_will_wait(&rs[i]->entry->gate);
	mutex_lock(&entry_mutex);
	begin(rs, n);
	mutex_unlock(&entry_mutex);
	settle(rs, n);

	while ((n = try_all(rs, n, &err))) {
		unsigned long waited = jiffies - start;
		bool log = time_after_eq(jiffies, logged + LOG_EVERY);

		if (waited >= timeout)
			return -ETIMEDOUT;
		if (killable && fatal_signal_pending(current))
			return -EINTR;
		if (log)
			logged = jiffies;
		living = 0;
		for (i = 0; i < n; i++) {
			enum kick how = kick == KICK_DEFAULT ? default_kick(rs[i]) : kick;

			if (log)
				log_inside(rs[i]);
			if (how != KICK_NONE && waited >= kick_after)
				kick_callers(rs[i], how, log || !kicked);
			living += waits_for(rs[i]);
		}
		kicked |= waited >= kick_after;
		if (living < least) {
			least = living;
			pause = 1;
		}
		pause = min3(pause, TRY_AGAIN_MAX, timeout - waited);
		compat_schedule_timeout_freezable(pause, killable);
		pause *= 2;
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
	return drain(&r, 1, timeout, kick, true);
}

/**
 * remove_all() - the whole removal
 * @rs: the registrations, whose order changes
 * @n: how many
 *
 * All are waited for side by side, and share their grace periods. Of two tasks
 * that remove the same registration, one frees it.
 *
 * Context: Process context, sleeps until the last living call has left.
 * Return: 0; %-EBADF another task has freed one.
 */
int remove_all(struct registration **rs, unsigned int n)
{
	int err = drain(rs, n, MAX_SCHEDULE_TIMEOUT, KICK_DEFAULT, false);

	pause_at(PAUSE_DRAINED);
	return free_locked(rs, n) ?: err;
}

/* The hijacks whose removal has begun, each with a reference. */
static unsigned int collect_undoing(struct registration **rs)
{
	struct registration *r;
	unsigned int n = 0;
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		r = registration_find(nr, NULL);
		if (!r)
			continue;
		if (r->kind == KIND_HIJACKED && READ_ONCE(r->entry->gate.state) == ENTRY_UNDOING)
			rs[n++] = r;
		else
			registration_put(r);
	}
	return n;
}

/**
 * remove_rescued() - do the rest of what entry_rescue() has begun
 *
 * Restores all sites, in two grace periods. Then wakes the callers inside that
 * dyn_syscall_remove() would wake after a second: its client may be unable to.
 *
 * Context: Process context, sleeps.
 * Return: whether callers were woken; some may sleep again: call it again.
 */
bool remove_rescued(void)
{
	struct registration **rs = kcalloc(NR_syscalls, sizeof(*rs), GFP_KERNEL | __GFP_NOFAIL);
	unsigned int n = collect_undoing(rs);
	bool woken = false;

	pause_at(PAUSE_RESCUED);
	mutex_lock(&entry_mutex);
	begin(rs, n);
	mutex_unlock(&entry_mutex);
	settle(rs, n);
	while (n--) {
		if (rs[n]->rescued && gate_living(&rs[n]->entry->gate))
			woken |= kick_callers(rs[n], default_kick(rs[n]), true) > 0;
		registration_put(rs[n]);
	}
	kfree(rs);
	return woken;
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
		remove_all(&r, 1);
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
