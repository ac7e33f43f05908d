// SPDX-License-Identifier: GPL-2.0
/*
 * The hot path: number -> entry -> gate -> handler -> gate -> back.
 *
 * The edges. A task may be preempted in here before the gate has counted it and
 * after it has been counted out, so no counter includes it. Nothing
 * sleeps between those counters and the edges. Before unloading, the module can
 * therefore wait for such tasks with synchronize_rcu_tasks(), which ends when
 * every task has scheduled voluntarily or run in user mode. Even a spinlock would
 * be too much: with PREEMPT_RT a task that waits for one is off its run queue and
 * counts as having scheduled.
 *
 * Events there run with preemption off; since 7.x, with PREEMPT_RT, in an SRCU
 * section instead, where a BPF program may block. An attached program holds a
 * reference to this module, so none is attached when the module is unloaded, and
 * dyn_syscall_exit() waits for those sections first. Probes that run in sections
 * that begin later do not block.
 *
 * Only the original that a straggler or a fallback gets might sleep there, for
 * hours. So it is not called but jumped to, with no frame of this module left on
 * the stack. That needs a compiler that turns "return f(x);" into a jump. All that
 * we build with do; trial() tests it on the machine and refuses to load
 * if it does not hold.
 *
 * doc/model/entry.pml has every step of this in caller(): NO_RCU_TASKS shows
 * what happens to the edges without the wait, NO_TAIL_JUMP with a call.
 *
 * The entry is kept in a local variable over the call: after rt_sigreturn or
 * execve the registers hold another number.
 *
 * Over 400 lines: the paths through the gate are to be read side by side, and the
 * compiler makes one function of each.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <asm/syscall.h>
#include <asm/unistd.h>
#include "dispatch.h"
#include "entry.h"
#include "pause.h"
#include "slot.h"
#include "tracepoints.h"
#include "trampoline.h"

/* The functions that call a handler, for trampoline_contains(). */
static struct bounds {
	unsigned long start, end;
} bounds[6 + 3 * SLOTS];

/* Every value leads to a row: entry_at() bounds it. */
static __always_inline unsigned int regs_nr(const struct pt_regs *regs)
{
	return syscall_get_nr(current, (struct pt_regs *)regs);
}

/* The gate says that it is not open; the state says why. */
static enum why why_refused(const struct entry *e)
{
	/*
	 * The state may be newer than the word that refused us, but then the
	 * number has been through all states in between while we were here.
	 * Acquire pairs with the release in entry_set_state().
	 *
	 * A used number that is merely reserved is not hijacked yet, and may
	 * never be: a caller that finds it here passed the site a moment too
	 * early, or on behalf of the previous registration.
	 */
	switch (smp_load_acquire(&e->gate.state)) {
	case ENTRY_RESERVED:
		return e->gate.nr_kind == NR_USED ? WHY_STRAGGLER : WHY_NOT_UNLOCKED;
	case ENTRY_UNDOING:
		return e->gate.nr_kind == NR_USED ? WHY_STRAGGLER : WHY_CLOSING;
	case ENTRY_FREE:
		return e->gate.nr_kind == NR_UNUSED && dispatch_unused_redirected(entry_nr(e)) ?
		       WHY_UNUSED : WHY_STRAGGLER;
	default:
		return WHY_NOT_UNLOCKED;
	}
}

/*
 * The gate is not open. Callers of a hijacked number that has been restored, or
 * that has the fallback, get the original; all others are refused. Model: refuse
 * and straggler; NO_STRAGGLER, NO_RESERVED, NO_FLAGS_STAY.
 */
static noinline notrace long trampoline_refuse(const struct pt_regs *regs, struct entry *e)
{
	enum why why = why_refused(e);

	pause_at(PAUSE_WHY);
	trace_dyn_syscall_read_trylock(e, false, why);
	if (e->gate.nr_kind == NR_USED &&
	    (why == WHY_STRAGGLER || READ_ONCE(e->gate.flags) & DYN_SYSCALL_FALLBACK)) {
		this_cpu_inc(entry_counts(e)->fallback);
		trace_dyn_syscall_fallback(e, why);
		pause_at(PAUSE_REFUSED);
		return dispatch_original(entry_nr(e))(regs);	/* a jump, see above */
	}
	this_cpu_inc(entry_counts(e)->refused);
	trace_dyn_syscall_enosys(e, why, regs);
	return -ENOSYS;
}

