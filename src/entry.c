// SPDX-License-Identifier: GPL-2.0
/*
 * The shadow table, and the one way in which an entry changes.
 *
 * Two locks:
 *
 * state_lock (raw spinlock, in entry_set_state() only) makes "compare the
 * state, write it, emit the event" one step. It is what lets exactly one of
 * two registrars of a number win, and one of two removers: both compare, one
 * finds what it expected. In 2004 this was a compare-and-swap of the saved
 * word; that the event is within the step gives the trace the order of the
 * changes.
 *
 * entry_mutex makes what a winner does next one step for all the others: the
 * name, the number file, the site, the gate's word, the reservation. It is
 * held over a grace period by entry_prepare(). Only the reserve_*() functions
 * skip it: all that they touch is guarded by state_lock, or atomic. A holder
 * may see a reservation come, therefore, but none go. Lock order:
 * entry_mutex, then what sysctl and the text patcher take, or state_lock.
 *
 * Who may write what of an entry: the handler and the flags, the one who has
 * moved it free -> reserved, until active; the gate's word, who holds
 * entry_mutex; so a syscall_unlock() that races with the beginning of removal
 * has either opened the gate before removal closes it, or finds the entry
 * undoing and does nothing.
 *
 * Model: doc/model/entry.pml. What comes of it when these are not so:
 * NO_COMPARE (entry_set_state), NO_FLAGS_STAY (release), NO_MUTEX_UNLOCK and
 * NO_ACTIVE (entry_unlock), NO_UNDOING_FIRST and NO_RESTORE_FIRST
 * (entry_prepare), NO_MUTEX_TRYLOCK (entry_trylock), NO_ENOLCK and
 * NO_LOCK_BEFORE_CLEAR (entry_unregister).
 *
 * Over 400 lines: all that changes an entry is here, and nothing else.
 */

#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "calls.h"
#include "dispatch.h"
#include "entry.h"
#include "testing.h"
#include "tracepoints.h"

struct entry entries[DISPATCH_ROWS];

/* What it protects, and who may skip it, is told above. */
DEFINE_MUTEX(entry_mutex);

static DEFINE_RAW_SPINLOCK(state_lock);

/* Unused numbers that no dynamic call has taken. */
static atomic_t free_numbers;

/* One row of counters per number, on every CPU. */
static struct gate_counts __percpu *counts;

/* Events of single calls that are on. Written under entry_mutex. */
static unsigned int traced;

static bool taint;
module_param(taint, bool, 0444);
MODULE_PARM_DESC(taint, "Taint the kernel (U) at the first redirect; default off");

/*
 * The only place that writes an entry's state, and with it whose it is: an
 * entry has a reservation exactly while it is not free. False when the entry
 * is not in the state @from: somebody else was first. A change that no life of
 * an entry contains is a bug of ours.
 */
static bool entry_set_state(struct entry *e, enum entry_state from,
			    enum entry_state to, struct reservation *r)
{
	static const u8 may_follow[] = {
		[ENTRY_FREE] = BIT(ENTRY_RESERVED),
		[ENTRY_RESERVED] = BIT(ENTRY_ACTIVE) | BIT(ENTRY_FREE),
		[ENTRY_ACTIVE] = BIT(ENTRY_UNDOING),
		[ENTRY_UNDOING] = BIT(ENTRY_FREE),
	};
	unsigned long irq;
	bool changed;

	if (WARN_ON_ONCE(!(may_follow[from] & BIT(to))))
		return false;

	raw_spin_lock_irqsave(&state_lock, irq);
	changed = e->state == from;
	if (testing_without(TESTING_COMPARED))
		changed = true;
	if (changed) {
		/*
		 * Read without the lock by the searches here, and by
		 * why_refused(), whose acquire this pairs with: who sees the
		 * state sees the flags that were set for it.
		 */
		smp_store_release(&e->state, to);
		if (from == ENTRY_FREE)
			rcu_assign_pointer(e->reservation, r);
		trace_dyn_syscall_state(e, from, to);
		if (to == ENTRY_FREE)
			RCU_INIT_POINTER(e->reservation, NULL);
	}
	raw_spin_unlock_irqrestore(&state_lock, irq);
	return changed;
}

