/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dispatch: how this kernel gets from a number to a function. Finds the site
 * of a number, redirects it to the link and restores it.
 *
 * The originals are read once, before anything is redirected, and kept: a
 * straggler whose entry has been freed meanwhile still knows where to go.
 *
 * dispatch_redirect() and dispatch_restore() need entry_mutex.
 */
#ifndef DYN_SYSCALL_DISPATCH_H
#define DYN_SYSCALL_DISPATCH_H

#include <linux/log2.h>
#include <linux/types.h>
#include <asm/unistd.h>
#include "dyn_syscall.h"

/*
 * A power of two, so that whatever a register says is made a row of a table by
 * one instruction that no speculation gets round. What is above the last number
 * is an unused number that no client can get.
 */
#define DISPATCH_ROWS (1 << (const_ilog2(NR_syscalls - 1) + 1))

/* What the kernel called before we came; written when loading. */
extern dyn_syscall_t dispatch_originals[DISPATCH_ROWS];

int dispatch_init(void);
void dispatch_exit(void);

bool dispatch_unused(int nr);
static __always_inline dyn_syscall_t dispatch_original(unsigned int nr)
{
	return dispatch_originals[nr & (DISPATCH_ROWS - 1)];
}

int dispatch_redirect(int nr);
void dispatch_restore(int nr);

/* Whether unused numbers arrive at the link. May be asked without the lock. */
bool dispatch_unused_redirected(void);

/* For the view: what is redirected, and where. */
extern const char * const dispatch_kind;
extern const char * const dispatch_place;
int dispatch_redirected(void);

#endif /* DYN_SYSCALL_DISPATCH_H */
