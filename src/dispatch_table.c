// SPDX-License-Identifier: GPL-2.0
/*
 * Dispatch by table: arm64, and x86-64 before the change to a switch. The kernel
 * calls sys_call_table[nr], so a number's site is its row, and redirecting it
 * means storing a pointer. Unused numbers have rows of their own, which all hold
 * sys_ni_syscall().
 *
 * The kernel maps the table read-only. That protection stays: the row's page is
 * mapped a second time, writable, for as long as the store takes. The store is
 * one compare-and-swap of an aligned pointer, so a CPU that dispatches meanwhile
 * finds either pointer, and a row that another module has changed is not
 * overwritten.
 *
 * A CPU that loaded the trampoline's address before the row was restored may
 * still be on its way, like one that has executed the jump of a switch: it is a
 * straggler, or in the edges, see trampoline.c. The grace period that every
 * unloading waits for has a barrier on every CPU: a dispatch after it loads what
 * was stored before.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/unistd.h>
#include "compat.h"
#include "dispatch_kind.h"
#include "pause.h"
#include "symbol.h"
#include "tracepoints.h"

#define TABLE "sys_call_table"

static dyn_syscall_t *table __ro_after_init;
static dyn_syscall_t unused_original __ro_after_init;

/*
 * Store a pointer in the row of @nr through an alias of its page; on return the
 * alias is gone, from every CPU's TLB too. The caller reads the row back through
 * its own address: if another module changed it at once, that module may have
 * kept what was stored here, so this is not a failure without effect.
 */
static int write_row(int nr, dyn_syscall_t from, dyn_syscall_t to)
{
	dyn_syscall_t *row = &table[nr];
	struct page *page = pfn_to_page(PHYS_PFN(__pa_symbol((unsigned long)row)));
	void *alias;
	bool stored;

	alias = pause_fail_alloc() ? NULL : vmap(&page, 1, VM_MAP, PAGE_KERNEL);
	if (!alias)
		return -ENOMEM;
	stored = cmpxchg((dyn_syscall_t *)(alias + offset_in_page(row)), from, to) == from;
	vunmap(alias);
	vm_unmap_aliases();
	if (!stored)
		return -EOPNOTSUPP;

	trace_dyn_syscall_patch(nr, (unsigned long)from, (unsigned long)to);
	return 0;
}

static const void *table_site(int nr)
{
	return &table[nr];
}

static void table_name_site(int nr, char *to, size_t size)
{
	snprintf(to, size, TABLE "+0x%zx", nr * sizeof(*table));
}

static bool table_unused(int nr)
{
	return dispatch_originals[nr] == unused_original;
}

/* The kernel passes the registers only. */
static int table_redirect(const unsigned long *numbers, unsigned long *written)
{
	int nr, err;

	for_each_set_bit(nr, numbers, NR_syscalls) {
		err = write_row(nr, dispatch_originals[nr], dispatch_target_of(nr)->regs);
		if (err)
			return err;
		__set_bit(nr, written);
	}
	return 0;
}

static bool table_arrives(int nr)
{
	return READ_ONCE(table[nr]) == dispatch_target_of(nr)->regs;
}

static bool restore(int nr)
{
	dyn_syscall_t original = dispatch_originals[nr];
	int err;

	if (READ_ONCE(table[nr]) == original)
		return true;
	/* Removal must not fail. */
	while ((err = write_row(nr, dispatch_target_of(nr)->regs, original)) == -ENOMEM)
		schedule_timeout_uninterruptible(1);
	return !err && READ_ONCE(table[nr]) == original;
}

static void table_restore(unsigned long *numbers)
{
	int nr;

	for_each_set_bit(nr, numbers, NR_syscalls)
		if (restore(nr))
			__clear_bit(nr, numbers);
}

typedef unsigned long (*lookup_t)(const char *name);

/*
 * A kernel may keep a table that only other code reads. One that dispatches
 * through it has its address in do_syscall_64(), as the displacement of
 * "mov table(,%reg,8)".
 */
