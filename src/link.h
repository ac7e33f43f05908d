/* SPDX-License-Identifier: GPL-2.0 */
/* The link: the one function that the kernel calls instead of the original. */
#ifndef DYN_SYSCALL_LINK_H
#define DYN_SYSCALL_LINK_H

#include <linux/types.h>
#include "compat.h"

struct pt_regs;

/* Why a caller passed the gate or not. */
enum link_why {
	WHY_OPEN,		/* it passed */
	WHY_NOT_UNLOCKED,	/* registered, and its client has not unlocked it */
	WHY_CLOSING,		/* removal has begun */
	WHY_STRAGGLER,		/* it had left the dispatch before the site was restored */
	WHY_UNUSED,		/* nobody has registered this unused number */
};

__noendbr long dyn_syscall_link(const struct pt_regs *regs, unsigned int nr);
long dyn_syscall_link_regs(const struct pt_regs *regs);
extern bool link_on_trial;
bool link_contains(unsigned long address);

int link_init(void);

#endif /* DYN_SYSCALL_LINK_H */
