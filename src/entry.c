// SPDX-License-Identifier: GPL-2.0
/*
 * The shadow table, and the only way in which an entry changes.
 *
 * Two locks:
 *
 * state_lock (raw spinlock, in entry_set_state() only) makes "compare the
 * state, write it, emit the event" one step. So exactly one of two registrars
 * of a number wins, and one of two removers: both compare, one finds what it
 * expected. In 2004 this was a compare-and-swap of the saved word; with the
 * event inside the step, the trace has the changes in their order.
 *
 * entry_mutex makes what the winner does next one step for all others: name,
 * number file, site, the gate's word, registration. It is held over a grace
 * period by remove_begin(), and while kprobes and text are changed; no process
 * below root can delay it. The reserve_*() functions do not take it, since
 * state_lock guards all they touch: a holder may see a registration appear, but
 * none go. The callbacks of tracepoints do not take it either, see gate.c. Lock
 * order: entry_mutex, then numbers_mutex, the text patcher's locks, or
 * state_lock.
 *
 * Writers of an entry: its handler and flags are written by the task that has
 * moved it from free to reserved, until it is active; the gate's word by the
 * holder of entry_mutex. So a syscall_unlock() that races with the beginning of
 * removal either opens the gate before removal closes it, or finds the entry
 * undoing and does nothing.
 *
 * Model: doc/model/entry.pml. What breaks without these: NO_COMPARE
 * (entry_set_state), NO_FLAGS_STAY (entry_free), NO_MUTEX_UNLOCK and NO_ACTIVE
 * (entry_unlock).
 *
 * Over 400 lines: everything that changes an entry is here, and the registrations
 * that entries hold, so that no other file needs to.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "dispatch.h"
#include "entry.h"
#include "numbers.h"
#include "pause.h"
#include "tracepoints.h"

struct entry entries[DISPATCH_ROWS];

/* What it protects, and who may skip it: see above. */
DEFINE_MUTEX(entry_mutex);

static DEFINE_RAW_SPINLOCK(state_lock);

/* Unused numbers without a dynamic call. Written under state_lock. */
static int free_numbers;

/* One row of counters per number, on every CPU. */
static struct gate_counts __percpu *counts;

static bool taint;
module_param(taint, bool, 0444);
MODULE_PARM_DESC(taint, "Taint the kernel (U) at the first redirect; default off");

static bool log_changes = true;
module_param_named(log, log_changes, bool, 0644);
MODULE_PARM_DESC(log, "Log a line for each registration and removal; default on");

/* 0 means any number, so it cannot be asked for. */
static bool is_free_number(const struct entry *e)
{
	return e->gate.nr_kind == NR_UNUSED && e->gate.state == ENTRY_FREE &&
	       entry_nr(e) && entry_nr(e) < NR_syscalls;
}

/**
 * entry_set_state() - change the state of an entry
 * @r: the registration that it has, or gets when it leaves %ENTRY_FREE
 * @from: the state that it is expected to be in
 * @to: the state that it is to have
 *
 * The only function that writes a state, and with it an entry's registration:
 * an entry has one exactly while it is not free. A change that no life of an
 * entry contains is a bug in this module.
 *
 * Context: Any but NMI.
 * Return: false if the entry was not in @from: another task was first.
 */
bool entry_set_state(struct registration *r, enum entry_state from,
		     enum entry_state to)
{
	static const u8 may_follow[] = {
		[ENTRY_FREE] = BIT(ENTRY_RESERVED),
		[ENTRY_RESERVED] = BIT(ENTRY_ACTIVE) | BIT(ENTRY_FREE),
		[ENTRY_ACTIVE] = BIT(ENTRY_UNDOING),
		[ENTRY_UNDOING] = BIT(ENTRY_FREE),
	};
	struct entry *e = r->entry;
	bool changed, was_free;
	unsigned long irq;

	if (WARN_ON_ONCE(!(may_follow[from] & BIT(to))))
		return false;

