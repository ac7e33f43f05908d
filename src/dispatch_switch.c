// SPDX-License-Identifier: GPL-2.0
/*
 * Dispatch by switch: x86-64 since Linux 6.9 and the stable kernels that took
 * the change. x64_sys_call(regs, nr) is a switch that the compiler has turned
 * into a binary decision tree over %esi; for every number the tree ends in one
 * jump (or call) to its function, and all unused numbers share one, to
 * __x64_sys_ni_syscall.
 *
 * So the switch is the table, and each of those jumps is a row of it. tree.c
 * finds it, and we write it with the kernel's own patcher for static calls,
 * which takes text_mutex and is safe while other CPUs execute the same bytes.
 * Nothing else is written: the tree above the jump and every other row stay as
 * they are.
 *
 * A kprobe on a site is dangerous not for its int3, which is detected. It
 * executes a copy of the instruction that it found when it was registered, even
 * if it is enabled much later: it keeps leading to where the site led then,
 * which is the trampoline if the number was redirected. No kprobe may be there
 * when we redirect; and while one is there after the site has been restored,
 * the trampoline must not be freed.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/static_call.h>
#include <asm/text-patching.h>
#include <asm/unistd.h>
#include "dispatch_kind.h"
#include "symbol.h"
#include "tracepoints.h"
#include "tree.h"

/* What the function did before we came. */
static u8 *sites[DISPATCH_ROWS] __ro_after_init;
static u8 *default_site __ro_after_init;

/* Does the number arrive at @to, by the text? */
static bool leads_to(int nr, void *to)
{
	return tree_walk(nr) == sites[nr] &&
	       tree_target(sites[nr]) == (unsigned long)to;
}

/*
 * A jump leaves the registers as they were at the top of the tree, in which no
 * instruction writes one: regs in the first argument, the number in the second.
 */
static void *target_of(int nr)
{
	return *sites[nr] == CALL_INSN_OPCODE ? (void *)dispatch_targets.regs :
						dispatch_targets.with_nr;
}

static int patch(int nr, void *from, void *to)
{
	u8 *insn = sites[nr];

	/*
	 * The patcher takes an unexpected byte for corrupt text and panics. No
	 * lock that a module could take closes the gap between this check and
	 * its own: a kprobe armed here within these instructions is fatal.
	 */
	if (tree_target(insn) != (unsigned long)from)
		return -EOPNOTSUPP;

	arch_static_call_transform(insn, NULL, to, *insn == JMP32_INSN_OPCODE);
	trace_dyn_syscall_patch(nr, (unsigned long)from, (unsigned long)to);
	return 0;
}

/*
 * Is there a kprobe at a site, even a disabled one? Its copy leads to where the
 * site led when it was registered. There is no API to ask. A second kprobe at
 * an address joins the first's list, so register one, disabled, which changes
 * no text, and test the list. A kprobe that is registered while ours is there
 * joins the list, too, and stays joined when ours is removed.
 *
 * Copies are made under text_mutex, which the patcher holds, and kprobe_mutex
 * is held until the kprobe can be found: one that has copied the bytes from
 * before a patch is found after it.
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

static const void *switch_site(int nr)
{
	return sites[nr];
}

static void switch_name_site(int nr, char *to, size_t size)
{
	snprintf(to, size, "%pS", sites[nr]);
}

static bool switch_unused(int nr)
{
	return sites[nr] == default_site;
}

/* Fails if anyone else modified the site or the path to it. */
static int switch_redirect(int nr)
{
	if (!leads_to(nr, dispatch_originals[nr]))
		return -EOPNOTSUPP;
	return look_for_kprobe(sites[nr]) ?:
	       patch(nr, dispatch_originals[nr], target_of(nr));
}

static bool switch_arrives(int nr)
{
	return leads_to(nr, target_of(nr));
}

/*
 * A site that another module has changed since is left alone; a kprobe there
 * may lead to the trampoline at any time. The path to the site does not matter
 * here, so kprobes on it do no harm.
 */
static bool switch_restore(int nr)
{
	int err;

	if (tree_target(sites[nr]) != (unsigned long)dispatch_originals[nr] &&
	    patch(nr, target_of(nr), dispatch_originals[nr]))
		return false;
	/* Without memory we cannot know, and removal must not fail. */
	while ((err = look_for_kprobe(sites[nr])) == -ENOMEM)
		schedule_timeout_uninterruptible(1);
	return !err;
}

/* The site of a number, or NULL after a log line that says what was found. */
static u8 __init *find_site(int nr)
{
	u8 *insn = tree_walk(nr);

	if (!tree_is_site(insn))
		pr_err(TREE_FUNCTION "() is not the decision tree over %%esi that was looked for: number %d comes to %*ph at %pS%s\n",
		       nr, 6, insn, insn,
		       *insn == INT3_INSN_OPCODE ? ", a kprobe" : "");
	else if (!symbol_is_function(tree_target(insn)))
		pr_err(TREE_FUNCTION "(): number %d leads to %pS, no function of the kernel: it has been redirected, or there is a kprobe at %pS\n",
		       nr, (void *)tree_target(insn), insn);
	else
		return insn;
	return NULL;
}

int __init dispatch_switch_find(void)
{
	int nr, err;

	err = tree_find();
	if (err)
		return err == -ENOMEM ? err : -ENOENT;

	/*
	 * Take the site of the highest unused number, since a lower one may have
	 * a jump of its own to sys_ni_syscall. A number beyond the table would
	 * not do: the compiler may know that none is passed, and then the tree
	 * leads it to some system call.
	 */
	for (nr = 0; nr < NR_syscalls; nr++) {
		sites[nr] = find_site(nr);
		if (!sites[nr])
			return -EOPNOTSUPP;
		dispatch_originals[nr] = (dyn_syscall_t)tree_target(sites[nr]);
		if (symbol_ends_in(tree_target(sites[nr]), "sys_ni_syscall"))
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
	return 0;
}

const struct dispatch_kind dispatch_switch = {
	.name = "switch",
	.place = TREE_FUNCTION,
	.unused_share = true,
	.site = switch_site,
	.name_site = switch_name_site,
	.unused = switch_unused,
	.redirect = switch_redirect,
	.arrives = switch_arrives,
	.restore = switch_restore,
};
