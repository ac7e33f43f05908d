// SPDX-License-Identifier: GPL-2.0
/*
 * Finds out how this kernel dispatches, and keeps account of redirected numbers
 * for both kinds. Callers hold entry_mutex where not said otherwise.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <asm/unistd.h>
#include "dispatch.h"
#include "symbol.h"

const struct dispatch_kind *dispatch __ro_after_init;
static struct dispatch_target dispatch_targets[WAYS] __ro_after_init;
dyn_syscall_t dispatch_originals[DISPATCH_ROWS] __ro_after_init;

static DECLARE_BITMAP(redirected, NR_syscalls);
static DECLARE_BITMAP(unrestored, NR_syscalls);
/* Numbers whose site is redirected, if only for another number that shares it. */
static DECLARE_BITMAP(arriving, DISPATCH_ROWS);

/* An &enum dispatch_way of each number; changes only while its site is restored. */
static u8 way_of[NR_syscalls];

const struct dispatch_target *dispatch_target_of(int nr)
{
	return &dispatch_targets[way_of[nr]];
}

/* Does another number have the same site? It would be redirected, too. */
static bool shared(int nr)
{
	int i;

	for (i = 0; i < NR_syscalls; i++)
		if (i != nr && dispatch->site(i) == dispatch->site(nr))
			return true;
	return false;
}

/* Is there another number in @numbers that has the same site? */
static bool has_site(const unsigned long *numbers, int nr)
{
	int i;

	for_each_set_bit(i, numbers, NR_syscalls)
		if (i != nr && dispatch->site(i) == dispatch->site(nr))
			return true;
	return false;
}

static void set_arriving(int nr, bool value)
{
	int i;

	for (i = 0; i < DISPATCH_ROWS; i++)
		if (dispatch->site(i) == dispatch->site(nr))
			assign_bit(i, arriving, value);
}

/*
 * Does an unused number arrive at the trampoline because another one does? A
 * lockless read by the trampoline; a slightly stale value is fine.
 */
bool dispatch_unused_redirected(int nr)
{
	return test_bit(nr, arriving);
}

/* The number of redirected numbers, for the view. */
int dispatch_redirected(void)
{
	return bitmap_weight(redirected, NR_syscalls) +
	       bitmap_weight(unrestored, NR_syscalls);
}

/*
 * A site that cannot be restored may lead to the trampoline at any later time,
 * so the module must stay until it is (model: NO_STAY, NO_STAY_REDIRECT).
 */
static void restore_or_stay(unsigned long *numbers)
{
	char site[SYMBOL_LEN];
	int nr;

	dispatch->restore(numbers);
	for_each_set_bit(nr, numbers, NR_syscalls) {
		dispatch->name_site(nr, site, sizeof(site));
		pr_err_ratelimited("number %d: another module has changed the site (%s) or has a kprobe there: dyn_syscall stays loaded until a registration or removal finds the site free\n",
				   nr, site);
		__set_bit(nr, unrestored);
		__module_get(THIS_MODULE);
	}
}

/* Try again to restore what could not be restored. */
static void retry(void)
{
	DECLARE_BITMAP(failed, NR_syscalls);
	int nr;

	bitmap_copy(failed, unrestored, NR_syscalls);
	dispatch->restore(failed);
	for_each_set_bit(nr, unrestored, NR_syscalls) {
		if (test_bit(nr, failed))
			continue;
		__clear_bit(nr, unrestored);
		/* Not the last reference: a client has called us. */
		module_put(THIS_MODULE);
	}
}

/* The numbers whose sites must be written: one for each site. */
static int find_sites(const unsigned long *numbers, unsigned long *sites)
{
	int nr;

	bitmap_zero(sites, NR_syscalls);
	for_each_set_bit(nr, numbers, NR_syscalls) {
		if (dispatch_unproved(nr))
			return -EOPNOTSUPP;
		if (dispatch_nr_kind(nr) == NR_USED && shared(nr))
			return -EOPNOTSUPP;
		if (has_site(redirected, nr) || has_site(sites, nr))
			continue;
		if (test_bit(nr, unrestored) || has_site(unrestored, nr))
			return -EOPNOTSUPP;
		__set_bit(nr, sites);
	}
	return 0;
}

