/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dispatch: how this kernel gets from a number to a function. Knows numbers and
 * functions, not entries. Callers of all functions but dispatch_original() and
 * dispatch_unused_redirected() serialise them.
 */
#ifndef DYN_SYSCALL_DISPATCH_H
#define DYN_SYSCALL_DISPATCH_H

#include "dispatch_kind.h"

/* Of a number: does this kernel use it? */
enum nr_kind { NR_UNUSED, NR_USED };

extern const struct dispatch_kind *dispatch;

int dispatch_init(const struct dispatch_target targets[WAYS]);
void dispatch_exit(void);

static inline enum nr_kind dispatch_nr_kind(int nr)
{
	return dispatch->unused(nr) ? NR_UNUSED : NR_USED;
}

/* Why a number cannot be redirected; NULL if it can. */
static inline const char *dispatch_unproved(int nr)
{
	return dispatch->unproved ? dispatch->unproved(nr) : NULL;
}

static __always_inline dyn_syscall_t dispatch_original(unsigned int nr)
{
	return dispatch_originals[nr & (DISPATCH_ROWS - 1)];
}

int dispatch_redirect(const unsigned long *numbers, const u8 *ways);
void dispatch_restore(const unsigned long *numbers);
bool dispatch_unused_redirected(int nr);
int dispatch_redirected(void);

#endif /* DYN_SYSCALL_DISPATCH_H */
