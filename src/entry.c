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
 * holder of entry_mutex, but it is opened under state_lock, and only while the entry
 * is active. A rescue, which comes in an interrupt, closes it without the mutex. So a
 * syscall_unlock() that races with a removal or a rescue either opens the gate before
 * it is closed, or finds the entry undoing and does nothing:
 *
 *   entry_unlock                         entry_rescue, removal
 *   ------------                         ---------------------
 *   lock state_lock                      lock state_lock
 *   active? then open the gate           active? then undoing
 *   unlock state_lock                    unlock state_lock
 *                                        close the gate
 *
 * Model: doc/model/entry.pml. What breaks without these: NO_COMPARE
 * (entry_set_state), NO_FLAGS_STAY (entry_free), NO_ACTIVE and NO_STATE_LOCK
 * (entry_unlock), NO_RESCUE_SECTION (entry_rescue).
 *
 * Over 400 lines: everything that changes an entry is here, also a swap, so that no
 * other file needs to.
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
#include "slot.h"
#include "tracepoints.h"

struct entry entries[DISPATCH_ROWS];

/* What it protects, and who may skip it: see above. */
DEFINE_MUTEX(entry_mutex);

static DEFINE_RAW_SPINLOCK(state_lock);

/* Unused numbers without a dynamic call. Written under state_lock. */
static int free_numbers;

/* See entry_counts(). */
unsigned long entry_to_counts __ro_after_init;

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

/* For views: the name, or nothing. @name has DYN_SYSCALL_NAME_LEN bytes. */
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
	r->event.nr = nr;
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
	if (err) {
		r->entry = NULL;
		registration_put(r);
	}
	return err;
}

/* For callers that come by the entry, and by its slot. */
static void set_handler(struct entry *e, dyn_syscall_t handler)
{
	int slot = slot_of(e);

	/* Acquired at H of gate.h. */
	smp_store_release(&e->handler, handler);
	if (slot >= 0)
		slot_set_handler(slot, handler);
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
	set_handler(r->entry, NULL);
	entry_forget_previous(r);
	entry_set_state(r, from, ENTRY_FREE);
	registration_put(r);
}

/**
 * entry_forget_previous() - let go of a registration that was replaced
 * @r: the registration that replaced it
 *
 * Context: Process context, entry_mutex held. No caller of its handler is inside.
 */
void entry_forget_previous(struct registration *r)
{
	struct registration *old = registration_previous(r);

	if (!old)
		return;
	RCU_INIT_POINTER(r->previous, NULL);
	registration_put(old);
}

/*
 * The registration that @r is to replace: its own number's if it asks for one, of
 * the same name and kind. %NULL if there is none of that name.
 */
static struct registration *find_replaced(const struct registration *r)
{
	struct registration *old;
	int nr;

	lockdep_assert_held(&entry_mutex);
	for (nr = 0; nr < NR_syscalls; nr++) {
		old = entry_registration(entry_at(nr));
		if (old && !strcmp(old->name, r->name))
			break;
	}
	if (nr == NR_syscalls)
		return NULL;
	/* A scope or a trampoline does not change while callers use them. */
	if (!(old->flags & DYN_SYSCALL_SWAP) || old->owner == r->owner ||
	    old->kind != r->kind || (r->nr != DYN_SYSCALL_ANY && r->nr != nr) ||
	    (old->flags ^ r->flags) & DYN_SYSCALL_BEFORE ||
	    old->scope.cgroup != r->scope.cgroup ||
	    old->entry->gate.state != ENTRY_ACTIVE)
		return ERR_PTR(-EEXIST);
	/* The set that its handler's successor needs, see gate.h. */
	if (registration_previous(old) && gate_living_before(&old->entry->gate))
		return ERR_PTR(-EBUSY);
	return old;
}

static bool may_have_slot(const struct registration *r)
{
	return r->kind == KIND_HIJACKED && !dispatch_never_returns(entry_nr(r->entry));
}

static int prepare(struct registration *r)
{
	struct entry *e = r->entry;

	if (name_in_use(r))
		return -EEXIST;
	if (may_have_slot(r))
		slot_take(e, dispatch_original(entry_nr(e)));
	set_handler(e, r->handler);
	WRITE_ONCE(e->gate.flags, r->flags);	/* read by trampoline_refuse() */
	gate_count(&e->gate, &r->base);
	r->number = number_create(r->kind == KIND_HIJACKED, r->name, entry_nr(e));
	return PTR_ERR_OR_ZERO(r->number);
}

/*
 * An &enum dispatch_way. Unused numbers may share a site, so all of them come by the
 * same way.
 */
