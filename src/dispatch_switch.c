// SPDX-License-Identifier: GPL-2.0
/*
 * Dispatch by switch: x86-64 since Linux 6.9 and the stable kernels that took
 * the change. x64_sys_call(regs, nr) is a switch that the compiler has turned
 * into a binary decision tree over %esi; for every number the tree ends in one
 * jump (or call) to the handler, and all unused numbers share one, to
 * __x64_sys_ni_syscall.
 *
 * So the switch is the table, and each of those jumps is a row of it. tree.c
 * finds it, and we write it with the kernel's own patcher for static calls,
 * which takes text_mutex and is safe while other CPUs execute the same bytes.
 * Nothing else is touched: the tree above the jump, and every other row, stay
 * as they are.
 *
 * The trouble with somebody else's kprobe on a site is not its int3, which is
 * seen. It executes a copy of the instruction that it found when it came, also
 * when it is enabled much later: so it keeps a way to where the site led then,
 * to the link for one that came while the number was redirected. No kprobe may
 * be there when we redirect, and as long as there is one after the site has
 * been restored, the link must not go.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/static_call.h>
#include <linux/string.h>
#include <asm/text-patching.h>
#include <asm/unistd.h>
#include "dispatch.h"
#include "entry.h"
#include "link.h"
#include "tracepoints.h"
#include "tree.h"

const char * const dispatch_kind = "switch";
const char * const dispatch_place = TREE_FUNCTION;

/* What the function did before we came. Written by init alone. */
static u8 *sites[DISPATCH_ROWS] __ro_after_init;
static u8 *default_site __ro_after_init;
dyn_syscall_t dispatch_originals[DISPATCH_ROWS] __ro_after_init;

/* What we did since. Written under entry_mutex. */
static DECLARE_BITMAP(redirected, NR_syscalls);
static DECLARE_BITMAP(unrestored, NR_syscalls);
static int default_users;	/* dynamic calls behind the default site */

/* Whether the number arrives at @to, for all that the text says. */
static bool arrives(int nr, void *to)
{
	return tree_walk(nr) == sites[nr] &&
	       tree_target(sites[nr]) == (unsigned long)to;
}

/*
 * A jump leaves the registers as they were at the top of the tree, in which no
 * instruction writes one: regs in the first argument, the number in the second.
 */
static void *link_of(int nr)
{
	return *sites[nr] == CALL_INSN_OPCODE ? (void *)dyn_syscall_link_regs :
						(void *)dyn_syscall_link;
}

static int patch(int nr, void *from, void *to)
{
	u8 *insn = sites[nr];

	/*
	 * The patcher takes a strange byte for corrupt text, and stops there.
	 * Between this look and its own there is no lock that a module could
	 * take: who has a kprobe armed just here, just then, stops it.
	 */
	if (tree_target(insn) != (unsigned long)from)
		return -EOPNOTSUPP;

	arch_static_call_transform(insn, NULL, to, *insn == JMP32_INSN_OPCODE);
	trace_dyn_syscall_patch(entry_get(nr), (unsigned long)insn,
				(unsigned long)from, (unsigned long)to);
	return 0;
}

/*
 * Whether somebody has a kprobe at a site, also one that is disabled: its copy
 * leads to where the site led when it came. Nobody tells, but a second kprobe
 * on a place is put into a list with the first. So we add one, disabled, which
 * changes no text, and see. A kprobe that comes while ours is there joins it,
 * too, and stays joined when ours goes.
 *
 * Copies are taken under text_mutex, which the patcher holds, and kprobe_mutex
 * until they can be found: who has copied what was there before a patch is
 * found after it.
 */
static int look_for_kprobe(u8 *insn)
{
	struct kprobe kp = { .addr = insn, .flags = KPROBE_FLAG_DISABLED };
	int err = register_kprobe(&kp);

	if (err)
		return err == -ENOMEM ? err : -EOPNOTSUPP;
	unregister_kprobe(&kp);
	return list_empty(&kp.list) ? 0 : -EOPNOTSUPP;
}