/* For events: the name, or nothing. @name has DYN_SYSCALL_NAME_LEN bytes. */
void entry_copy_name(const struct entry *e, char *name)
{
	const struct reservation *r;

	rcu_read_lock();
	/* Pairs with rcu_assign_pointer() in entry_set_state(). */
	r = rcu_dereference(e->reservation);
	if (r)
		memcpy(name, r->name, DYN_SYSCALL_NAME_LEN);
	else
		memset(name, 0, DYN_SYSCALL_NAME_LEN);
	rcu_read_unlock();
}

static bool has_name(const struct entry *e, const char *name)
{
	const struct reservation *r = entry_reservation(e);

	return r && !strcmp(r->name, name);
}

/*
 * Of two registrars of one name each has reserved its entry before it looks
 * here, and they look one after the other: at most one of them finds nothing.
 */
static bool name_in_use(const char *name, const struct entry *by)
{
	int nr;

	lockdep_assert_held(&entry_mutex);
	for (nr = 0; nr < NR_syscalls; nr++)
		if (entry_get(nr) != by && has_name(entry_get(nr), name))
			return true;
	return false;
}

static struct entry *reserve_hijacked(int nr, struct reservation *r)
{
	struct entry *e = entry_get(nr);

	if (e->kind != ENTRY_HIJACKED)
		return ERR_PTR(READ_ONCE(e->state) == ENTRY_FREE ? -ENOENT : -EBUSY);
	if (!entry_set_state(e, ENTRY_FREE, ENTRY_RESERVED, r))
		return ERR_PTR(-EBUSY);
	return e;
}

/*
 * One of the free numbers is counted down first: who has got one will find
 * one. 0 stands for any number.
 */
static struct entry *reserve_dynamic(int nr, struct reservation *r)
{
	struct entry *e = entry_get(nr);

	if (nr && e->kind != ENTRY_DYNAMIC)
		return ERR_PTR(-EBUSY);
	/* Of a given number "there is none free" means that this one is not. */
	if (atomic_dec_if_positive(&free_numbers) < 0)
		return ERR_PTR(nr ? -EBUSY : -ENOENT);
	if (nr) {
		if (entry_set_state(e, ENTRY_FREE, ENTRY_RESERVED, r))
			return e;
		atomic_inc(&free_numbers);
		return ERR_PTR(-EBUSY);
	}
	/*
	 * One pass may miss a number that was freed behind it while another
	 * registrar took the one ahead; then that one has got on.
	 */
	for (;;) {
		for (e = entry_get(NR_syscalls - 1); e > entries; e--)
			if (e->kind == ENTRY_DYNAMIC &&
			    READ_ONCE(e->state) == ENTRY_FREE &&
			    entry_set_state(e, ENTRY_FREE, ENTRY_RESERVED, r))
				return e;
		cond_resched();
	}
}

/*
 * Back to free; @from is what the caller has seen to be its own. The flags stay
 * as they are until the next registration: somebody may be on his way to be
 * refused who met this one, and is owed its fallback.
 */
static void release(struct entry *e, enum entry_state from)
{
	struct reservation *r = entry_reservation(e);

	lockdep_assert_held(&entry_mutex);
	e->handler = NULL;
	if (testing_without(TESTING_FLAGS_STAY))
		WRITE_ONCE(e->flags, 0);
	entry_set_state(e, from, ENTRY_FREE, NULL);
	if (e->kind == ENTRY_DYNAMIC)
		atomic_inc(&free_numbers);
	kfree_rcu(r, rcu);
}