/*
 * Return-address tracers overwrite the handler's return address; only x86's
 * unwinder can recover it. Elsewhere, therefore, there is a second frame between
 * the trampoline and the handler: its return address is in the trampoline, and
 * notrace protects it.
 */
#ifdef CONFIG_X86
static __always_inline long call_handler(dyn_syscall_t *handler, const struct pt_regs *regs)
{
	return smp_load_acquire(handler)(regs);	/* H */
}
#else
static noinline notrace long call_handler(dyn_syscall_t *handler, const struct pt_regs *regs)
{
	long ret = smp_load_acquire(handler)(regs);	/* H */

	OPTIMIZER_HIDE_VAR(ret);	/* prevents a tail call */
	return ret;
}
#endif

/*
 * The handler, with events. The caller has been counted before it reads the registration,
 * so that stays until it is counted out; see replace(). Mutant: swap-registration.
 */
static __always_inline long trace_call(struct entry *e, const struct pt_regs *regs)
{
	const struct registration *r = rcu_dereference_raw(e->registration);
	u64 start = 0;
	long ret;

	trace_dyn_syscall_read_trylock(e, true, WHY_OPEN);
	trace_dyn_syscall_enter(r, regs);
	if (trace_dyn_syscall_exit_enabled())
		start = ktime_get_ns();
	ret = call_handler(&e->handler, regs);
	pause_check(trampoline_on_trial || refcount_read(&r->refs));
	trace_dyn_syscall_exit(r, ret, start ? ktime_get_ns() - start : 0);
	return ret;
}

/* @counts are those that the caller entered by. */
static __always_inline void leave(struct entry *e,
				  struct gate_set __percpu *counts)
{
	pause_at(PAUSE_HANDLED);
	gate_read_unlock(&e->gate, counts);
	pause_at(PAUSE_LEFT);
}

/*
 * Has a handler with DYN_SYSCALL_BEFORE passed its caller on? It cannot do otherwise
 * where the kernel has nothing to return to: behind the call of a switch to exit stands
 * the code of another number. trampoline_refuse() does not return there either, since
 * only registrations with DYN_SYSCALL_FALLBACK have that flag.
 */
static __always_inline bool passes(unsigned int nr, long ret)
{
	return ret == DYN_SYSCALL_PASS || dispatch_never_returns(nr);
}

/*
 * The ends of the slow path: in the section that gate_read_begin() has begun, and the
 * gate was found open. The flags hold until the caller leaves. A caller may have come
 * by either trampoline: it was on its way while the number was freed and registered
 * again.
 */
static __always_inline long enter(struct entry *e, const struct pt_regs *regs, bool traced)
{
	struct gate_set __percpu *counts;
	bool pass;
	long ret;

	counts = gate_read_enter(&e->gate, gate_read_set(&e->gate));
	pause_at(PAUSE_ENTERED);
	ret = traced ? trace_call(e, regs) : call_handler(&e->handler, regs);
	pass = READ_ONCE(e->gate.flags) & DYN_SYSCALL_BEFORE && passes(entry_nr(e), ret);
	leave(e, counts);
	return pass ? dispatch_original(entry_nr(e))(regs) : ret;	/* a jump */
}

static noinline notrace long trampoline_traced(const struct pt_regs *regs, struct entry *e)
{
	return enter(e, regs, true);
}

static noinline notrace long trampoline_scoped(const struct pt_regs *regs, struct entry *e)
{
	return enter(e, regs, false);
}

/* A caller of a dynamic call from outside its scope. */
static noinline notrace long trampoline_outside(const struct pt_regs *regs, struct entry *e)
{
	trace_dyn_syscall_enosys(e, WHY_OUTSIDE, regs);
	return -ENOSYS;
}

/*
 * Hide the offset from the optimizer so that members are addressed as base +
 * constant.
 */
