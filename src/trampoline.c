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
 * we build with do; trampoline_init() tests it on the machine and refuses to load
 * if it does not hold.
 *
 * doc/model/entry.pml has every step of this in caller(): NO_RCU_TASKS shows
 * what happens to the edges without the wait, NO_TAIL_JUMP with a call.
 *
 * The entry is kept in a local variable over the call: after rt_sigreturn or
 * execve the registers hold another number.
 *
 * Over 400 lines: the trial at the end, which runs when the module loads, calls
 * the functions of this file that nothing else may call.
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
#include "stack.h"
#include "tracepoints.h"
#include "trampoline.h"

/* The functions that call a handler, for trampoline_contains(). */
static struct bounds {
	unsigned long start, end;
} bounds[3];

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
static noinline notrace long trampoline_refuse(struct entry *e, const struct pt_regs *regs)
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
 * The handler, with events. The caller is inside, so the name can be read. Not
 * inline: with these arguments in its frame, its caller could not jump to
 * trampoline_refuse(). For notrace see call_handler().
 */
static noinline notrace long trace_call(struct entry *e, const struct pt_regs *regs)
{
	unsigned long args[6];
	u64 start = 0;
	long ret;

	dyn_syscall_arguments(regs, args);
	trace_dyn_syscall_read_trylock(e, true, WHY_OPEN);
	trace_dyn_syscall_enter(e, args);
	if (trace_dyn_syscall_exit_enabled())
		start = ktime_get_ns();
	ret = call_handler(&e->handler, regs);
	trace_dyn_syscall_exit(e, ret, start ? ktime_get_ns() - start : 0);
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

/* The trampoline while a per-call event is enabled. */
static noinline notrace long trampoline_traced(struct entry *e, const struct pt_regs *regs)
{
	struct gate_set __percpu *counts;
	long ret;

	gate_read_begin();
	if (!gate_read_trylock(&e->gate, GATE_TRACED, &counts))
		return trampoline_refuse(e, regs);
	pause_at(PAUSE_ENTERED);
	ret = trace_call(e, regs);
	leave(e, counts);
	return ret;
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

/*
 * The gate is not GATE_OPEN: the caller is traced, or refused. The word may have
 * changed since, so it is read again, and the gate is tried again if it is open.
 * @offset: of the entry in the table, as the caller has it in a register.
 */
static noinline notrace long trampoline_slow(const struct pt_regs *regs, unsigned long offset)
{
	struct entry *e = (struct entry *)((char *)entries + offset);

	/*
	 * Acquire pairs with the release in gate_close(), as at O: if the gate
	 * was traced there and is closed now, this load refuses the caller, and
	 * why_refused() must see the state that explains it. Litmus test:
	 * refused-slow.
	 */
	if (smp_load_acquire(&e->gate.word) >= GATE_TRACED)
		return trampoline_traced(e, regs);
	return trampoline_refuse(e, regs);
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
		return trampoline_slow(regs, (char *)e - (char *)entries);
	pause_at(PAUSE_ENTERED);
	ret = call_handler(&in_register(e)->handler, regs);
	leave(e, counts);
	return ret;
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

/* While it is set nothing is redirected yet, and no event is emitted. */
bool trampoline_on_trial __ro_after_init;

/*
 * Stands in for an original and returns its own return address. Nothing on the
 * way here is traceable: ftrace would replace that address to trace the return.
 */
static notrace long __init returns_to(const struct pt_regs *regs)
{
	return (long)__builtin_return_address(0);
}

static bool __init note_trampoline(unsigned long address, void *found)
{
	*(bool *)found |= trampoline_contains(address);
	return !*(bool *)found;
}

/* Stands in for a handler: is the trampoline found on its stack? */
static notrace noinline long __init finds_trampoline(const struct pt_regs *regs)
{
	bool found = false;

	stack_walk(current, NULL, note_trampoline, &found);
	return found;
}

/* Does a straggler leave no frame behind, on each path through the trampoline? */
static bool __init jumps(struct entry *e, const struct pt_regs *regs)
{
	int nr = entry_nr(e);
	dyn_syscall_t original = dispatch_original(nr);
	unsigned long to, to_regs, to_traced;

	dispatch_originals[nr] = returns_to;
	to = dyn_syscall_trampoline(regs, nr);
	to_regs = dyn_syscall_trampoline_regs(regs);
	to_traced = trampoline_traced(e, regs);
	dispatch_originals[nr] = original;

	return !within_module_core(to, THIS_MODULE) &&
	       !within_module_core(to_regs, THIS_MODULE) &&
	       !within_module_core(to_traced, THIS_MODULE);
}

/* Does the stack show a caller that is inside, on each path? */
static bool __init is_found(struct entry *e, const struct pt_regs *regs)
{
	bool found;

	e->handler = finds_trampoline;
	gate_open(&e->gate);
	found = dyn_syscall_trampoline(regs, entry_nr(e)) &&
		dyn_syscall_trampoline_regs(regs) && trampoline_traced(e, regs);
	e->handler = NULL;
	return found;
}

/**
 * trampoline_init() - verify what the rest of the module relies on
 *
 * Sends calls of our own through the trampoline: a straggler, to an original
 * that returns its own return address, which must be here and not in the
 * trampoline; and a caller of a handler that searches its own stack for the
 * trampoline. Nothing is redirected yet, so no other caller is there. Leaves no
 * counts and no events.
 *
 * Return: 0, or %-EOPNOTSUPP if the compiler has turned the jump into a call, or
 * the stack does not show who is inside.
 */
int __init trampoline_init(void)
{
	struct pt_regs regs = {};
	struct entry *e = entry_at(__NR_getpid);
	int err = 0;

	if (IS_ENABLED(CONFIG_UNWINDER_GUESS)) {
		pr_err("this kernel's unwinder guesses (CONFIG_UNWINDER_GUESS), so callers inside a call could not be found\n");
		return -EOPNOTSUPP;
	}
	compat_set_nr(&regs, __NR_getpid);
	find_bounds(dyn_syscall_trampoline, &bounds[0]);
	find_bounds(dyn_syscall_trampoline_regs, &bounds[1]);
	find_bounds(trampoline_traced, &bounds[2]);

	trampoline_on_trial = true;
	if (!jumps(e, &regs)) {
		pr_err("built without tail calls: a straggler would sleep in the trampoline, and unloading would not be safe\n");
		err = -EOPNOTSUPP;
	} else if (!is_found(e, &regs)) {
		pr_err("a stack walk does not find the trampoline, so callers inside a call could not be found\n");
		err = -EOPNOTSUPP;
	}
	trampoline_on_trial = false;
	gate_reset(&e->gate);
	return err;
}
