// SPDX-License-Identifier: GPL-2.0
/*
 * The hot path: number -> entry -> gate -> handler -> gate -> back.
 *
 * The edges. A task may be preempted in here before the gate has counted it
 * and after it has been counted out, so that no counter of ours knows of it.
 * Between those counters and the edges nothing sleeps; that is why the module
 * may wait for such tasks with synchronize_rcu_tasks() before it goes, which
 * ends when every task has scheduled of its own will or run in user mode. A
 * spinlock would be enough: with PREEMPT_RT who waits for one is off its run
 * queue, and counts as scheduled.
 *
 * What events do there they do with preemption off; since 7.x, with PREEMPT_RT,
 * in an SRCU section instead, where a BPF program may block. Whoever has attached
 * a program holds a reference to this module, so none is attached when the module
 * goes, and dyn_syscall_exit() waits for those sections first. What runs in the
 * sections that begin later does not block.
 *
 * The one thing that might sleep there is the original that a straggler or a
 * fallback is given: it can sleep for hours. So it is not called but jumped
 * to, with no frame of ours left on the stack. That takes a compiler that
 * turns "return f(x);" into a jump. All that we build with do; link_init()
 * tries it on the machine and refuses to load where it is not so.
 *
 * doc/model/entry.pml has every step of this in caller(): NO_RCU_TASKS is what
 * becomes of the edges without the wait, NO_TAIL_JUMP with a call.
 *
 * The entry is kept in a local variable over the call: after rt_sigreturn or
 * execve the registers tell another number.
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
#include "link.h"
#include "stack.h"

#define CREATE_TRACE_POINTS
#include "tracepoints.h"

/* The functions that call a handler, for link_contains(). */
static struct bounds {
	unsigned long start, end;
} bounds[3];

/* All numbers lead to a row: entry_get() bounds them. */
static __always_inline unsigned int number_of(const struct pt_regs *regs)
{
	return syscall_get_nr(current, (struct pt_regs *)regs);
}

static __always_inline struct entry *entry_of(const struct pt_regs *regs)
{
	return entry_get(number_of(regs));
}

/* What the gate does not tell: why it is not open. */
static enum link_why why_refused(const struct entry *e)
{
	/*
	 * May be newer than the word that refused us, but then the number has
	 * gone through all in between while we were here. Acquire pairs with
	 * the release in entry_set_state().
	 *
	 * A hijacked number that is merely reserved is not hijacked yet, and
	 * may never be: who meets it here came by the site a moment too early,
	 * or on behalf of the registration before.
	 */
	switch (smp_load_acquire(&e->state)) {
	case ENTRY_RESERVED:
		return e->kind == ENTRY_HIJACKED ? WHY_STRAGGLER : WHY_NOT_UNLOCKED;
	case ENTRY_UNDOING:
		return e->kind == ENTRY_HIJACKED ? WHY_STRAGGLER : WHY_CLOSING;
	case ENTRY_FREE:
		return e->kind == ENTRY_DYNAMIC && dispatch_unused_redirected() ?
		       WHY_UNUSED : WHY_STRAGGLER;
	default:
		return WHY_NOT_UNLOCKED;
	}
}

/*
 * The gate is not open. A hijacked number that has been restored, or is to
 * fall back, goes to the original; everybody else is refused. Model: refuse and
 * straggler; NO_STRAGGLER, NO_RESERVED, NO_FLAGS_STAY.
 */
static noinline notrace long link_refuse(struct entry *e, const struct pt_regs *regs)
{
	enum link_why why = why_refused(e);

	testing_pause(TESTING_WHY);
	trace_dyn_syscall_read_trylock(e, false, why);
	if (e->kind == ENTRY_HIJACKED && !testing_without(TESTING_STRAGGLER) &&
	    (why == WHY_STRAGGLER || READ_ONCE(e->flags) & DYN_SYSCALL_FALLBACK)) {
		this_cpu_inc(e->gate.counts->fallback);
		trace_dyn_syscall_fallback(e, why);
		testing_pause(TESTING_REFUSED);
		if (testing_without(TESTING_JUMP))
			return testing_call(dispatch_original(entry_nr(e)), regs);
		return dispatch_original(entry_nr(e))(regs);	/* a jump, see above */
	}
	this_cpu_inc(e->gate.counts->refused);
	trace_dyn_syscall_enosys(e, why, regs);
	return -ENOSYS;
}

/*
 * Who traces the return of a handler puts an address of his own in the place of
 * the one that the handler returns to. The unwinder of x86 knows the true one; on
 * others nobody tells us. So there is a second frame between the link and the
 * handler: what it returns to is in the link, and notrace keeps it.
 */
