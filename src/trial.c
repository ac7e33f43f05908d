// SPDX-License-Identifier: GPL-2.0
/*
 * Verifies, when the module is loaded and nothing is redirected yet, what the rest of it
 * relies on: that the trampolines jump to originals, and that a stack shows who is inside.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <asm/unistd.h>
#include "compat.h"
#include "dispatch.h"
#include "entry.h"
#include "slot.h"
#include "stack.h"
#include "tracepoints.h"
#include "trampoline.h"
#include "trial.h"

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

/* Stands in for a handler with DYN_SYSCALL_BEFORE. */
static notrace noinline long __init passes_on(const struct pt_regs *regs)
{
	return DYN_SYSCALL_PASS;
}

static long __init by_nr(const struct pt_regs *regs)
{
	return dyn_syscall_trampoline(regs, __NR_getpid);
}

static long __init by_nr_before(const struct pt_regs *regs)
{
	return dyn_syscall_trampoline_before(regs, __NR_getpid);
}

static long __init by_nr_scoped(const struct pt_regs *regs)
{
	return dyn_syscall_trampoline_scoped(regs, __NR_getpid);
}

#if SLOTS
static long __init by_slot(const struct pt_regs *regs)
{
	return dyn_syscall_trampoline_0(regs);
}

static long __init by_slot_before(const struct pt_regs *regs)
{
	return dyn_syscall_trampoline_before_0(regs);
}

static long __init by_slot_scoped(const struct pt_regs *regs)
{
	return dyn_syscall_trampoline_scoped_0(regs);
}
#endif

/* The paths through the trampoline, and the word by which callers enter each. */
struct trial {
	dyn_syscall_t trampoline;
	enum gate_word open;
};

static const struct trial paths[] __initconst = {
	{ by_nr, GATE_OPEN },
	{ dyn_syscall_trampoline_regs, GATE_OPEN },
	{ by_nr_before, GATE_BEFORE },
	{ dyn_syscall_trampoline_before_regs, GATE_BEFORE },
	{ by_nr_scoped, GATE_SCOPED },
	{ dyn_syscall_trampoline_scoped_regs, GATE_SCOPED },
	{ by_nr, GATE_TRACED },
#if SLOTS
	{ by_slot, GATE_OPEN },
	{ by_slot_before, GATE_BEFORE },
	{ by_slot_scoped, GATE_SCOPED },
#endif
};

/* On each path: of the slots, the first stands for all. */
static void __init stand_in(struct entry *e, dyn_syscall_t handler)
{
	int slot = slot_take(e, returns_to);

	e->handler = handler;
	if (slot >= 0)
		slot_set_handler(slot, handler);
}

static bool __init returns_here(dyn_syscall_t trampoline, const struct pt_regs *regs)
{
	return !within_module_core(trampoline(regs), THIS_MODULE);
}

/* On each path, with the gate locked or open. */
static bool __init all_return_here(struct entry *e, const struct pt_regs *regs, bool open)
{
	bool here = true;
	int i;

	for (i = 0; i < ARRAY_SIZE(paths) && here; i++) {
		if (open)
			gate_open(&e->gate, paths[i].open);
		here = returns_here(paths[i].trampoline, regs);
	}
	return here;
}

/*
 * Does no frame stay behind when an original is called: for a straggler, for a caller
 * from outside a scope, and when a handler has passed its caller on?
 */
static bool __init jumps(struct entry *e, const struct pt_regs *regs,
			 struct registration *r, void *nobodys)
{
	dyn_syscall_t original = dispatch_original(entry_nr(e));
	bool here;

	dispatch_originals[entry_nr(e)] = returns_to;
	stand_in(e, NULL);
	here = all_return_here(e, regs, false);

	if (IS_ENABLED(CONFIG_CGROUPS)) {
		r->scope.cgroup = nobodys;
		gate_open(&e->gate, GATE_SCOPED);
		here = here && returns_here(by_nr, regs) && returns_here(by_nr_scoped, regs) &&
		       returns_here(dyn_syscall_trampoline_scoped_regs, regs);
#if SLOTS
		here = here && returns_here(by_slot_scoped, regs);
#endif
	}

	r->scope.cgroup = scope_of_all();
	stand_in(e, passes_on);
	e->gate.flags = DYN_SYSCALL_BEFORE;
	here = here && all_return_here(e, regs, true);
	e->gate.flags = 0;
	dispatch_originals[entry_nr(e)] = original;
	return here;
}

/* Does the stack show a caller that is inside, on each path? */
static bool __init is_found(struct entry *e, const struct pt_regs *regs)
{
	bool found = true;
	int i;

	stand_in(e, finds_trampoline);
	for (i = 0; i < ARRAY_SIZE(paths) && found; i++) {
		gate_open(&e->gate, paths[i].open);
		found = paths[i].trampoline(regs);
	}
	return found;
}

/**
 * trial() - verify what the rest of the module relies on
 *
 * Sends calls of our own through the trampoline: those that are given the original,
 * one that returns its own return address, which must be here and not in the
 * trampoline; and callers of a handler that searches its own stack for the
 * trampoline. Nothing is redirected yet, so no other caller is there. Leaves no
 * counts and no events.
 *
 * Return: 0; %-ENOMEM; %-EOPNOTSUPP if the compiler has turned the jump into a call,
 * or the stack does not show who is inside.
 */
int __init trial(void)
{
	struct pt_regs regs = {};
	struct entry *e = entry_at(__NR_getpid);
	struct registration *r;
	void *nobodys;
	int err = 0;

	if (IS_ENABLED(CONFIG_UNWINDER_GUESS)) {
		pr_err("this kernel's unwinder guesses (CONFIG_UNWINDER_GUESS), so callers inside a call could not be found\n");
		return -EOPNOTSUPP;
	}
	compat_set_nr(&regs, __NR_getpid);

	r = kzalloc(sizeof(*r), GFP_KERNEL);
	nobodys = kzalloc(PAGE_SIZE, GFP_KERNEL);	/* a cgroup of no hierarchy */
	if (!r || !nobodys) {
		kfree(r);
		kfree(nobodys);
		return -ENOMEM;
	}
	r->scope.outside = &gate_rows[e->gate.row].refused;
	RCU_INIT_POINTER(e->registration, r);
	trampoline_on_trial = true;
	if (!jumps(e, &regs, r, nobodys)) {
		pr_err("built without tail calls: a straggler would sleep in the trampoline, and unloading would not be safe\n");
		err = -EOPNOTSUPP;
	} else if (!is_found(e, &regs)) {
		pr_err("a stack walk does not find the trampoline, so callers inside a call could not be found\n");
		err = -EOPNOTSUPP;
	}
	trampoline_on_trial = false;
	stand_in(e, NULL);
	if (SLOTS)
		slot_reset(0);
	RCU_INIT_POINTER(e->registration, NULL);
	gate_reset(&e->gate);
	kfree(r);
	kfree(nobodys);
	return err;
}