static u8 way(const struct registration *r)
{
	int slot = slot_of(r->entry);

	if (r->kind == KIND_DYNAMIC)
		return WAY_PLAIN;
	if (r->scope.cgroup)
		return slot >= 0 ? WAY_SLOT_SCOPED + slot : WAY_SCOPED;
	if (r->flags & DYN_SYSCALL_BEFORE)
		return slot >= 0 ? WAY_SLOT_BEFORE + slot : WAY_BEFORE;
	return slot >= 0 ? WAY_SLOT + slot : WAY_PLAIN;
}

/* Everything between reserved and active; all or none. */
static int prepare_and_redirect(struct registration **rs, unsigned int n)
{
	DECLARE_BITMAP(numbers, NR_syscalls) = {};
	static u8 ways[NR_syscalls];	/* entry_mutex is held */
	unsigned int i;
	int err = 0;

	pause_at(PAUSE_RESERVED);
	for (i = 0; i < n; i++) {
		if (registration_previous(rs[i]))
			continue;
		err = prepare(rs[i]);
		if (err)
			goto unprepare;
		__set_bit(entry_nr(rs[i]->entry), numbers);
		ways[entry_nr(rs[i]->entry)] = way(rs[i]);
	}
	err = dispatch_redirect(numbers, ways);
	pause_at(PAUSE_REDIRECTED);
	if (!err)
		return 0;
unprepare:
	while (i--)
		if (!registration_previous(rs[i]))
			number_remove(rs[i]->number);
	return err;
}

/* Reserve, or note what is to be replaced. */
static int reserve_or_replace(struct registration **rs, unsigned int i)
{
	struct registration *r = rs[i], *old = find_replaced(r);
	unsigned int j;

	if (IS_ERR(old))
		return PTR_ERR(old);
	if (!old)
		return reserve(r);
	for (j = 0; j < i; j++)
		if (registration_previous(rs[j]) == old)
			return -EEXIST;
	r->entry = old->entry;
	r->event = old->event;
	RCU_INIT_POINTER(r->previous, old);
	return 0;
}

/*
 * Replace the handlers of r->previous; the letters are those of gate.h. Cannot
 * fail. Model: doc/model/swap.pml; NO_W_FIRST, NO_S, NO_G, and NO_EQUAL and
 * NO_ACTIVE (find_replaced).
 */
static void replace(struct registration **rs, unsigned int n)
{
	struct registration *old;
	bool any = false;
	unsigned int i;

	for (i = 0; i < n; i++) {
		old = registration_previous(rs[i]);
		if (!old)
			continue;
		any = true;
		/* find_replaced() has seen that its callers have left. */
		entry_forget_previous(old);
		rs[i]->generation = old->generation + 1;
		rs[i]->base = old->base;
		rs[i]->number = old->number;
		old->number = NULL;
		WRITE_ONCE(rs[i]->entry->gate.flags, rs[i]->flags);
		/*
		 * The entry's reference to the previous one becomes ours. Before S, as
		 * the handler is: what makes a caller's count protect the handler that
		 * it finds makes it protect the registration that trace_call() finds.
		 */
		refcount_inc(&rs[i]->refs);
		rcu_assign_pointer(rs[i]->entry->registration, rs[i]);
		set_handler(rs[i]->entry, rs[i]->handler);	/* W */
	}
	if (!any)
		return;
	synchronize_rcu();	/* S */
	pause_at(PAUSE_SWAPPING);
	for (i = 0; i < n; i++)
		if (registration_previous(rs[i]))
			gate_swap(&rs[i]->entry->gate);
	gate_synchronize();	/* G */
	for (i = 0; i < n; i++) {
		old = registration_previous(rs[i]);
		if (!old)
			continue;
		/* Final, since sections that found the previous registration have ended. */
		rs[i]->scope.before = scope_outside(&old->scope);
		trace_dyn_syscall_swap(rs[i]->entry, old,
				       gate_living_before(&rs[i]->entry->gate));
	}
}

/* A line for what has happened to a registration, unless the user wants none. */
void entry_log(const struct registration *r, const char *what)
{
	if (READ_ONCE(log_changes))
		pr_info("%s (%s) number %d generation %u of %s %s\n", r->name,
			r->kind == KIND_HIJACKED ? "hijacked" : "dynamic",
			entry_nr(r->entry), r->generation,
			r->owner ? module_name(r->owner) : "-", what);
}

static enum gate_word open_word(const struct registration *r)
{
	if (r->scope.cgroup)
		return GATE_SCOPED;
	return r->flags & DYN_SYSCALL_BEFORE ? GATE_BEFORE : GATE_OPEN;
}

/**
 * entry_unlock() - open the gate
 * @r: the registration
 *
 * Context: Process context.
 * Return: 0; %-EBADF it is not active any more; %-ENOLCK the gate is not locked.
 */
