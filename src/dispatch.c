// SPDX-License-Identifier: GPL-2.0
/*
 * Finds out how this kernel dispatches, and keeps the account of what has been
 * redirected, whatever the kind.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <asm/unistd.h>
#include "dispatch.h"
#include "entry.h"
#include "symbol.h"

const struct dispatch *dispatch __ro_after_init;
dyn_syscall_t dispatch_originals[DISPATCH_ROWS] __ro_after_init;

/* Written under entry_mutex. */
static DECLARE_BITMAP(redirected, NR_syscalls);
static DECLARE_BITMAP(unrestored, NR_syscalls);
static int unused_users;	/* dynamic calls behind the site that all share */

static bool behind_shared(int nr)
{
	return dispatch->unused_share && dispatch_unused(nr);
}

/* Whether another number has the same site: it would be redirected, too. */
static bool shared(int nr)
{
	int i;

	for (i = 0; i < NR_syscalls; i++)
		if (i != nr && dispatch->site(i) == dispatch->site(nr))
			return true;
	return false;
}

bool dispatch_unused_redirected(void)
{
	/* A look from the link, which holds no lock: any value of late will do. */
	return READ_ONCE(unused_users) > 0;
}

int dispatch_redirected(void)
{
	return bitmap_weight(redirected, NR_syscalls) +
	       bitmap_weight(unrestored, NR_syscalls);
}

/*
 * A site that cannot be restored leads to the link at any time to come, so the
 * link must stay (model: NO_STAY, NO_STAY_REDIRECT), until it can.
 */
static void restore_or_stay(int nr)
{
	char site[SYMBOL_LEN];

	if (dispatch->restore(nr))
		return;
	dispatch->name_site(nr, site, sizeof(site));
	pr_err_ratelimited("number %d: somebody else has changed the site (%s), or has a kprobe there: dyn_syscall stays loaded until something is registered or removed without that\n",
			   nr, site);
	__set_bit(nr, unrestored);
	__module_get(THIS_MODULE);
}

/* Tries again; whether all numbers of @site are restored now. */
static bool restored_by_now(const void *site)
{
	bool all = true;
	int nr;

	for_each_set_bit(nr, unrestored, NR_syscalls) {
		if (dispatch->restore(nr)) {
			__clear_bit(nr, unrestored);
			/* Not the last: it is a client that has called us. */
			module_put(THIS_MODULE);
		} else if (dispatch->site(nr) == site) {
			all = false;
		}
	}
	return all;
}

/**
 * dispatch_redirect() - make a number arrive at the link
 * @nr: the number
 *
 * Looks again afterwards whether it does: a redirect that would take no effect
 * fails here and is never silent. Where all unused numbers share a site, the
 * first dynamic call redirects it.
 *
 * Context: Process context, sleeps, entry_mutex held.
 * Return: 0; %-EOPNOTSUPP when the site is of an unknown shape, or somebody
 * else has changed it or has a kprobe there; %-ENOMEM.
 */
int dispatch_redirect(int nr)
{
	int err;

	lockdep_assert_held(&entry_mutex);

	if (behind_shared(nr)) {
		if (unused_users)
			goto done;
	} else if (shared(nr)) {
		return -EOPNOTSUPP;
	}
	if (!restored_by_now(dispatch->site(nr)))
		return -EOPNOTSUPP;
	err = dispatch->redirect(nr);
	if (err)
		return err;
	if (!dispatch->arrives(nr)) {
		restore_or_stay(nr);
		return -EOPNOTSUPP;
	}
done:
	if (behind_shared(nr))
		WRITE_ONCE(unused_users, unused_users + 1);
	__set_bit(nr, redirected);
	return 0;
}

/**
 * dispatch_restore() - make a number arrive at its original again
 * @nr: a redirected number
 *
 * The site that all unused numbers share is restored with the last of them.
 * Should it lead to the link nevertheless, we stay loaded.
 *
 * Context: Process context, sleeps, entry_mutex held.
 */
void dispatch_restore(int nr)
{
	lockdep_assert_held(&entry_mutex);

	if (WARN_ON_ONCE(!__test_and_clear_bit(nr, redirected)))
		return;
	if (behind_shared(nr)) {
		WRITE_ONCE(unused_users, unused_users - 1);
		if (unused_users && !testing_without(TESTING_USERS))
			return;
	}
	restored_by_now(NULL);
	restore_or_stay(nr);
}

/* A few calls that every kernel has, by what their functions are called. */
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

		if (symbol_ends_in(original, known[i].name))
			continue;
		pr_err("%s: number %d leads to %ps, not to %s: this kernel is not understood\n",
		       dispatch->place, known[i].nr, (void *)original, known[i].name);
		return false;
	}
	return true;
}

/**
 * dispatch_init() - find the dispatch of this kernel and read all originals
 *
 * Changes nothing. Where there is a switch, a table that the kernel may have as
 * well is not what it dispatches by.
 *
 * Return: 0; %-ENOMEM; %-EOPNOTSUPP after a line that says what was looked for.
 */
int __init dispatch_init(void)
{
	int err = -ENOENT;

#ifdef CONFIG_X86_64
	dispatch = &dispatch_switch;
	err = dispatch_switch_find();
#endif
	if (err == -ENOENT) {
		dispatch = &dispatch_table;
		err = dispatch_table_find();
	}
	if (err == -ENOENT) {
		pr_err("no x64_sys_call() that switches over the number, and no sys_call_table by symbol or, on arm64, in do_el0_svc(): how this kernel dispatches is not known\n");
		return -EOPNOTSUPP;
	}
	if (err)
		return err;
	return known_numbers() ? 0 : -EOPNOTSUPP;
}

/* By now every entry has been freed and with it every site restored. */
void dispatch_exit(void)
{
	WARN_ON_ONCE(!bitmap_empty(redirected, NR_syscalls));
}