/* Everything between reserved and active. */
static int prepare_and_redirect(struct entry *e, struct reservation *r,
				dyn_syscall_t fn, unsigned int flags)
{
	int err;

	testing_pause(TESTING_RESERVED);
	if (name_in_use(r->name, e) && !testing_without(TESTING_ONE_NAME))
		return -EBUSY;
	/* Published by gate_open(), long after. */
	e->handler = fn;
	WRITE_ONCE(e->flags, flags);	/* read by link_refuse() */
	gate_count(&e->gate, &r->base);
	err = number_create(&r->number, e->kind == ENTRY_HIJACKED, r->name,
			    entry_nr(e));
	if (err)
		return err;
	if (testing_without(TESTING_STARTS_LOCKED))
		gate_open(&e->gate, traced);
	err = dispatch_redirect(entry_nr(e));
	if (err)
		number_remove(&r->number);
	testing_pause(TESTING_REDIRECTED);
	return err;
}

/**
 * entry_register() - bring an entry from free to active
 * @kind: what the client asks for
 * @name: a valid name
 * @nr: the number, in range; 0 for any when @kind is dynamic
 * @fn: the handler
 * @flags: DYN_SYSCALL_FALLBACK or 0
 * @owner: the client
 *
 * The gate stays locked until entry_unlock().
 *
 * Context: Process context, sleeps.
 * Return: the number, or %-EBUSY, %-ENOENT, %-ENOMEM, %-EOPNOTSUPP as the
 * interface has it; then nothing has changed.
 */
int entry_register(enum entry_kind kind, const char *name, int nr,
		   dyn_syscall_t fn, unsigned int flags, struct module *owner)
{
	struct reservation *r;
	struct entry *e;
	int err;

	r = testing_fail_alloc() ? NULL : kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	strscpy(r->name, name, sizeof(r->name));
	r->owner = owner;

	e = kind == ENTRY_HIJACKED ? reserve_hijacked(nr, r) :
				     reserve_dynamic(nr, r);
	if (IS_ERR(e)) {
		kfree(r);
		return PTR_ERR(e);
	}

	entry_mutex_lock(TESTING_REGISTER_MUTEX);
	err = prepare_and_redirect(e, r, fn, flags);
	if (err)
		release(e, ENTRY_RESERVED);
	else
		entry_set_state(e, ENTRY_RESERVED, ENTRY_ACTIVE, NULL);
	entry_mutex_unlock(TESTING_REGISTER_MUTEX);

	/* U: asked for by a user, as the parameter is. */
	if (!err && taint)
		add_taint(TAINT_USER, LOCKDEP_STILL_OK);
	return err ?: entry_nr(e);
}

/* Opens the gate. 0, -EBADF, -ENOLCK. */
int entry_unlock(struct entry *e, const char *name)
{
	int err = 0;

	entry_mutex_lock(TESTING_UNLOCK_MUTEX);
	if (!has_name(e, name) ||
	    (e->state != ENTRY_ACTIVE && !testing_without(TESTING_UNLOCK_ACTIVE))) {
		err = -EBADF;
	} else if (e->gate.word != GATE_LOCKED) {
		err = -ENOLCK;
	} else {
		trace_dyn_syscall_unlock(e);
		testing_pause(TESTING_UNLOCKING);
		gate_open(&e->gate, traced);
	}
	entry_mutex_unlock(TESTING_UNLOCK_MUTEX);
	return err;
}