#ifdef CONFIG_X86
static __always_inline long call_handler(struct entry *e, const struct pt_regs *regs)
{
	return e->handler(regs);
}
#else
static noinline notrace long call_handler(struct entry *e, const struct pt_regs *regs)
{
	long ret = e->handler(regs);

	OPTIMIZER_HIDE_VAR(ret);	/* so that it is not a jump */
	return ret;
}
#endif

/*
 * The handler, with events. Inside, the name is there to be read. Not inline:
 * with these arguments in its frame its caller could not jump to link_refuse().
 * With a return address that nobody replaces, see call_handler().
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
	ret = call_handler(e, regs);
	trace_dyn_syscall_exit(e, ret, start ? ktime_get_ns() - start : 0);
	return ret;
}

/* On the way out. @counts are the entry's of the way in. */
static __always_inline void leave(struct entry *e, const struct pt_regs *regs,
				  struct gate_counts __percpu *counts)
{
	testing_pause(TESTING_HANDLED);
	if (testing_without(TESTING_KEPT))
		counts = entry_of(regs)->gate.counts;
	gate_read_unlock(&e->gate, counts);
	testing_pause(TESTING_LEFT);
}

/* The link while events of single calls are on. */
static noinline notrace long link_traced(struct entry *e, const struct pt_regs *regs)
{
	struct gate_counts __percpu *counts;
	long ret;

	if (!gate_read_trylock(&e->gate, GATE_TRACED, &counts))
		return link_refuse(e, regs);
	testing_pause(TESTING_ENTERED);
	ret = trace_call(e, regs);
	leave(e, regs, counts);
	return ret;
}

/*
 * The gate is not wide open: the caller is traced, or refused. The word may
 * have changed since, so it is looked at anew, and taken anew where it is open.
 */
static noinline notrace long link_slow(const struct pt_regs *regs, unsigned int nr)
{
	struct entry *e = entry_get(nr);

	/*
	 * Acquire pairs with the release in gate_close(), as at O: if the gate
	 * was traced there and is closed now, this load refuses the caller, and
	 * why_refused() must see the state that explains it. Litmus test:
	 * refused-slow.
	 */
	if (smp_load_acquire(&e->gate.word) >= GATE_TRACED)
		return link_traced(e, regs);
	return link_refuse(e, regs);
}

/*
 * The same entry, of which the compiler knows the offset in the table, and that
 * it is in a register. A member is then at a constant of that register, and no
 * address has to be made of it first.
 */
static __always_inline struct entry *in_register(struct entry *e)
{
	unsigned long offset = (char *)e - (char *)entries;

	OPTIMIZER_HIDE_VAR(offset);
	return (struct entry *)((char *)entries + offset);
}

/*
 * Every instruction here is paid by every call of a redirected number:
 * doc/speed.md goes through them.
 */
static __always_inline long link(const struct pt_regs *regs, unsigned int nr)
{
	struct entry *e = in_register(entry_get(nr));
	struct gate_counts __percpu *counts;
	long ret;

	testing_pause(TESTING_IN_LINK);
	if (unlikely(!gate_read_trylock(&e->gate, GATE_OPEN, &counts)))
		return link_slow(regs, entry_nr(e));
	testing_pause(TESTING_ENTERED);
	ret = call_handler(in_register(e), regs);
	leave(e, regs, counts);
	return ret;
}

/**
 * dyn_syscall_link() - what the kernel calls for every redirected number
 * @regs: the caller's registers
 * @nr: the number, which the dispatch has in its second argument when it jumps
 *
 * Function tracers cannot be put here, and no indirect jump leads here: the
 * events tell more than the former could, and the latter would be a mistake.
 *
 * Return: what the handler returned, or the original; %-ENOSYS when refused.
 */
notrace __noendbr long dyn_syscall_link(const struct pt_regs *regs, unsigned int nr)
{
	return link(regs, nr);
}

ANNOTATE_NOENDBR_SYM(dyn_syscall_link);

/**
 * dyn_syscall_link_regs() - the link for a dispatch that passes no number on
 * @regs: the caller's registers
 *
 * Return: as dyn_syscall_link().
 */
notrace long dyn_syscall_link_regs(const struct pt_regs *regs)
{
	return link(regs, number_of(regs));
}