int entry_unlock(struct registration *r)
{
	struct entry *e = r->entry;
	unsigned long irq;
	int err = 0;

	pause_at(PAUSE_UNLOCKING);
	raw_spin_lock_irqsave(&state_lock, irq);
	if (rcu_access_pointer(e->registration) != r || e->gate.state != ENTRY_ACTIVE) {
		err = -EBADF;
	} else if (e->gate.word != GATE_LOCKED) {
		err = -ENOLCK;
	} else {
		trace_dyn_syscall_unlock(e);
		gate_open(&e->gate, open_word(r));
	}
	raw_spin_unlock_irqrestore(&state_lock, irq);
	return err;
}

/**
 * entry_rescue() - take a hijack back without its client, as far as that needs no sleep
 * @nr: the number
 * @why: for the event
 *
 * All callers are stragglers from now on and get the original; remove_rescued() does
 * the rest of the removal's beginning. The entry stays undoing until its client frees
 * it.
 *
 * Context: Any but NMI.
 * Return: true if it was an active hijack.
 */
bool entry_rescue(int nr, enum rescue why)
{
	struct entry *e = entry_at(nr);
	struct registration *r;
	bool active;

	/*
	 * To free an entry takes a grace period after it is undoing, and so does to lock
	 * its gate. So one that is active here has the registration that is read here, or
	 * one that has replaced it, and its gate is not closed after it was locked.
	 */
	rcu_read_lock();
	r = rcu_dereference(e->registration);
	active = r && r->kind == KIND_HIJACKED &&
		 entry_set_state(r, ENTRY_ACTIVE, ENTRY_UNDOING);
	if (active) {
		pause_at(PAUSE_RESCUING);
		gate_close(&e->gate);
		trace_dyn_syscall_rescue(e, why);
	}
	rcu_read_unlock();
	return active;
}

/**
 * entry_register() - bring entries from free to active, or replace their handlers
 * @rs: registrations that are not registered yet
 * @n: how many
 * @open: open their gates, too; otherwise entry_unlock() does
 *
 * All or none. While it goes on, callers of a hijacked number get the original:
 * as stragglers until the entry is active, then by %DYN_SYSCALL_FALLBACK if it
 * has that flag. No handler runs before all of them are redirected, so nothing
 * is inside that an error would have to wait for. A registration with
 * %DYN_SYSCALL_SWAP takes an entry of its name over; callers meet either handler.
 *
 * Context: Process context, sleeps. A few grace periods, whatever @n is.
 * Return: 0, or %-EEXIST a name is in use, %-EBUSY, %-ENOENT, %-ENOMEM,
 * %-EOPNOTSUPP as in doc/interface.md; then nothing has changed.
 */
int entry_register(struct registration **rs, unsigned int n, bool open)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < n && !err; i++)
		if (!(rs[i]->flags & DYN_SYSCALL_SWAP))
			err = reserve(rs[i]);

	mutex_lock(&entry_mutex);
	for (i = 0; i < n && !err; i++)
		if (rs[i]->flags & DYN_SYSCALL_SWAP)
			err = reserve_or_replace(rs, i);
	if (!err)
		err = prepare_and_redirect(rs, n);
	if (!err)
		replace(rs, n);
	for (i = 0; i < n; i++) {
		if (registration_previous(rs[i])) {
			if (err)
				RCU_INIT_POINTER(rs[i]->previous, NULL);
			else
				entry_log(rs[i], "replaces the generation before");
		} else if (err && rs[i]->entry) {
			entry_free(rs[i], ENTRY_RESERVED);
		} else if (!err) {
			entry_set_state(rs[i], ENTRY_RESERVED, ENTRY_ACTIVE);
			if (open)
				entry_unlock(rs[i]);
			entry_log(rs[i], "registered");
		}
	}
	mutex_unlock(&entry_mutex);
	for (i = 0; i < n; i++)
		number_settle(rs[i]->number);

	/* U: requested by a user, as the parameter is. */
	if (!err && taint)
		add_taint(TAINT_USER, LOCKDEP_STILL_OK);
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
	int err = gate_alloc(DISPATCH_ROWS);
	int nr;

	if (err)
		return err;
	entry_to_counts = (__force unsigned long)gate_rows - (unsigned long)entries;
	for (nr = 0; nr < DISPATCH_ROWS; nr++) {
		struct entry *e = entry_at(nr);

		gate_init(&e->gate, nr);
		e->gate.nr_kind = dispatch_nr_kind(nr);
		free_numbers += is_free_number(e);
	}
	return 0;
}

void entry_exit(void)
{
	gate_free();
}