	raw_spin_lock_irqsave(&state_lock, irq);
	changed = e->gate.state == from;
	if (changed) {
		was_free = is_free_number(e);
		/*
		 * Read without the lock by the searches here, and by
		 * why_refused(), whose acquire this pairs with: a task that
		 * reads the state sees the flags that were set for it.
		 */
		smp_store_release(&e->gate.state, to);
		WRITE_ONCE(free_numbers, free_numbers + is_free_number(e) - was_free);
		if (from == ENTRY_FREE)
			rcu_assign_pointer(e->registration, r);
		trace_dyn_syscall_state(e, from, to);
		if (to == ENTRY_FREE)
			RCU_INIT_POINTER(e->registration, NULL);
	}
	raw_spin_unlock_irqrestore(&state_lock, irq);
	return changed;
}

/* For events: the name, or nothing. @name has DYN_SYSCALL_NAME_LEN bytes. */
void entry_copy_name(const struct entry *e, char *name)
{
	const struct registration *r;

	rcu_read_lock();
	/* Pairs with rcu_assign_pointer() in entry_set_state(). */
	r = rcu_dereference(e->registration);
	if (r)
		memcpy(name, r->name, DYN_SYSCALL_NAME_LEN);
	else
		memset(name, 0, DYN_SYSCALL_NAME_LEN);
	rcu_read_unlock();
}

/* @name or @owner is NULL. */
static struct registration *find(int nr, const char *name,
				 const struct module *owner)
{
	struct registration *r;

	rcu_read_lock();
	r = rcu_dereference(entry_at(nr)->registration);
	if (r && ((name ? strcmp(r->name, name) : r->owner != owner) ||
		  !refcount_inc_not_zero(&r->refs)))
		r = NULL;
	rcu_read_unlock();
	return r;
}

/**
 * registration_find() - turn a client's name and number into a registration
 * @nr: the number, in range
 * @name: the name
 *
 * Context: Any.
 * Return: with a reference, for registration_put(); %NULL if the number has no
 * registration of that name.
 */
struct registration *registration_find(int nr, const char *name)
{
	return find(nr, name, NULL);
}

/**
 * registration_find_owned() - the registration that a client has on a number
 * @nr: the number, in range
 * @owner: the client
 *
 * Context: Any.
 * Return: as registration_find().
 */
struct registration *registration_find_owned(int nr, const struct module *owner)
{
	return find(nr, NULL, owner);
}

void registration_put(struct registration *r)
{
	if (refcount_dec_and_test(&r->refs))
		kfree_rcu(r, rcu);
}

/* Does its entry still have it? Another may have followed, with the same name. */
bool registration_is_current(const struct registration *r)
{
	return entry_registration(r->entry) == r;
}

/* Has its removal begun, and is it not yet free? */
bool registration_is_undoing(const struct registration *r)
{
	lockdep_assert_held(&entry_mutex);
	return registration_is_current(r) && r->entry->gate.state == ENTRY_UNDOING;
}

/*
 * Two registrars of one name both reserve their entry before they search, and
 * search one after the other: at most one of them finds nothing.
 */
static bool name_in_use(const struct registration *new)
{
	const struct registration *r;
	int nr;

	lockdep_assert_held(&entry_mutex);
	for (nr = 0; nr < NR_syscalls; nr++) {
		r = entry_registration(entry_at(nr));
		if (r && r != new && !strcmp(r->name, new->name))
			return true;
	}
	return false;
}

static bool take(struct registration *r, int nr)
{
	r->entry = entry_at(nr);
	return entry_set_state(r, ENTRY_FREE, ENTRY_RESERVED);
}

static int reserve_hijacked(struct registration *r)
{
	const struct entry *e = entry_at(r->nr);

	if (e->gate.nr_kind == NR_UNUSED)
		return READ_ONCE(e->gate.state) == ENTRY_FREE ? -ENOENT : -EBUSY;
	return take(r, r->nr) ? 0 : -EBUSY;
}