/* One write attempt on a closed gate. 0 or -EAGAIN. */
static int try_write_lock(struct entry *e)
{
	struct reservation *r = entry_reservation(e);
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

/*
 * Begins removal, and tries the write lock: 0, -EAGAIN, -EBADF.
 *
 * A hijacked number is restored before its gate closes, so that a call that is
 * handed back does not come to the link again. Who was already on the way is a
 * straggler and gets the original. A dynamic number has nothing to be handed back
 * to. Its callers keep coming to the link until the entry is free, where
 * they are counted and traced when they are refused.
 */
int entry_prepare(struct entry *e, const char *name)
{
	struct reservation *r;
	int err = -EBADF;

	entry_mutex_lock(TESTING_PREPARE_MUTEX);
	if (testing_without(TESTING_UNDOING_FIRST) && has_name(e, name))
		gate_close(&e->gate);
	if (has_name(e, name) &&
	    entry_set_state(e, ENTRY_ACTIVE, ENTRY_UNDOING, NULL)) {
		r = entry_reservation(e);
		r->began = ktime_get_ns();
		testing_pause(TESTING_UNDOING);
		number_remove(&r->number);
		if (testing_without(TESTING_RESTORED_FIRST))
			gate_close(&e->gate);
		if (testing_without(TESTING_CLEARED_LAST))
			e->handler = NULL;
		if (e->kind == ENTRY_HIJACKED || testing_without(TESTING_STAYS_REDIRECTED))
			dispatch_restore(entry_nr(e));
		testing_pause(TESTING_RESTORED);
		gate_close(&e->gate);
		err = try_write_lock(e);
	}
	entry_mutex_unlock(TESTING_PREPARE_MUTEX);
	return err;
}

/* Whether this is the entry's name and its removal has begun. */
bool entry_removing(const struct entry *e, const char *name)
{
	lockdep_assert_held(&entry_mutex);
	return has_name(e, name) && e->state == ENTRY_UNDOING;
}

/* Tries the write lock again: 0, -EAGAIN, -EBADF. */
int entry_trylock(struct entry *e, const char *name)
{
	int err = -EBADF;

	entry_mutex_lock(TESTING_TRYLOCK_MUTEX);
	if (entry_removing(e, name)) {
		testing_pause(TESTING_TRYING);
		err = try_write_lock(e);
	}
	entry_mutex_unlock(TESTING_TRYLOCK_MUTEX);
	return err;
}

/* Frees an entry whose removal has got the write lock: 0, -EBADF, -ENOLCK. */
int entry_unregister(struct entry *e, const char *name, enum entry_kind kind)
{
	int err = 0;

	entry_mutex_lock(TESTING_FREE_MUTEX);
	if (e->kind != kind || !entry_removing(e, name)) {
		err = -EBADF;
	} else if (e->gate.word != GATE_LOCKED && !testing_without(TESTING_LOCKED_TO_FREE)) {
		err = -ENOLCK;
	} else {
		testing_pause(TESTING_FREEING);
		if (kind == ENTRY_DYNAMIC && !testing_without(TESTING_STAYS_REDIRECTED))
			dispatch_restore(entry_nr(e));
		release(e, ENTRY_UNDOING);
	}
	entry_mutex_unlock(TESTING_FREE_MUTEX);
	return err;
}

/*
 * While an event of single calls is on, open gates send callers the way that
 * has the events. So a call that nobody looks at does not even ask. Whoever
 * passed before goes on as he was.
 */
static void reopen(void)
{
	int nr;

	lockdep_assert_held(&entry_mutex);
	for (nr = 0; nr < NR_syscalls; nr++)
		if (entry_get(nr)->gate.word >= GATE_TRACED)
			gate_open(&entry_get(nr)->gate, traced);
}

int entry_trace_on(void)
{
	mutex_lock(&entry_mutex);
	if (!traced++)
		reopen();
	mutex_unlock(&entry_mutex);
	return 0;
}

void entry_trace_off(void)
{
	mutex_lock(&entry_mutex);
	if (!--traced)
		reopen();
	mutex_unlock(&entry_mutex);
}

int entry_free_numbers(void)
{
	return atomic_read(&free_numbers);
}

/* After dispatch_init(), which knows kinds and originals. */
int __init entry_init(void)
{
	int nr;

	if (!testing_fail_alloc())
		counts = __alloc_percpu(DISPATCH_ROWS * sizeof(*counts),
					__alignof__(*counts));
	if (!counts)
		return -ENOMEM;

	for (nr = 0; nr < DISPATCH_ROWS; nr++) {
		struct entry *e = entry_get(nr);

		gate_init(&e->gate, counts + nr);
		e->kind = dispatch_unused(nr) ? ENTRY_DYNAMIC : ENTRY_HIJACKED;
		/* 0 stands for any number, so it is none that can be taken. */
		if (nr && nr < NR_syscalls && e->kind == ENTRY_DYNAMIC)
			atomic_inc(&free_numbers);
	}
	return 0;
}

void entry_exit(void)
{
	free_percpu(counts);
}
