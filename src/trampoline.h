/* SPDX-License-Identifier: GPL-2.0 */
/* The trampoline: the function that the kernel calls instead of the original. */
#ifndef DYN_SYSCALL_TRAMPOLINE_H
#define DYN_SYSCALL_TRAMPOLINE_H

#include <linux/types.h>
#include "compat.h"
#include "slot.h"

struct pt_regs;

/* Why a caller passed the gate or not. */
enum why {
	WHY_OPEN,		/* it passed */
	WHY_NOT_UNLOCKED,	/* registered, not yet unlocked by its client */
	WHY_CLOSING,		/* removal has begun */
	WHY_STRAGGLER,		/* it left the dispatch before the site was restored */
	WHY_UNUSED,		/* an unused number without a registration */
	WHY_OUTSIDE,		/* it is not in the scope */
};

__noendbr long dyn_syscall_trampoline(const struct pt_regs *regs, unsigned int nr);
long dyn_syscall_trampoline_regs(const struct pt_regs *regs);
__noendbr long dyn_syscall_trampoline_before(const struct pt_regs *regs, unsigned int nr);
long dyn_syscall_trampoline_before_regs(const struct pt_regs *regs);
__noendbr long dyn_syscall_trampoline_scoped(const struct pt_regs *regs, unsigned int nr);
long dyn_syscall_trampoline_scoped_regs(const struct pt_regs *regs);

#define DECLARE_SLOT_TRAMPOLINE(n)					\
	__noendbr long dyn_syscall_trampoline_##n(const struct pt_regs *regs); \
	__noendbr long dyn_syscall_trampoline_before_##n(const struct pt_regs *regs); \
	__noendbr long dyn_syscall_trampoline_scoped_##n(const struct pt_regs *regs);
FOR_EACH_SLOT(DECLARE_SLOT_TRAMPOLINE)

/* A slot has no endbr64, so with IBT no indirect call may lead there. */
#ifdef CONFIG_X86_KERNEL_IBT
#define SLOT_BY_TABLE(slot, common) (common)
#else
#define SLOT_BY_TABLE(slot, common) (slot)
#endif

/* Where numbers with the slot arrive, for dispatch_init(). */
#define SLOT_TARGET(n)							\
	[WAY_SLOT + (n)] = {						\
		.with_nr = (void *)dyn_syscall_trampoline_##n,		\
		.regs = SLOT_BY_TABLE(dyn_syscall_trampoline_##n,	\
				      dyn_syscall_trampoline_regs),	\
	},								\
	[WAY_SLOT_BEFORE + (n)] = {					\
		.with_nr = (void *)dyn_syscall_trampoline_before_##n,	\
		.regs = SLOT_BY_TABLE(dyn_syscall_trampoline_before_##n, \
				      dyn_syscall_trampoline_before_regs), \
	},								\
	[WAY_SLOT_SCOPED + (n)] = {					\
		.with_nr = (void *)dyn_syscall_trampoline_scoped_##n,	\
		.regs = SLOT_BY_TABLE(dyn_syscall_trampoline_scoped_##n, \
				      dyn_syscall_trampoline_scoped_regs), \
	},

bool trampoline_contains(unsigned long address);

void trampoline_init(void);

#endif /* DYN_SYSCALL_TRAMPOLINE_H */