static bool __init dispatches_by(unsigned long address, lookup_t lookup)
{
#ifdef CONFIG_X86_64
	u8 *begin, *end, *p;

	begin = (u8 *)lookup("do_syscall_64");
	if (!begin)
		return false;
	for (p = begin, end = begin + symbol_size(begin); p + 4 <= end; p++)
		if (get_unaligned((u32 *)p) == (u32)address)
			return true;
	return false;
#else
	return true;
#endif
}

/*
 * The table is data, which a kprobe does not find. kallsyms knows data if it
 * has all symbols; its lookup function is not exported, so a kprobe finds it.
 */
static int __init find_by_symbol(unsigned long *address)
{
	lookup_t lookup;
	u8 *begin, *end;
	int err;

	err = symbol_find("kallsyms_lookup_name", &begin, &end);
	if (err)
		return err;
	if (!compat_may_call(begin))
		return -ENOENT;
	lookup = (lookup_t)begin;
	*address = lookup(TABLE);
	return *address && dispatches_by(*address, lookup) ? 0 : -ENOENT;
}

#ifdef CONFIG_ARM64
/*
 * do_el0_svc() passes the table's address on: "adrp xN, page" and, somewhere
 * behind it, "add xN, xN, #offset". The first such pair is taken; read_rows()
 * verifies that it is a table of system calls.
 */
static int __init find_by_code(unsigned long *address)
{
	u32 insn, add, *p, *q;
	u8 *begin, *end;
	int err;

	err = symbol_find("do_el0_svc", &begin, &end);
	if (err)
		return err;
	for (p = (u32 *)begin; p < (u32 *)end; p++) {
		insn = le32_to_cpu((__force __le32)*p);
		if ((insn & 0x9f000000) != 0x90000000)	/* adrp */
			continue;
		for (q = p + 1; q < (u32 *)end; q++) {
			add = le32_to_cpu((__force __le32)*q);
			/* add, 64 bits, immediate not shifted, both registers that one */
			if ((add & 0xffc003ff) != (0x91000000 | (insn & 31) << 5 | (insn & 31)))
				continue;
			*address = ((unsigned long)p & ~0xfffUL) +
				   (sign_extend64(((insn >> 5 & 0x7ffff) << 2 |
						   (insn >> 29 & 3)), 20) << 12) +
				   (add >> 10 & 0xfff);
			return 0;
		}
	}
	return -ENOENT;
}
#else
static int __init find_by_code(unsigned long *address)
{
	return -ENOENT;
}
#endif

/* Read the table: every row must hold a function of the kernel. */
static bool __init read_rows(void)
{
	dyn_syscall_t original;
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		if (get_kernel_nofault(original, &table[nr])) {
			pr_err(TABLE ": row %d cannot be read\n", nr);
			return false;
		}
		if (!symbol_is_function((unsigned long)original)) {
			pr_err(TABLE ": row %d holds %pS, no function of the kernel: it has been changed, or this is no table of system calls\n",
			       nr, original);
			return false;
		}
		dispatch_originals[nr] = original;
		if (!unused_original &&
		    symbol_ends_in((unsigned long)original, "sys_ni_syscall"))
			unused_original = original;
	}
	/* A register's number is bounded, but may be above the table. */
	for (; nr < DISPATCH_ROWS; nr++)
		dispatch_originals[nr] = unused_original;
	return true;
}

int __init dispatch_table_find(void)
{
	unsigned long found;
	int err;

	err = find_by_symbol(&found);
	if (err && err != -ENOMEM)
		err = find_by_code(&found);
	if (err)
		return err == -ENOMEM ? err : -ENOENT;
	if (!IS_ALIGNED(found, sizeof(*table)))
		return -ENOENT;
	table = (dyn_syscall_t *)found;
	if (!read_rows())
		return -EOPNOTSUPP;
	if (!unused_original) {
		pr_err(TABLE ": no row holds sys_ni_syscall(): this kernel is not understood\n");
		return -EOPNOTSUPP;
	}
	return 0;
}

const struct dispatch_kind dispatch_table = {
	.name = "table",
	.place = TABLE,
	.site = table_site,
	.name_site = table_name_site,
	.unused = table_unused,
	.redirect = table_redirect,
	.arrives = table_arrives,
	.restore = table_restore,
};