/* Whether another number ends at the same site: it would be redirected, too. */
static bool shared(int nr)
{
	int i;

	for (i = 0; i < NR_syscalls; i++)
		if (i != nr && sites[i] == sites[nr])
			return true;
	return false;
}

bool dispatch_unused(int nr)
{
	return sites[nr] == default_site;
}

bool dispatch_unused_redirected(void)
{
	/* A look from the link, which holds no lock: any value of late will do. */
	return READ_ONCE(default_users) > 0;
}

int dispatch_redirected(void)
{
	return bitmap_weight(redirected, NR_syscalls) +
	       bitmap_weight(unrestored, NR_syscalls);
}

/* Whether nothing leads from the site of @nr to the link any more. */
static bool restore(int nr)
{
	int err;

	if (tree_target(sites[nr]) != (unsigned long)dispatch_originals[nr] &&
	    patch(nr, link_of(nr), dispatch_originals[nr]))
		return false;
	/* Without memory we cannot know, and who removes cannot fail. */
	while ((err = look_for_kprobe(sites[nr])) == -ENOMEM)
		schedule_timeout_uninterruptible(1);
	return !err;
}

/*
 * A site that cannot be restored leads to the link at any time to come, so the
 * link must stay (model: NO_STAY, NO_STAY_REDIRECT), until it can.
 */
static void restore_or_stay(int nr)
{
	if (restore(nr))
		return;
	pr_err_ratelimited("number %d: somebody else has changed the site (%pS), or has a kprobe there: dyn_syscall stays loaded until something is registered or removed without that\n",
			   nr, sites[nr]);
	__set_bit(nr, unrestored);
	__module_get(THIS_MODULE);
}

/* Tries again; whether all numbers of @site are restored now. */
static bool restored_by_now(const u8 *site)
{
	bool all = true;
	int nr;

	for_each_set_bit(nr, unrestored, NR_syscalls) {
		if (restore(nr)) {
			__clear_bit(nr, unrestored);
			/* Not the last: it is a client that has called us. */
			module_put(THIS_MODULE);
		} else if (sites[nr] == site) {
			all = false;
		}
	}
	return all;
}

/**
 * dispatch_redirect() - make a number arrive at the link
 * @nr: the number
 *
 * Looks again after the patch whether it does: a redirect that would take no
 * effect fails here and is never silent. The first dynamic call redirects the
 * site that all unused numbers share.
 *
 * Context: Process context, sleeps, entry_mutex held.
 * Return: 0; %-EOPNOTSUPP when the site is of an unknown shape, or somebody
 * else has changed it or has a kprobe there; %-ENOMEM.
 */
int dispatch_redirect(int nr)
{
	int err;

	lockdep_assert_held(&entry_mutex);

	if (dispatch_unused(nr)) {
		if (default_users)
			goto done;
	} else if (shared(nr)) {
		return -EOPNOTSUPP;
	}
	/* Of the site, or of the way to it, somebody else may have a part. */
	if (!restored_by_now(sites[nr]) || !arrives(nr, dispatch_originals[nr]))
		return -EOPNOTSUPP;

	err = look_for_kprobe(sites[nr]) ?:
	      patch(nr, dispatch_originals[nr], link_of(nr));
	if (err)
		return err;
	if (!arrives(nr, link_of(nr))) {
		restore_or_stay(nr);
		return -EOPNOTSUPP;
	}
done:
	if (dispatch_unused(nr))
		WRITE_ONCE(default_users, default_users + 1);
	__set_bit(nr, redirected);
	return 0;
}

/**
 * dispatch_restore() - make a number arrive at its original again
 * @nr: a redirected number
 *
 * The site that all unused numbers share is restored with the last of them.
 * Should somebody else have changed the site since, it is left alone; should a
 * kprobe be there, it may lead to the link at any time. Then we stay loaded.
 * The way to the site does not matter here, so kprobes on it do no harm.
 *
 * Context: Process context, sleeps, entry_mutex held.
 */