/* Measures, so it cannot jump. The caller is inside, so it may sleep. */
static noinline long original_traced(const struct pt_regs *regs)
{
	struct entry *e = entry_of(regs);
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
 * registers tell the number: a handler that has changed them calls another
 * original. For a dynamic call the original is the kernel's -ENOSYS.
 *
 * Context: Process context, inside a handler; sleeps as the original does.
 * Return: what the original returned.
 */
long dyn_syscall_original(const struct pt_regs *regs)
{
	if (trace_dyn_syscall_original_enabled())
		return original_traced(regs);
	return dispatch_original(number_of(regs))(regs);
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_original, DYN_SYSCALL);

/**
 * dyn_syscall_find_original() - what the kernel calls for a number without us
 * @nr: the number
 *
 * For a hijacker to whom the jump in dyn_syscall_original() is too dear, by way
 * of a static call: DEFINE_STATIC_CALL(original, dyn_syscall_original), then
 * static_call_update(original, dyn_syscall_find_original(nr)) before the number
 * is unlocked. What is called directly is not seen by the event
 * dyn_syscall_original.
 *
 * Context: Any. The function is the kernel's and stays.
 * Return: the original; %NULL when there can be no such number.
 */
dyn_syscall_t dyn_syscall_find_original(int nr)
{
	return nr >= 0 && nr < NR_syscalls ? dispatch_original(nr) : NULL;
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_find_original, DYN_SYSCALL);

/* Whether a return address is that of a call which the link has made. */
bool link_contains(unsigned long address)
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

/* Nothing has been redirected while this is set: the events leave us out. */
bool link_on_trial __ro_after_init;

/*
 * In the place of an original: tells who will get its result. Nothing on the
 * way here is for ftrace, which hides that where it wants to see the return.
 */
static notrace long __init returns_to(const struct pt_regs *regs)
{
	return (long)__builtin_return_address(0);
}

static bool __init note_link(unsigned long address, void *found)
{
	*(bool *)found |= link_contains(address) && !testing_without(TESTING_FOUND);
	return !*(bool *)found;
}

/* In the place of a handler: whether the link is found from here. */
static notrace noinline long __init finds_link(const struct pt_regs *regs)
{
	bool found = false;

	stack_walk(current, NULL, note_link, &found);
	return found;
}

/* Whether a straggler of our own leaves no frame behind, whichever way it comes. */
static bool __init jumps(struct entry *e, const struct pt_regs *regs)
{
	int nr = entry_nr(e);
	dyn_syscall_t original = dispatch_original(nr);
	unsigned long to, to_regs, to_traced;

	dispatch_originals[nr] = returns_to;
	to = dyn_syscall_link(regs, nr);
	to_regs = dyn_syscall_link_regs(regs);
	to_traced = link_traced(e, regs);
	dispatch_originals[nr] = original;

	return !within_module_core(to, THIS_MODULE) &&
	       !within_module_core(to_regs, THIS_MODULE) &&
	       !within_module_core(to_traced, THIS_MODULE);
}

/* Whether a handler's caller is found by its stack, whichever way it comes. */
static bool __init is_found(struct entry *e, const struct pt_regs *regs)
{
	bool found;

	e->handler = finds_link;
	gate_open(&e->gate);
	found = dyn_syscall_link(regs, entry_nr(e)) &&
		dyn_syscall_link_regs(regs) && link_traced(e, regs);
	e->handler = NULL;
	return found;
}

/**
 * link_init() - see that the link works as the rest relies on
 *
 * Sends calls of our own through it: a straggler, to an original that answers
 * with its return address, which must be here and not in the link; and a caller
 * of a handler that looks for the link on its own stack. Nothing has been
 * redirected yet, so nobody else is there. Leaves no counts and no events.
 *
 * Return: 0, or %-EOPNOTSUPP when the compiler has made a call of the jump, or
 * the stack does not show who is inside.
 */
int __init link_init(void)
{
	struct pt_regs regs = {};
	struct entry *e = entry_get(__NR_getpid);
	int err = 0;

	if (IS_ENABLED(CONFIG_UNWINDER_GUESS)) {
		pr_err("this kernel guesses what is on a stack (CONFIG_UNWINDER_GUESS): nobody could tell who is inside a call\n");
		return -EOPNOTSUPP;
	}
	compat_set_nr(&regs, __NR_getpid);
	find_bounds(dyn_syscall_link, &bounds[0]);
	find_bounds(dyn_syscall_link_regs, &bounds[1]);
	find_bounds(link_traced, &bounds[2]);

	link_on_trial = true;
	if (!jumps(e, &regs)) {
		pr_err("built without tail calls: a straggler would sleep in the link, and unloading would not be safe\n");
		err = -EOPNOTSUPP;
	} else if (!is_found(e, &regs)) {
		pr_err("a walk over the stack does not find the link: nobody could tell who is inside a call\n");
		err = -EOPNOTSUPP;
	}
	link_on_trial = false;
	gate_reset(&e->gate);
	return err;
}