static __always_inline struct entry *in_register(struct entry *e)
{
	unsigned long offset = (char *)e - (char *)entries;

	OPTIMIZER_HIDE_VAR(offset);
	return (struct entry *)((char *)entries + offset);
}

/* The gate is open, and traced or with a scope, or by now for this trampoline, too. */
static noinline notrace long trampoline_open(const struct pt_regs *regs, struct entry *e,
					     enum gate_word word)
{
	const struct scope *scope;

	if (word <= GATE_SCOPED) {
		scope = &rcu_dereference_sched(e->registration)->scope;
		if (scope->cgroup && !scope_has_current(scope)) {
			this_cpu_inc(*scope->outside);
			gate_read_refuse();
			if (e->gate.nr_kind == NR_USED)
				return dispatch_original(entry_nr(e))(regs);	/* a jump */
			return trampoline_outside(regs, e);
		}
		if (word == GATE_SCOPED)
			return trampoline_scoped(regs, e);
	}
	return trampoline_traced(regs, e);
}

/*
 * The caller has not met the word that its trampoline enters by. All this is in the
 * section that has begun, since the registration, with its scope, is current only there.
 */
static noinline notrace long trampoline_slow(const struct pt_regs *regs, struct entry *e)
{
	enum gate_word word = gate_read_word(&e->gate);

	pause_at(PAUSE_LOOKED);
	if (word < GATE_TRACED) {
		gate_read_refuse();
		return trampoline_refuse(regs, e);
	}
	/*
	 * gate_open() has stored @open before the word, which was read with acquire. It
	 * is stored again only when the gate was closed and locked, and for that G has
	 * waited for this section. Mutant: scope-traced.
	 */
	if (likely(word == GATE_TRACED && e->gate.open != GATE_SCOPED))
		return trampoline_traced(regs, e);
	return trampoline_open(regs, e, word);
}

/*
 * The same with the @offset of the entry in the table, as the common trampolines have it
 * in a register.
 */
static noinline notrace long trampoline_slow_at(const struct pt_regs *regs, unsigned long offset)
{
	return trampoline_slow(regs, (struct entry *)((char *)entries + offset));
}

/*
 * Every call of a redirected number executes every instruction here; doc/speed.md
 * explains each.
 */
static __always_inline long trampoline(const struct pt_regs *regs, unsigned int nr)
{
	struct gate_set __percpu *counts;
	struct entry *e;
	long ret;

	pause_at(PAUSE_IN_TRAMPOLINE);
	gate_read_begin();
	e = in_register(entry_at(nr));
	if (unlikely(!gate_read_trylock(&e->gate, GATE_OPEN, &counts)))
		return trampoline_slow_at(regs, (char *)e - (char *)entries);
	pause_at(PAUSE_ENTERED);
	ret = call_handler(&in_register(e)->handler, regs);
	leave(e, counts);
	return ret;
}

/*
 * The same for handlers with DYN_SYSCALL_BEFORE. Keeps the number, not the entry, over
 * the call: the original is found by it.
 */
static __always_inline long trampoline_before(const struct pt_regs *regs, unsigned int nr)
{
	unsigned long row = nr & (DISPATCH_ROWS - 1);
	struct gate_set __percpu *counts;
	struct entry *e;
	long ret;

	pause_at(PAUSE_IN_TRAMPOLINE);
	OPTIMIZER_HIDE_VAR(row);
	gate_read_begin();
	e = in_register(&entries[row]);
	if (unlikely(!gate_read_trylock(&e->gate, GATE_BEFORE, &counts)))
		return trampoline_slow_at(regs, (char *)e - (char *)entries);
	pause_at(PAUSE_ENTERED);
	ret = call_handler(&in_register(e)->handler, regs);
	leave(&entries[row], counts);
	if (likely(passes(row, ret)))
		return dispatch_originals[row](regs);	/* a jump */
	return ret;
}

#if SLOTS
/*
 * Call a slot's handler, and keep @regs for the original meanwhile: the compiler would
 * save a register, move @regs there, move it back, and restore the register.
 */