static int reserve_dynamic(struct registration *r)
{
	int nr = r->nr;

	if (nr != DYN_SYSCALL_ANY) {
		pause_at(PAUSE_TAKING);
		return entry_at(nr)->gate.nr_kind == NR_UNUSED && take(r, nr) ?
		       0 : -EBUSY;
	}
	/*
	 * One pass may miss a number that was freed behind it. The count is
	 * exact, since it changes with the state: 0 means that at this moment
	 * no number was free.
	 */
	do {
		for (nr = NR_syscalls - 1; nr; nr--)
			if (entry_at(nr)->gate.nr_kind == NR_UNUSED &&
			    READ_ONCE(entry_at(nr)->gate.state) == ENTRY_FREE &&
			    take(r, nr))
				return 0;
		cond_resched();
	} while (READ_ONCE(free_numbers));
	return -ENOENT;
}

/* The entry's reference comes with the state. */
static int reserve(struct registration *r)
{
	int err;

	refcount_inc(&r->refs);
	err = r->kind == KIND_HIJACKED ? reserve_hijacked(r) : reserve_dynamic(r);
	if (err)
		registration_put(r);
	return err;
}

/**
 * entry_free() - return an entry to %ENTRY_FREE
 * @r: its registration
 * @from: the state in which the caller has seen it, under entry_mutex
 *
 * Keeps the flags until the next registration: a caller already past the gate
 * check may still be owed the fallback.
 *
 * Context: Process context, entry_mutex held. No caller can be inside.
 */
void entry_free(struct registration *r, enum entry_state from)
{
	lockdep_assert_held(&entry_mutex);
	r->entry->handler = NULL;
	entry_set_state(r, from, ENTRY_FREE);
	registration_put(r);
}

static int prepare(struct registration *r)
{
	struct entry *e = r->entry;

	if (name_in_use(r))
		return -EEXIST;
	/* Published by gate_open(), long after. */
	e->handler = r->handler;
	WRITE_ONCE(e->gate.flags, r->flags);	/* read by trampoline_refuse() */
	gate_count(&e->gate, &r->base);
	r->number = number_create(r->kind == KIND_HIJACKED, r->name, entry_nr(e));
	return PTR_ERR_OR_ZERO(r->number);
}

/* Everything between reserved and active; all or none. */
static int prepare_and_redirect(struct registration **rs, unsigned int n)
{
	DECLARE_BITMAP(numbers, NR_syscalls) = {};
	unsigned int i;
	int err = 0;

	pause_at(PAUSE_RESERVED);
	for (i = 0; i < n; i++) {
		err = prepare(rs[i]);
		if (err)
			goto unprepare;
		__set_bit(entry_nr(rs[i]->entry), numbers);
	}
	err = dispatch_redirect(numbers);
	pause_at(PAUSE_REDIRECTED);
	if (!err)
		return 0;
unprepare:
	while (i--)
		number_remove(rs[i]->number);
	return err;
}

/* A line for what has happened to a registration, unless the user wants none. */
void entry_log(const struct registration *r, const char *what)
{
	if (READ_ONCE(log_changes))
		pr_info("%s %s number %d of %s %s\n", r->name,
			r->kind == KIND_HIJACKED ? "(hijacked)" : "(dynamic)",
			entry_nr(r->entry),
			r->owner ? module_name(r->owner) : "-", what);
}

static void unlock(struct entry *e)
{
	trace_dyn_syscall_unlock(e);
	pause_at(PAUSE_UNLOCKING);
	gate_open(&e->gate);
}

/**
 * registration_create() - note what a client asks for
 * @kind: the kind
 * @name: a valid name
 * @nr: the number, in range; %DYN_SYSCALL_ANY when @kind is dynamic
 * @handler: the handler
 * @flags: valid flags
 * @owner: the client
 *
 * Return: for entry_register(), with a reference; %NULL without memory.
 */
