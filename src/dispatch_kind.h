/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The two kinds of dispatch. Each finds the site of a number and writes there;
 * dispatch.c decides which one this kernel has and keeps account.
 */
#ifndef DYN_SYSCALL_DISPATCH_KIND_H
#define DYN_SYSCALL_DISPATCH_KIND_H

#include <linux/log2.h>
#include <linux/types.h>
#include <asm/unistd.h>
#include "dyn_syscall.h"
#include "slot.h"

/*
 * A power of two, so that a single "and" turns whatever a register holds into a
 * row of a table, under speculation too. Rows above the last number are unused
 * numbers that no client can get.
 */
#define DISPATCH_ROWS (1 << (const_ilog2(NR_syscalls - 1) + 1))

/* Which of the trampolines a number is to arrive at: one for all, or one of a slot. */
enum dispatch_way {
	WAY_PLAIN, WAY_BEFORE, WAY_SCOPED, WAY_SLOT, WAY_SLOT_BEFORE = WAY_SLOT + SLOTS,
	WAY_SLOT_SCOPED = WAY_SLOT_BEFORE + SLOTS, WAYS = WAY_SLOT_SCOPED + SLOTS
};

/* The kernel's functions for these do not return, and nothing needs to follow their calls. */
static __always_inline bool dispatch_never_returns(unsigned int nr)
{
	return nr == __NR_exit || nr == __NR_exit_group;
}

/**
 * struct dispatch_target - where redirected numbers are to arrive
 * @with_nr: a function for a dispatch that has the number in its second argument;
 *	     its type says that no indirect call leads there
 * @regs: for one that passes the registers only
 */
struct dispatch_target {
	void *with_nr;
	dyn_syscall_t regs;
};

const struct dispatch_target *dispatch_target_of(int nr);

/*
 * What the kernel called before we came. Read once, before anything is
 * redirected: a straggler whose entry has been freed meanwhile still finds its
 * original here.
 */
extern dyn_syscall_t dispatch_originals[DISPATCH_ROWS];

/**
 * struct dispatch_kind - one kind of dispatch
 * @name: its name
 * @place: what holds the sites
 * @site: the site of a number
 * @name_site: its location as text
 * @unproved: why the number cannot be redirected, NULL if it can; no such function
 *	      if all can
 * @unused: whether the kernel has no system call there
 * @redirect: make sites lead to a target, one after the other: sets the bit of
 *	      each number whose site was written; 0, %-EOPNOTSUPP a site does not
 *	      lead to the original or has a kprobe, %-ENOMEM
 * @arrives: whether the number arrives at a target
 * @restore: make sites lead to the originals again; clears the bit of each number
 *	     from whose site nothing leads to a target any more
 *
 * Numbers are bitmaps of %NR_syscalls bits, and no two of them share a site.
 */
struct dispatch_kind {
	const char *name;
	const char *place;
	const void *(*site)(int nr);
	void (*name_site)(int nr, char *to, size_t size);
	const char *(*unproved)(int nr);
	bool (*unused)(int nr);
	int (*redirect)(const unsigned long *numbers, unsigned long *written);
	bool (*arrives)(int nr);
	void (*restore)(unsigned long *numbers);
};

/*
 * Finding changes nothing, and fills dispatch_originals: 0; -ENOENT if this
 * kernel does not dispatch in this way; another error after a log line that says
 * what was found instead; -ENOMEM.
 */
extern const struct dispatch_kind dispatch_table;
int dispatch_table_find(void);

#ifdef CONFIG_X86_64
extern const struct dispatch_kind dispatch_switch;
int dispatch_switch_find(void);
#endif

#endif /* DYN_SYSCALL_DISPATCH_KIND_H */
