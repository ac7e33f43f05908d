/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dispatch: how this kernel gets from a number to a function. There are two
 * kinds. dispatch.c asks which it is, and keeps the account of what has been
 * redirected; the kinds find the site of a number and write there.
 *
 * The originals are read once, before anything is redirected, and kept: a
 * straggler whose entry has been freed meanwhile still knows where to go.
 *
 * All but finding needs entry_mutex.
 */
#ifndef DYN_SYSCALL_DISPATCH_H
#define DYN_SYSCALL_DISPATCH_H

#include <linux/errno.h>
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

/**
 * struct dispatch - one kind of dispatch
 * @kind: its name
 * @place: what has the sites
 * @unused_share: all unused numbers have one site
 * @site: of a number
 * @name_site: where that is, in words
 * @unused: whether the kernel has no system call there
 * @redirect: makes the site lead to the link; 0, %-EOPNOTSUPP when it does not
 *	      lead to the original, %-ENOMEM
 * @arrives: whether the number does arrive at the link
 * @restore: whether nothing leads from the site to the link any more
 */
struct dispatch {
	const char *kind;
	const char *place;
	bool unused_share;
	const void *(*site)(int nr);
	void (*name_site)(int nr, char *to, size_t size);
	bool (*unused)(int nr);
	int (*redirect)(int nr);
	bool (*arrives)(int nr);
	bool (*restore)(int nr);
};

extern const struct dispatch *dispatch;

int dispatch_init(void);
void dispatch_exit(void);

static inline bool dispatch_unused(int nr)
{
	return dispatch->unused(nr);
}

static __always_inline dyn_syscall_t dispatch_original(unsigned int nr)
{
	return dispatch_originals[nr & (DISPATCH_ROWS - 1)];
}

int dispatch_redirect(int nr);
void dispatch_restore(int nr);

/* Whether unused numbers arrive at the link. May be asked without the lock. */
bool dispatch_unused_redirected(void);

/* For the view. */
int dispatch_redirected(void);

/*
 * The kinds. Finding changes nothing, and fills dispatch_originals: 0; %-ENOENT
 * when this kernel does not dispatch so; another error after a line that says
 * what was found in the place of what was looked for; %-ENOMEM.
 */
extern const struct dispatch dispatch_table;
int dispatch_table_find(void);

#ifdef CONFIG_X86_64
extern const struct dispatch dispatch_switch;
int dispatch_switch_find(void);
#endif

#endif /* DYN_SYSCALL_DISPATCH_H */
