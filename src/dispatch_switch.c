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

#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/static_call.h>
#include <asm/text-patching.h>
#include <asm/unistd.h>
#include "dispatch.h"
#include "entry.h"
#include "link.h"
#include "symbol.h"
#include "tracepoints.h"
#include "tree.h"

/* What the function did before we came. */
static u8 *sites[DISPATCH_ROWS] __ro_after_init;
static u8 *default_site __ro_after_init;

/* Whether the number arrives at @to, for all that the text says. */
static bool leads_to(int nr, void *to)
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
	trace_dyn_syscall_patch(entry_get(nr), (unsigned long)from,
				(unsigned long)to);
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

/* Of the site, or of the way to it, somebody else may have a part. */
static int switch_redirect(int nr)
{
	if (!leads_to(nr, dispatch_originals[nr]))
		return -EOPNOTSUPP;
	return look_for_kprobe(sites[nr]) ?:
	       patch(nr, dispatch_originals[nr], link_of(nr));
}

static bool switch_arrives(int nr)
{
	return leads_to(nr, link_of(nr));
}

/*
 * Should somebody else have changed the site since, it is left alone; should a
 * kprobe be there, it may lead to the link at any time. The way to the site
 * does not matter here, so kprobes on it do no harm.
 */
static bool switch_restore(int nr)
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

const struct dispatch dispatch_switch = {
	.kind = "switch",
	.place = TREE_FUNCTION,
	.unused_share = true,
	.site = switch_site,
	.name_site = switch_name_site,
	.unused = switch_unused,
	.redirect = switch_redirect,
	.arrives = switch_arrives,
	.restore = switch_restore,
};

/* The site of a number, or NULL after a line that says what is there. */
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