/**
 * dispatch_redirect() - make numbers arrive at the trampoline
 * @numbers: a bitmap of %NR_syscalls bits
 * @ways: an &enum dispatch_way for each of them; those that may share a site have the
 *	  same
 *
 * All or none. Verifies afterwards that each number arrives: a redirect without
 * effect fails here and is never silent. Where unused numbers share a site, the
 * first dynamic call redirects it.
 *
 * Context: Process context, sleeps, entry_mutex held.
 * Return: 0; %-EOPNOTSUPP a site is not proved, was changed by another module, or
 * has a kprobe; %-ENOMEM.
 */
int dispatch_redirect(const unsigned long *numbers, const u8 *ways)
{
	DECLARE_BITMAP(sites, NR_syscalls);
	DECLARE_BITMAP(written, NR_syscalls) = {};
	int nr, err;

	retry();
	err = find_sites(numbers, sites);
	if (err)
		return err;
	for_each_set_bit(nr, sites, NR_syscalls)
		way_of[nr] = ways[nr];
	err = dispatch->redirect(sites, written);
	for_each_set_bit(nr, written, NR_syscalls)
		if (!dispatch->arrives(nr))
			err = -EOPNOTSUPP;
	if (err) {
		restore_or_stay(written);
		return err;
	}
	for_each_set_bit(nr, sites, NR_syscalls)
		set_arriving(nr, true);
	bitmap_or(redirected, redirected, numbers, NR_syscalls);
	return 0;
}

/**
 * dispatch_restore() - make numbers arrive at their originals again
 * @numbers: redirected numbers, a bitmap of %NR_syscalls bits
 *
 * A site that unused numbers share is restored with the last of them. If a site
 * cannot be restored, the module stays loaded.
 *
 * Context: Process context, sleeps, entry_mutex held.
 */
void dispatch_restore(const unsigned long *numbers)
{
	DECLARE_BITMAP(sites, NR_syscalls) = {};
	int nr;

	WARN_ON_ONCE(!bitmap_subset(numbers, redirected, NR_syscalls));
	bitmap_andnot(redirected, redirected, numbers, NR_syscalls);
	for_each_set_bit(nr, numbers, NR_syscalls) {
		if (has_site(redirected, nr) || has_site(sites, nr))
			continue;
		set_arriving(nr, false);
		__set_bit(nr, sites);
	}
	retry();
	restore_or_stay(sites);
}

/* A few system calls that every kernel has, with the names of their functions. */
static bool __init known_numbers(void)
{
	static const struct {
		int nr;
		const char *name;
	} known[] = {
		{ __NR_read, "sys_read" },
		{ __NR_getpid, "sys_getpid" },
		{ __NR_openat, "sys_openat" },
		{ __NR_close, "sys_close" },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		unsigned long original = (unsigned long)dispatch_originals[known[i].nr];

		if (dispatch_unproved(known[i].nr) || symbol_ends_in(original, known[i].name))
			continue;
		pr_err("%s: number %d leads to %ps, not to %s: this kernel is not understood\n",
		       dispatch->place, known[i].nr, (void *)original, known[i].name);
		return false;
	}
	return true;
}

/**
 * dispatch_init() - find the dispatch of this kernel and read all originals
 * @targets: where redirected numbers are to arrive, by &enum dispatch_way
 *
 * Changes nothing. A kernel with a switch may have a table as well, but does
 * not dispatch through it.
 *
 * Return: 0; %-ENOMEM; %-EOPNOTSUPP after a log line that says what was
 * expected.
 */
int __init dispatch_init(const struct dispatch_target targets[WAYS])
{
	int err = -ENOENT;

	memcpy(dispatch_targets, targets, sizeof(dispatch_targets));
#ifdef CONFIG_X86_64
	dispatch = &dispatch_switch;
	err = dispatch_switch_find();
#endif
	if (err == -ENOENT) {
		dispatch = &dispatch_table;
		err = dispatch_table_find();
	}
	if (err == -ENOENT) {
		pr_err("no x64_sys_call() that switches over the number, and no sys_call_table by symbol or, on arm64, in do_el0_svc(): this kernel dispatches in an unknown way\n");
		return -EOPNOTSUPP;
	}
	if (err)
		return err;
	return known_numbers() ? 0 : -EOPNOTSUPP;
}

/* Every entry has been freed, and with it every site restored. */
void dispatch_exit(void)
{
	WARN_ON_ONCE(!bitmap_empty(redirected, NR_syscalls));
}