void dispatch_restore(int nr)
{
	lockdep_assert_held(&entry_mutex);

	if (WARN_ON_ONCE(!__test_and_clear_bit(nr, redirected)))
		return;
	if (dispatch_unused(nr)) {
		WRITE_ONCE(default_users, default_users - 1);
		if (default_users && !testing_without(TESTING_USERS))
			return;
	}
	restored_by_now(NULL);
	restore_or_stay(nr);
}

/*
 * What the functions of some numbers are called. The prefix differs: aliases
 * of one address are listed in any order.
 */
static bool __init leads_to(int nr, const char *name)
{
	char symbol[64];
	size_t len;

	len = scnprintf(symbol, sizeof(symbol), "%ps", dispatch_originals[nr]);
	return len >= strlen(name) && !strcmp(symbol + len - strlen(name), name);
}

static bool __init is_called(int nr, const char *name)
{
	if (leads_to(nr, name))
		return true;
	pr_err(TREE_FUNCTION "(): number %d leads to %ps, not to %s: this kernel is not understood\n",
	       nr, dispatch_originals[nr], name);
	return false;
}

/* Where a site leads: to the beginning of a function of the kernel's own. */
static bool __init is_function(unsigned long address)
{
	char symbol[KSYM_SYMBOL_LEN];

	sprint_symbol(symbol, address);
	return strstr(symbol, "+0x0/") && !strchr(symbol, '[');
}

/* The site of a number, or NULL after a line that says what is there. */
static u8 __init *find_site(int nr)
{
	u8 *insn = tree_walk(nr);

	if (!tree_is_site(insn))
		pr_err(TREE_FUNCTION "() is not the decision tree over %%esi that was looked for: number %d comes to %*ph at %pS%s\n",
		       nr, 6, insn, insn,
		       *insn == INT3_INSN_OPCODE ? ", a kprobe" : "");
	else if (!is_function(tree_target(insn)))
		pr_err(TREE_FUNCTION "(): number %d leads to %pS, no function of the kernel: it has been redirected, or there is a kprobe at %pS\n",
		       nr, (void *)tree_target(insn), insn);
	else
		return insn;
	return NULL;
}

/**
 * dispatch_init() - find the dispatch of this kernel and read all originals
 *
 * Changes nothing.
 *
 * Return: 0; %-ENOMEM; %-EOPNOTSUPP after a line that says what was looked for.
 */
int __init dispatch_init(void)
{
	int nr, err;

	err = tree_find();
	if (err == -ENOMEM)
		return err;
	if (err) {
		pr_err("no " TREE_FUNCTION "() (%pe): this kernel does not dispatch by a switch\n",
		       ERR_PTR(err));
		return -EOPNOTSUPP;
	}

	/*
	 * The highest of the numbers that lead to nothing, since a lower one may
	 * have a jump of its own to there. A number beyond the table would not
	 * do: the compiler may know that nobody comes with one, and then the
	 * tree leads it to some system call.
	 */
	for (nr = 0; nr < NR_syscalls; nr++) {
		sites[nr] = find_site(nr);
		if (!sites[nr])
			return -EOPNOTSUPP;
		dispatch_originals[nr] = (dyn_syscall_t)tree_target(sites[nr]);
		if (leads_to(nr, "sys_ni_syscall"))
			default_site = sites[nr];
	}
	if (!default_site) {
		pr_err(TREE_FUNCTION "(): no number leads to sys_ni_syscall: this kernel is not understood\n");
		return -EOPNOTSUPP;
	}
	for (; nr < DISPATCH_ROWS; nr++) {
		sites[nr] = default_site;
		dispatch_originals[nr] = (dyn_syscall_t)tree_target(default_site);
	}
	if (!is_called(__NR_read, "sys_read") ||
	    !is_called(__NR_getpid, "sys_getpid") ||
	    !is_called(__NR_openat, "sys_openat") ||
	    !is_called(__NR_close, "sys_close"))
		return -EOPNOTSUPP;
	return 0;
}

/* By now every entry has been freed and with it every site restored. */
void dispatch_exit(void)
{
	WARN_ON_ONCE(!bitmap_empty(redirected, NR_syscalls));
}
