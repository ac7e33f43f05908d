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

#include <linux/types.h>
#include "dyn_syscall.h"

int dispatch_init(void);
void dispatch_exit(void);

bool dispatch_unused(int nr);
dyn_syscall_t dispatch_original(int nr);
int dispatch_redirect(int nr);
void dispatch_restore(int nr);

/* Whether unused numbers arrive at the link. May be asked without the lock. */
bool dispatch_unused_redirected(void);

/* For the view: what is redirected, and where. */
extern const char * const dispatch_kind;
extern const char * const dispatch_place;
int dispatch_redirected(void);

#endif /* DYN_SYSCALL_DISPATCH_H */
