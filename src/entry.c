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
 * held over a grace period by entry_prepare(), and while kprobes and text are
 * changed; nothing that a process below root does holds it up. The reserve_*()
 * functions skip it: all that they touch is guarded by state_lock. A holder
 * may see a reservation come, therefore, but none go. The callbacks of
 * tracepoints skip it, too: see gate.c. Lock order: entry_mutex, then
 * numbers_mutex, what the text patcher takes, or state_lock.
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
#include "numbers.h"
#include "testing.h"
#include "tracepoints.h"

struct entry entries[DISPATCH_ROWS];

/* What it protects, and who may skip it, is told above. */
DEFINE_MUTEX(entry_mutex);

static DEFINE_RAW_SPINLOCK(state_lock);

/* Unused numbers that no dynamic call has taken. Written under state_lock. */
static int free_numbers;

/* One row of counters per number, on every CPU. */
static struct gate_counts __percpu *counts;

static atomic64_t last_id;

static bool taint;
module_param(taint, bool, 0444);
MODULE_PARM_DESC(taint, "Taint the kernel (U) at the first redirect; default off");

/* 0 stands for any number, so it is none that can be taken. */
static bool is_free_number(const struct entry *e)
{
	return e->kind == ENTRY_DYNAMIC && e->state == ENTRY_FREE &&
	       entry_nr(e) && entry_nr(e) < NR_syscalls;
}

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
	bool changed, was_free;
	unsigned long irq;

	if (WARN_ON_ONCE(!(may_follow[from] & BIT(to))))
		return false;

	raw_spin_lock_irqsave(&state_lock, irq);
	changed = e->state == from;
	if (testing_without(TESTING_COMPARED))
		changed = true;
	if (changed) {
		was_free = is_free_number(e);
		/*
		 * Read without the lock by the searches here, and by
		 * why_refused(), whose acquire this pairs with: who sees the
		 * state sees the flags that were set for it.
		 */
		smp_store_release(&e->state, to);
		WRITE_ONCE(free_numbers, free_numbers + is_free_number(e) - was_free);
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

/* The id of the reservation that has this name, or 0. */
u64 entry_id(const struct entry *e, const char *name)
{
	const struct reservation *r;
	u64 id;

	rcu_read_lock();
	r = rcu_dereference(e->reservation);
	id = r && !strcmp(r->name, name) ? r->id : 0;
	rcu_read_unlock();
	return id;
}

/* The id of the reservation of @owner, with its name, or 0. */
u64 entry_owned_by(const struct entry *e, const struct module *owner, char *name)
{
	const struct reservation *r;
	u64 id = 0;

	rcu_read_lock();
	r = rcu_dereference(e->reservation);
	if (r && r->owner == owner) {
		id = r->id;
		memcpy(name, r->name, DYN_SYSCALL_NAME_LEN);
	}
	rcu_read_unlock();
	return id;
}

/* Whether the reservation is still that of whoever has @id. */
static bool has_id(const struct entry *e, u64 id)
{
	const struct reservation *r = entry_reservation(e);

	return r && (r->id == id || testing_without(TESTING_IDENTITY));
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
		if (entry_get(nr) != by && entry_id(entry_get(nr), name))
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

static struct entry *reserve_dynamic(int nr, struct reservation *r)
{
	struct entry *e = entry_get(nr);

	if (nr) {
		testing_pause(TESTING_TAKING);
		return e->kind == ENTRY_DYNAMIC &&
		       entry_set_state(e, ENTRY_FREE, ENTRY_RESERVED, r) ?
		       e : ERR_PTR(-EBUSY);
	}
	/*
	 * One pass may miss a number that was freed behind it. The count is
	 * exact, since it changes with the state: 0 means that at this moment
	 * no number was free.
	 */
	do {
		for (e = entry_get(NR_syscalls - 1); e > entries; e--)
			if (e->kind == ENTRY_DYNAMIC &&
			    READ_ONCE(e->state) == ENTRY_FREE &&
			    entry_set_state(e, ENTRY_FREE, ENTRY_RESERVED, r))
				return e;
		cond_resched();
	} while (READ_ONCE(free_numbers));
	return ERR_PTR(-ENOENT);
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
	r->number = number_create(e->kind == ENTRY_HIJACKED, r->name, entry_nr(e));
	if (IS_ERR(r->number))
		return PTR_ERR(r->number);
	if (testing_without(TESTING_STARTS_LOCKED))
		gate_open(&e->gate);
	err = dispatch_redirect(entry_nr(e));
	if (err)
		number_remove(r->number);
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
	const struct number *number;
	struct reservation *r;
	struct entry *e;
	int err;

	r = testing_fail_alloc() ? NULL : kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	strscpy(r->name, name, sizeof(r->name));
	r->id = atomic64_inc_return(&last_id);
	r->owner = owner;

	e = kind == ENTRY_HIJACKED ? reserve_hijacked(nr, r) :
				     reserve_dynamic(nr, r);
	if (IS_ERR(e)) {
		kfree(r);
		return PTR_ERR(e);
	}

	entry_mutex_lock(TESTING_REGISTER_MUTEX);
	err = prepare_and_redirect(e, r, fn, flags);
	number = r->number;
	if (err)
		release(e, ENTRY_RESERVED);
	else
		entry_set_state(e, ENTRY_RESERVED, ENTRY_ACTIVE, NULL);
	entry_mutex_unlock(TESTING_REGISTER_MUTEX);
	number_settle(number);

	/* U: asked for by a user, as the parameter is. */
	if (!err && taint)
		add_taint(TAINT_USER, LOCKDEP_STILL_OK);
	return err ?: entry_nr(e);
}

/* Opens the gate. 0, -EBADF, -ENOLCK. */
int entry_unlock(struct entry *e, u64 id)
{
	int err = 0;

	entry_mutex_lock(TESTING_UNLOCK_MUTEX);
	if (!has_id(e, id) ||
	    (e->state != ENTRY_ACTIVE && !testing_without(TESTING_UNLOCK_ACTIVE))) {
		err = -EBADF;
	} else if (e->gate.word != GATE_LOCKED) {
		err = -ENOLCK;
	} else {
		trace_dyn_syscall_unlock(e);
		testing_pause(TESTING_UNLOCKING);
		gate_open(&e->gate);
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
int entry_prepare(struct entry *e, u64 id)
{
	struct number *number = NULL;
	struct reservation *r;
	int err = -EBADF;

	entry_mutex_lock(TESTING_PREPARE_MUTEX);
	if (testing_without(TESTING_UNDOING_FIRST) && has_id(e, id))
		gate_close(&e->gate);
	if (has_id(e, id) &&
	    entry_set_state(e, ENTRY_ACTIVE, ENTRY_UNDOING, NULL)) {
		r = entry_reservation(e);
		r->began = ktime_get_ns();
		testing_pause(TESTING_UNDOING);
		number = r->number;
		number_remove(number);
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
	if (number)
		number_settle(number);
	return err;
}

/* Whether this reservation is the entry's and its removal has begun. */
bool entry_removing(const struct entry *e, u64 id)
{
	lockdep_assert_held(&entry_mutex);
	return has_id(e, id) && e->state == ENTRY_UNDOING;
}

/* Tries the write lock again: 0, -EAGAIN, -EBADF. */
int entry_trylock(struct entry *e, u64 id)
{
	int err = -EBADF;

	entry_mutex_lock(TESTING_TRYLOCK_MUTEX);
	if (entry_removing(e, id)) {
		testing_pause(TESTING_TRYING);
		err = try_write_lock(e);
	}
	entry_mutex_unlock(TESTING_TRYLOCK_MUTEX);
	return err;
}

/* Frees an entry whose removal has got the write lock: 0, -EBADF, -ENOLCK. */
int entry_unregister(struct entry *e, u64 id, enum entry_kind kind)
{
	int err = 0;

	entry_mutex_lock(TESTING_FREE_MUTEX);
	if (e->kind != kind || !entry_removing(e, id)) {
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

static void trace_calls(int change)
{
	int nr;

	gate_count_tracer(change);
	for (nr = 0; nr < NR_syscalls; nr++)
		gate_trace(&entry_get(nr)->gate);
}

int entry_trace_on(void)
{
	trace_calls(1);
	return 0;
}

void entry_trace_off(void)
{
	trace_calls(-1);
}

int entry_free_numbers(void)
{
	return READ_ONCE(free_numbers);
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
		free_numbers += is_free_number(e);
	}
	return 0;
}

void entry_exit(void)
{
	free_percpu(counts);
}