static __always_inline long call_keeping(dyn_syscall_t handler, const struct pt_regs *regs)
{
	long ret;

	asm volatile("push %%rdi\n\t"
		     "call %c[handler]\n\t"	/* H */
		     "pop %%rdi"
		     : "=a" (ret), ASM_CALL_CONSTRAINT
		     : [handler] "i" (handler), "D" (regs)
		     : "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "cc", "memory");
	return ret;
}

/*
 * The lowest number is the only one from which 1 cannot be subtracted. So no register has
 * to hold it to compare with.
 */
static __always_inline bool is_pass(long ret)
{
	bool pass;

	BUILD_BUG_ON(DYN_SYSCALL_PASS != LONG_MIN);
	asm("cmp $1, %1" : "=@cco" (pass) : "r" (ret));
	return pass;
}

/* The same as trampoline() with a slot. @handler is a static call, as is @original below. */
static __always_inline long trampoline_slot(const struct pt_regs *regs, struct entry **its,
					    dyn_syscall_t handler)
{
	struct gate_set __percpu *counts;
	struct entry *e;
	long ret;

	pause_at(PAUSE_IN_TRAMPOLINE);
	gate_read_begin();
	e = READ_ONCE(*its);
	if (unlikely(!gate_read_trylock(&e->gate, GATE_OPEN, &counts)))
		return trampoline_slow(regs, e);
	pause_at(PAUSE_ENTERED);
	ret = handler(regs);	/* H */
	leave(*its, counts);	/* only lockdep looks at it */
	return ret;
}

/*
 * The same as trampoline_before() with a slot. Not for calls that never return: a slot's
 * handler may return any verdict.
 */
static __always_inline long
trampoline_slot_before(const struct pt_regs *regs, struct entry **its,
		       dyn_syscall_t handler, dyn_syscall_t original)
{
	struct gate_set __percpu *counts;
	struct entry *e;
	long ret;

	pause_at(PAUSE_IN_TRAMPOLINE);
	gate_read_begin();
	e = READ_ONCE(*its);
	if (unlikely(!gate_read_trylock(&e->gate, GATE_BEFORE, &counts)))
		return trampoline_slow(regs, e);
	pause_at(PAUSE_ENTERED);
	ret = call_keeping(handler, regs);
	leave(*its, counts);
	if (likely(is_pass(ret)))
		return original(regs);	/* a jump */
	return ret;
}

/* The same as trampoline_in_scope() and enter() with a slot. */
static __always_inline long
trampoline_slot_scoped(const struct pt_regs *regs, struct entry **its,
		       dyn_syscall_t handler, dyn_syscall_t original)
{
	struct gate_set __percpu *counts;
	const struct scope *scope;
	struct entry *e;
	bool pass;
	long ret;

	pause_at(PAUSE_IN_TRAMPOLINE);
	gate_read_begin();
	e = READ_ONCE(*its);
	if (unlikely(compat_acquire_differs(&e->gate.word, GATE_SCOPED)))	/* O */
		return trampoline_slow(regs, e);
	pause_at(PAUSE_LOOKED);
	scope = &rcu_dereference_sched(e->registration)->scope;
	if (!scope_has_current(scope)) {
		this_cpu_inc(*scope->outside);
		gate_read_refuse();
		return original(regs);	/* a jump */
	}
	counts = gate_read_enter(&e->gate, gate_read_set(&e->gate));
	pause_at(PAUSE_ENTERED);
	ret = call_keeping(handler, regs);
	pass = READ_ONCE((*its)->gate.flags) & DYN_SYSCALL_BEFORE && is_pass(ret);
	leave(*its, counts);
	return pass ? original(regs) : ret;	/* a jump */
}
#endif

/*
 * The same for registrations with a scope. A caller from outside is not counted as
 * living; its number is a hijacked one, since unused numbers may share a site, and their
 * callers come by trampoline().
 */
static __always_inline long trampoline_in_scope(const struct pt_regs *regs, unsigned int nr)
{
	const struct scope *scope;
	struct entry *e;

	pause_at(PAUSE_IN_TRAMPOLINE);
	gate_read_begin();
	e = in_register(entry_at(nr));
	if (unlikely(compat_acquire_differs(&e->gate.word, GATE_SCOPED)))	/* O */
		return trampoline_slow_at(regs, (char *)e - (char *)entries);
	pause_at(PAUSE_LOOKED);
	scope = &rcu_dereference_sched(e->registration)->scope;
	if (scope_has_current(scope))
		return trampoline_scoped(regs, e);
	this_cpu_inc(*scope->outside);
	gate_read_refuse();
	return dispatch_original(entry_nr(e))(regs);	/* a jump */
}

/**
 * dyn_syscall_trampoline() - what the kernel calls for every redirected number
 * @regs: the caller's registers
 * @nr: the number, which the dispatch has in its second argument when it jumps
 *
 * Function tracers cannot attach here, since the events say more; no indirect
 * jump leads here.
 *
 * Return: what the handler or the original returned; %-ENOSYS when refused.
 */
notrace __noendbr long dyn_syscall_trampoline(const struct pt_regs *regs, unsigned int nr)
{
	return trampoline(regs, nr);
}

ANNOTATE_NOENDBR_SYM(dyn_syscall_trampoline);

/**
 * dyn_syscall_trampoline_regs() - the trampoline for a dispatch that passes the
 * registers only
 * @regs: the caller's registers
 *
 * Return: as dyn_syscall_trampoline().
 */
notrace long dyn_syscall_trampoline_regs(const struct pt_regs *regs)
{
	return trampoline(regs, regs_nr(regs));
}

/**
 * dyn_syscall_trampoline_before() - the trampoline for handlers with %DYN_SYSCALL_BEFORE
 * @regs: the caller's registers
 * @nr: as for dyn_syscall_trampoline()
 *
 * A caller that is passed on is counted out before it jumps to the original: it may
 * sleep there, or never return.
 *
 * Return: what the handler or the original returned.
 */
notrace __noendbr long dyn_syscall_trampoline_before(const struct pt_regs *regs,
						     unsigned int nr)
{
	return trampoline_before(regs, nr);
}

ANNOTATE_NOENDBR_SYM(dyn_syscall_trampoline_before);

/**
 * dyn_syscall_trampoline_before_regs() - the same for a dispatch that passes the
 * registers only
 * @regs: the caller's registers
 *
 * Return: as dyn_syscall_trampoline_before().
 */
notrace long dyn_syscall_trampoline_before_regs(const struct pt_regs *regs)
{
	return trampoline_before(regs, regs_nr(regs));
}

/* Those of slot 0 and so on. They do what those without a number do; see slot.h. */
#define SLOT(n)									\
notrace __noendbr long dyn_syscall_trampoline_##n(const struct pt_regs *regs)	\
{										\
	return trampoline_slot(regs, &slot_entries[n], static_call(slot_handler_##n)); \
}										\
ANNOTATE_NOENDBR_SYM(dyn_syscall_trampoline_##n);				\
notrace __noendbr long dyn_syscall_trampoline_before_##n(const struct pt_regs *regs) \
{										\
	return trampoline_slot_before(regs, &slot_entries[n],			\
				      static_call(slot_handler_##n),		\
				      static_call(slot_original_##n));		\
}										\
ANNOTATE_NOENDBR_SYM(dyn_syscall_trampoline_before_##n);			\
notrace __noendbr long dyn_syscall_trampoline_scoped_##n(const struct pt_regs *regs) \
{										\
	return trampoline_slot_scoped(regs, &slot_entries[n],			\
				      static_call(slot_handler_##n),		\
				      static_call(slot_original_##n));		\
}										\
ANNOTATE_NOENDBR_SYM(dyn_syscall_trampoline_scoped_##n);

FOR_EACH_SLOT(SLOT)

/**
 * dyn_syscall_trampoline_scoped() - the trampoline for hijacks with a scope
 * @regs: the caller's registers
 * @nr: as for dyn_syscall_trampoline()
 *
 * Return: what the handler or the original returned.
 */
notrace __noendbr long dyn_syscall_trampoline_scoped(const struct pt_regs *regs,
						     unsigned int nr)
{
	return trampoline_in_scope(regs, nr);
}

ANNOTATE_NOENDBR_SYM(dyn_syscall_trampoline_scoped);

/**
 * dyn_syscall_trampoline_scoped_regs() - the same for a dispatch that passes the
 * registers only
 * @regs: the caller's registers
 *
 * Return: as dyn_syscall_trampoline_scoped().
 */
notrace long dyn_syscall_trampoline_scoped_regs(const struct pt_regs *regs)
{
	return trampoline_in_scope(regs, regs_nr(regs));
}

/* Measures time, so it cannot jump. The caller is inside, so it may sleep. */
static noinline long original_traced(const struct pt_regs *regs)
{
	struct entry *e = entry_at(regs_nr(regs));
	u64 start = ktime_get_ns();
	long ret = dispatch_original(entry_nr(e))(regs);

	trace_dyn_syscall_original(e, ret, ktime_get_ns() - start);
	return ret;
}

/**
 * dyn_syscall_original() - call what a hijacker has replaced
 * @regs: what the handler was given
 *
 * To be called from a handler, which is inside its entry until it returns. The
 * registers hold the number: a handler that has changed them calls another
 * original. For a dynamic call the original is the kernel's -ENOSYS.
 *
 * Context: Process context, inside a handler; sleeps as the original does.
 * Return: what the original returned.
 */
long dyn_syscall_original(const struct pt_regs *regs)
{
	if (trace_dyn_syscall_original_enabled())
		return original_traced(regs);
	return dispatch_original(regs_nr(regs))(regs);
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_original, DYN_SYSCALL);

/**
 * dyn_syscall_find_original() - what the kernel calls for a number without us
 * @nr: the number
 *
 * For a hijacker that cannot afford the jump in dyn_syscall_original(): use a
 * static call, DEFINE_STATIC_CALL(original, dyn_syscall_original), and
 * static_call_update(original, dyn_syscall_find_original(nr)) before the number
 * is unlocked. The event dyn_syscall_original does not show direct calls.
 *
 * Context: Any. The function belongs to the kernel and stays.
 * Return: the original; %NULL if there can be no such number, or the way to its
 * function is not proved.
 */
dyn_syscall_t dyn_syscall_find_original(int nr)
{
	if (nr < 0 || nr >= NR_syscalls || dispatch_unproved(nr))
		return NULL;
	return dispatch_original(nr);
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_find_original, DYN_SYSCALL);

/* Is this the return address of a call that the trampoline has made? */
bool trampoline_contains(unsigned long address)
{
	const struct bounds *b;

	for (b = bounds; b < bounds + ARRAY_SIZE(bounds); b++)
		if (address > b->start && address <= b->end)
			return true;
	return false;
}

static void __init find_bounds(void *function, struct bounds *b)
{
	unsigned long offset = 0, size = 0;
	char symbol[96];
	char *plus;

	snprintf(symbol, sizeof(symbol), "%pS", function);
	plus = strchr(symbol, '+');
	if (plus && sscanf(plus, "+0x%lx/0x%lx", &offset, &size) == 2) {
		b->start = (unsigned long)function - offset;
		b->end = b->start + size;
	}
}

/* Before anything is redirected. */
void __init trampoline_init(void)
{
	find_bounds(dyn_syscall_trampoline, &bounds[0]);
	find_bounds(dyn_syscall_trampoline_regs, &bounds[1]);
	find_bounds(dyn_syscall_trampoline_before, &bounds[2]);
	find_bounds(dyn_syscall_trampoline_before_regs, &bounds[3]);
	find_bounds(trampoline_traced, &bounds[4]);
	find_bounds(trampoline_scoped, &bounds[5]);
#define SLOT_BOUNDS(n)								\
	find_bounds(dyn_syscall_trampoline_##n, &bounds[6 + 3 * (n)]);		\
	find_bounds(dyn_syscall_trampoline_before_##n, &bounds[7 + 3 * (n)]);	\
	find_bounds(dyn_syscall_trampoline_scoped_##n, &bounds[8 + 3 * (n)]);
	FOR_EACH_SLOT(SLOT_BOUNDS)
}
