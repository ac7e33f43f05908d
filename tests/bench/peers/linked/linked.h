/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Our own trampoline and dispatch with another gate. The file that includes this
 * defines a struct gate, gate_read_trylock(), gate_read_unlock(), gate_open()
 * and gate_close(), which waits until all callers have left. What the first stores in
 * its second argument is passed to the second. Nothing else of the
 * trampoline differs; events, states and counters, which it does not need, are
 * left out.
 */
#ifndef LINKED_H
#define LINKED_H

#include <linux/bitmap.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/objtool.h>
#include <linux/rcupdate.h>
#include <linux/static_call.h>
#include <asm/syscall.h>
#include "dispatch.h"
#include "trampoline.h"

struct entry {
	struct gate gate;
	dyn_syscall_t handler;
};

static struct entry entries[NR_syscalls];

static __always_inline long trampoline(const struct pt_regs *regs, unsigned int nr)
{
	struct entry *e = &entries[nr];
	void __percpu *counts;
	long ret;

	if (unlikely(!gate_read_trylock(&e->gate, &counts)))
		return -ENOSYS;
	ret = e->handler(regs);
	gate_read_unlock(&e->gate, counts);
	return ret;
}

notrace __noendbr long dyn_syscall_trampoline(const struct pt_regs *regs, unsigned int nr)
{
	return trampoline(regs, nr);
}

ANNOTATE_NOENDBR_SYM(dyn_syscall_trampoline);

static unsigned int regs_nr(const struct pt_regs *regs)
{
	unsigned int nr = syscall_get_nr(current, (struct pt_regs *)regs);

	return array_index_nospec(nr, NR_syscalls);
}

notrace long dyn_syscall_trampoline_regs(const struct pt_regs *regs)
{
	return trampoline(regs, regs_nr(regs));
}

static long no_original(const struct pt_regs *regs)
{
	return -ENOSYS;
}

DEFINE_STATIC_CALL(original, no_original);

static DECLARE_BITMAP(hijacked, NR_syscalls);

static long pass(const struct pt_regs *regs)
{
	return static_call(original)(regs);
}

static int __init linked_init(void)
{
	static const struct dispatch_target targets[WAYS] __initconst = {
		[WAY_PLAIN] = {
			.with_nr = (void *)dyn_syscall_trampoline,
			.regs = dyn_syscall_trampoline_regs,
		},
	};
	static const u8 ways[NR_syscalls];
	struct entry *e = &entries[__NR_getppid];
	int err;

	err = dispatch_init(targets);
	if (err)
		return err;
	static_call_update(original, dispatch_original(__NR_getppid));
	e->handler = pass;
	__set_bit(__NR_getppid, hijacked);
	err = gate_open(&e->gate);
	if (err)
		return err;
	err = dispatch_redirect(hijacked, ways);
	if (err)
		gate_close(&e->gate);
	return err;
}
module_init(linked_init);

static void __exit linked_exit(void)
{
	dispatch_restore(hijacked);
	synchronize_rcu_tasks();
	gate_close(&entries[__NR_getppid].gate);
	synchronize_rcu_tasks();
}
module_exit(linked_exit);

MODULE_LICENSE("GPL");

#endif /* LINKED_H */
