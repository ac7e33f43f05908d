/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Our own link and our own dispatch, with another gate: who includes this has
 * defined a struct gate, gate_read_trylock(), gate_read_unlock(), gate_open()
 * and gate_close(), which waits until all have left. Nothing else of the link
 * is different; what it has no need of (events, states, counters) is not here.
 */
#ifndef LINKED_H
#define LINKED_H

#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/objtool.h>
#include <linux/rcupdate.h>
#include <linux/static_call.h>
#include <asm/syscall.h>
#include "dispatch.h"
#include "link.h"

struct entry {
	struct gate gate;
	dyn_syscall_t handler;
};

static struct entry entries[NR_syscalls];

static __always_inline long link(const struct pt_regs *regs, unsigned int nr)
{
	struct entry *e = &entries[nr];
	long ret;

	if (unlikely(!gate_read_trylock(&e->gate)))
		return -ENOSYS;
	ret = e->handler(regs);
	gate_read_unlock(&e->gate);
	return ret;
}

notrace __noendbr long dyn_syscall_link(const struct pt_regs *regs, unsigned int nr)
{
	return link(regs, nr);
}

ANNOTATE_NOENDBR_SYM(dyn_syscall_link);

static unsigned int number_of(const struct pt_regs *regs)
{
	unsigned int nr = syscall_get_nr(current, (struct pt_regs *)regs);

	return array_index_nospec(nr, NR_syscalls);
}

notrace long dyn_syscall_link_regs(const struct pt_regs *regs)
{
	return link(regs, number_of(regs));
}

static long no_original(const struct pt_regs *regs)
{
	return -ENOSYS;
}

DEFINE_STATIC_CALL(original, no_original);

static long pass(const struct pt_regs *regs)
{
	return static_call(original)(regs);
}

static int __init linked_init(void)
{
	struct entry *e = &entries[__NR_getppid];
	int err;

	err = dispatch_init();
	if (err)
		return err;
	static_call_update(original, dispatch_original(__NR_getppid));
	e->handler = pass;
	err = gate_open(&e->gate);
	if (err)
		return err;
	mutex_lock(&entry_mutex);
	err = dispatch_redirect(__NR_getppid);
	mutex_unlock(&entry_mutex);
	if (err)
		gate_close(&e->gate);
	return err;
}
module_init(linked_init);

static void __exit linked_exit(void)
{
	mutex_lock(&entry_mutex);
	dispatch_restore(__NR_getppid);
	mutex_unlock(&entry_mutex);
	synchronize_rcu_tasks();
	gate_close(&entries[__NR_getppid].gate);
	synchronize_rcu_tasks();
}
module_exit(linked_exit);

MODULE_LICENSE("GPL");

#endif /* LINKED_H */