struct registration *registration_create(enum kind kind, const char *name, int nr,
					 dyn_syscall_t handler, unsigned int flags,
					 struct module *owner)
{
	struct registration *r;

	r = pause_fail_alloc() ? NULL : kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return NULL;
	r->kind = kind;
	r->nr = nr;
	strscpy(r->name, name, sizeof(r->name));
	r->handler = handler;
	r->flags = flags;
	r->owner = owner;
	refcount_set(&r->refs, 1);
	return r;
}

/**
 * entry_register() - bring entries from free to active
 * @rs: registrations that are not registered yet
 * @n: how many
 * @open: open their gates, too; otherwise entry_unlock() does
 *
 * All or none. While it goes on, callers of a hijacked number get the original:
 * as stragglers until the entry is active, then by %DYN_SYSCALL_FALLBACK if it
 * has that flag. No handler runs before all of them are redirected, so nothing
 * is inside that an error would have to wait for.
 *
 * Context: Process context, sleeps. One grace period, whatever @n is.
 * Return: 0, or %-EEXIST a name is in use, %-EBUSY, %-ENOENT, %-ENOMEM,
 * %-EOPNOTSUPP as in doc/interface.md; then nothing has changed.
 */
int entry_register(struct registration **rs, unsigned int n, bool open)
{
	unsigned int reserved, i;
	int err = 0;

	for (reserved = 0; reserved < n; reserved++) {
		err = reserve(rs[reserved]);
		if (err)
			break;
	}

	mutex_lock(&entry_mutex);
	if (!err)
		err = prepare_and_redirect(rs, n);
	for (i = 0; i < reserved; i++)
		if (err)
			entry_free(rs[i], ENTRY_RESERVED);
		else
			entry_set_state(rs[i], ENTRY_RESERVED, ENTRY_ACTIVE);
	for (i = 0; i < n && !err && open; i++)
		unlock(rs[i]->entry);
	mutex_unlock(&entry_mutex);
	for (i = 0; i < reserved; i++)
		number_settle(rs[i]->number);

	/* U: requested by a user, as the parameter is. */
	if (!err && taint)
		add_taint(TAINT_USER, LOCKDEP_STILL_OK);
	for (i = 0; i < n && !err; i++)
		entry_log(rs[i], "registered");
	return err;
}

/**
 * entry_unlock() - open the gate
 * @r: the registration
 *
 * Context: Process context, sleeps.
 * Return: 0; %-EBADF it is not active any more; %-ENOLCK the gate is not locked.
 */
int entry_unlock(struct registration *r)
{
	struct entry *e = r->entry;
	int err = 0;

	mutex_lock(&entry_mutex);
	if (!registration_is_current(r) || e->gate.state != ENTRY_ACTIVE) {
		err = -EBADF;
	} else if (e->gate.word != GATE_LOCKED) {
		err = -ENOLCK;
	} else {
		unlock(e);
	}
	mutex_unlock(&entry_mutex);
	return err;
}

static void trace_calls(int change)
{
	int nr;

	gate_count_tracer(change);
	for (nr = 0; nr < NR_syscalls; nr++)
		gate_trace(&entry_at(nr)->gate);
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

/* After dispatch_init(), which knows the kind and the original of each number. */
int __init entry_init(void)
{
	int nr;

	if (!pause_fail_alloc())
		counts = __alloc_percpu(DISPATCH_ROWS * sizeof(*counts),
					__alignof__(*counts));
	if (!counts)
		return -ENOMEM;

	for (nr = 0; nr < DISPATCH_ROWS; nr++) {
		struct entry *e = entry_at(nr);

		gate_init(&e->gate, counts + nr);
		e->gate.nr_kind = dispatch_nr_kind(nr);
		free_numbers += is_free_number(e);
	}
	return 0;
}

void entry_exit(void)
{
	free_percpu(counts);
}
