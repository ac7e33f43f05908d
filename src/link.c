// SPDX-License-Identifier: GPL-2.0
/*
 * The hot path: number -> entry -> gate -> handler -> gate -> back.
 *
 * The edges. A task may be preempted in here before the gate has counted it
 * and after it has been counted out, so that no counter of ours knows of it.
 * Between those counters and the edges nothing sleeps; that is why the module
 * may wait for such tasks with synchronize_rcu_tasks() before it goes, which
 * ends when every task has scheduled of its own will or run in user mode.
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
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jump_label.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/sched.h>
#include <asm/syscall.h>
#include <asm/unistd.h>
#include "dispatch.h"
#include "entry.h"
#include "link.h"

#define CREATE_TRACE_POINTS
#include "tracepoints.h"

/* On while a per-call event is: one no-op in the way of a call otherwise. */
static DEFINE_STATIC_KEY_FALSE(traced);

/* Of the link and of what it calls, for link_contains(). */
static unsigned long link_start, link_end;
static unsigned long traced_start, traced_end;

static __always_inline struct entry *entry_of(const struct pt_regs *regs)
{
	/* The dispatch has bounded it; under speculation it may not be. */
	unsigned int nr = syscall_get_nr(current, (struct pt_regs *)regs);

	return entry_get(array_index_nospec(nr, NR_syscalls));
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
static noinline long link_refuse(struct entry *e, const struct pt_regs *regs)
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
			return testing_call(e->original, regs);
		return e->original(regs);	/* a jump, see above */
	}
	this_cpu_inc(e->gate.counts->refused);
	trace_dyn_syscall_enosys(e, why, regs);
	return -ENOSYS;
}

/* The same as below with events. Inside, the name is there to be read. */
static noinline long link_trace_call(struct entry *e, const struct pt_regs *regs)
{
	unsigned long args[6];
	u64 start = 0;
	long ret;

	syscall_get_arguments(current, (struct pt_regs *)regs, args);
	trace_dyn_syscall_read_trylock(e, true, WHY_OPEN);
	trace_dyn_syscall_enter(e, args);
	if (trace_dyn_syscall_exit_enabled())
		start = ktime_get_ns();
	ret = e->handler(regs);
	trace_dyn_syscall_exit(e, ret, start ? ktime_get_ns() - start : 0);
	return ret;
}

/**
 * dyn_syscall_link() - what the kernel calls for every redirected number
 * @regs: the caller's registers
 *
 * Return: what the handler returned, or the original; %-ENOSYS when refused.
 */
long dyn_syscall_link(const struct pt_regs *regs)
{
	struct entry *e = entry_of(regs);
	long ret;

	testing_pause(TESTING_IN_LINK);
	if (unlikely(!gate_read_trylock(&e->gate)))
		return link_refuse(e, regs);
	testing_pause(TESTING_ENTERED);
	if (static_branch_unlikely(&traced))
		ret = link_trace_call(e, regs);
	else
		ret = e->handler(regs);
	testing_pause(TESTING_HANDLED);
	if (testing_without(TESTING_KEPT))
		e = entry_of(regs);
	gate_read_unlock(&e->gate);
	testing_pause(TESTING_LEFT);
	return ret;
}

/* Measures, so it cannot jump. The caller is inside, so it may sleep. */
static noinline long original_traced(struct entry *e, const struct pt_regs *regs)
{
	u64 start = ktime_get_ns();
	long ret = e->original(regs);

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
	struct entry *e = entry_of(regs);

	if (trace_dyn_syscall_original_enabled())
		return original_traced(e, regs);
	return e->original(regs);
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_original, DYN_SYSCALL);

/* Called by the tracepoints when the first probe comes and the last one goes. */
int link_trace_on(void)
{
	static_branch_inc(&traced);
	return 0;
}

void link_trace_off(void)
{
	static_branch_dec(&traced);
}

/* Whether a return address is that of a call which the link has made. */
bool link_contains(unsigned long address)
{
	return (address > link_start && address <= link_end) ||
	       (address > traced_start && address <= traced_end);
}

static void __init find_bounds(void *function, unsigned long *start,
			       unsigned long *end)
{
	unsigned long offset = 0, size = 0;
	char symbol[96];
	char *plus;

	snprintf(symbol, sizeof(symbol), "%pS", function);
	plus = strchr(symbol, '+');
	if (plus && sscanf(plus, "+0x%lx/0x%lx", &offset, &size) == 2) {
		*start = (unsigned long)function - offset;
		*end = *start + size;
	}
}

/* In the place of an original: tells who will get its result. */
static long __init returns_to(const struct pt_regs *regs)
{
	return (long)__builtin_return_address(0);
}

/**
 * link_init() - see that the link leaves no frame behind when it passes on
 *
 * Sends a straggler of our own through the link to an original that answers
 * with its return address: that must be here, not in the link. Nothing has
 * been redirected yet, so nobody else is there.
 *
 * Return: 0, or %-EOPNOTSUPP when the compiler has made a call of the jump.
 */
int __init link_init(void)
{
	struct pt_regs regs = { .orig_ax = __NR_getpid };
	struct entry *e = entry_of(&regs);
	unsigned long to;

	find_bounds(dyn_syscall_link, &link_start, &link_end);
	find_bounds(link_trace_call, &traced_start, &traced_end);

	e->original = returns_to;
	to = dyn_syscall_link(&regs);
	e->original = dispatch_original(entry_nr(e));

	if (within_module_core(to, THIS_MODULE)) {
		pr_err("built without tail calls: a straggler would sleep in the link, and unloading would not be safe\n");
		return -EOPNOTSUPP;
	}
	return 0;
}
