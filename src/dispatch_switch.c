// SPDX-License-Identifier: GPL-2.0
/*
 * Dispatch by switch: x86-64 since Linux 6.9 and the stable kernels that took
 * the change. x64_sys_call(regs, nr) is a switch that ends, for every number, in
 * one jump, conditional jump or call to its function. Unused numbers lead to
 * __x64_sys_ni_syscall, and all or some of them share a site.
 *
 * So the switch is the table, and each of those sites is a row of it. tree.c
 * finds it, and we write it with the kernel's own patcher for static calls,
 * which takes text_mutex and is safe while other CPUs execute the same bytes.
 * Nothing else is written: the tree above the site and every other row stay as
 * they are.
 *
 * The site of a number may not be proved, because the compiler has made
 * something else of it. Such a number cannot be redirected; all others can.
 *
 * A kprobe on a site is dangerous not for its int3, which is detected. It
 * executes a copy of the instruction that it found when it was registered, even
 * if it is enabled much later: it keeps leading to where the site led then,
 * which is the trampoline if the number was redirected. No kprobe may be there
 * when we redirect; and while one is there after the site has been restored,
 * the trampoline must not be freed.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/static_call.h>
#include <linux/uaccess.h>
#include <asm/text-patching.h>
#include <asm/unistd.h>
#include "compat.h"
#include "dispatch_kind.h"
#include "symbol.h"
#include "tracepoints.h"
#include "tree.h"

/* The function, and what it did before we came. Written when loading. */
static struct tree tree __ro_after_init;
static struct tree_site sites[DISPATCH_ROWS] __ro_after_init;
static unsigned long unused_target __ro_after_init;

static bool read_text(void *to, unsigned long from, size_t size)
{
	return !copy_from_kernel_nofault(to, (void *)from, size);
}

/* Call depth tracking has had two names for its own. */
static bool is_return(unsigned long target)
{
	return symbol_ends_in(target, "return_thunk") || symbol_ends_in(target, "__x86_return_skl");
}

/* Does the number arrive at @to, by the text? */
static bool leads_to(int nr, void *to)
{
	struct tree_site now = tree_walk(&tree, nr);

	return now.kind == sites[nr].kind && now.at == sites[nr].at &&
	       now.target == (unsigned long)to;
}

/*
 * The function that the site leads to when it is redirected. Some compilers have
 * the number in its register no more; then it is taken from the registers.
 */
static void *target_of(int nr)
{
	const struct dispatch_target *target = dispatch_target_of(nr);

	return sites[nr].nr_in_esi ? target->with_nr : (void *)target->regs;
}

static int patch(int nr, void *from, void *to)
{
	enum tree_kind kind = sites[nr].kind;

	/*
	 * The patcher takes an unexpected byte for corrupt text and panics. No
	 * lock that a module could take closes the gap between this check and
	 * its own: a kprobe armed here within these instructions is fatal.
	 */
	if (tree_target(&tree, sites[nr].at) != (unsigned long)from)
		return -EOPNOTSUPP;

	arch_static_call_transform((void *)sites[nr].at, NULL, to,
				   kind == TREE_JUMP || kind == TREE_CONDITIONAL);
	trace_dyn_syscall_patch(nr, (unsigned long)from, (unsigned long)to);
	return 0;
}

/*
 * Which sites have a kprobe, even a disabled one? Its copy leads to where the
 * site led when it was registered. There is no API to ask. A second kprobe at
 * an address joins the first's list, so register one, disabled, which changes
 * no text, and test the list. A kprobe that is registered while ours is there
 * joins the list, too, and stays joined when ours is removed.
 *
 * Copies are made under text_mutex, which the patcher holds, and kprobe_mutex
 * is held until the kprobe can be found: one that has copied the bytes from
 * before a patch is found after it.
 *
 * Removing kprobes takes one grace period, however many there are. Clears the bit
 * of each number whose site has none. 0, or -ENOMEM: then nothing is known.
 */
static int look_for_kprobes(unsigned long *numbers)
{
	unsigned int n = bitmap_weight(numbers, NR_syscalls), i = 0, count = 0;
	struct kprobe **ours = kvcalloc(n, sizeof(*ours), GFP_KERNEL);
	struct kprobe *kp = kvcalloc(n, sizeof(*kp), GFP_KERNEL);
	int nr, err = ours && kp ? 0 : -ENOMEM;

	for_each_set_bit(nr, numbers, NR_syscalls) {
		if (err == -ENOMEM)
			break;
		kp[i].addr = (void *)sites[nr].at;
		kp[i].flags = KPROBE_FLAG_DISABLED;
		err = register_kprobe(&kp[i]);
		if (err)
			kp[i].addr = NULL;
		else
			ours[count++] = &kp[i];
		i++;
	}
	if (count)
		unregister_kprobes(ours, count);
	if (err != -ENOMEM) {
		err = 0;
		i = 0;
		for_each_set_bit(nr, numbers, NR_syscalls) {
			if (kp[i].addr && list_empty(&kp[i].list))
				__clear_bit(nr, numbers);
			i++;
		}
	}
	kvfree(kp);
	kvfree(ours);
	return err;
}

static const void *switch_site(int nr)
{
	return (void *)sites[nr].at;
}

static void switch_name_site(int nr, char *to, size_t size)
{
	snprintf(to, size, "%pS", (void *)sites[nr].at);
}

static const char *switch_unproved(int nr)
{
	return sites[nr].kind == TREE_UNPROVED ? sites[nr].why : NULL;
}

static bool switch_unused(int nr)
{
	return sites[nr].kind != TREE_UNPROVED && sites[nr].target == unused_target;
}

/* Fails if anyone else modified a site or the path to it. */
static int switch_redirect(const unsigned long *numbers, unsigned long *written)
{
	DECLARE_BITMAP(probed, NR_syscalls);
	int nr, err;

	for_each_set_bit(nr, numbers, NR_syscalls)
		if (!leads_to(nr, dispatch_originals[nr]))
			return -EOPNOTSUPP;
	bitmap_copy(probed, numbers, NR_syscalls);
	err = look_for_kprobes(probed);
	if (err)
		return err;
	if (!bitmap_empty(probed, NR_syscalls))
		return -EOPNOTSUPP;
	for_each_set_bit(nr, numbers, NR_syscalls) {
		err = patch(nr, dispatch_originals[nr], target_of(nr));
		if (err)
			return err;
		__set_bit(nr, written);
	}
	return 0;
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
static void switch_restore(unsigned long *numbers)
{
	DECLARE_BITMAP(probed, NR_syscalls) = {};
	int nr;

	for_each_set_bit(nr, numbers, NR_syscalls)
		if (tree_target(&tree, sites[nr].at) == sites[nr].target ||
		    !patch(nr, target_of(nr), dispatch_originals[nr]))
			__set_bit(nr, probed);
	bitmap_andnot(numbers, numbers, probed, NR_syscalls);
	/* Without memory we cannot know, and removal must not fail. */
	while (look_for_kprobes(probed) == -ENOMEM)
		schedule_timeout_uninterruptible(1);
	bitmap_or(numbers, numbers, probed, NR_syscalls);
}

/*
 * While ftrace switches a tracer of the function on or off there is an int3 at
 * its entry, for some milliseconds. A kprobe's stays.
 */
static unsigned long __init find_root(void)
{
	unsigned long root;
	int i;

	for (i = 0; !(root = tree_skip_entry(&tree)) && i < 200; i++)
		usleep_range(1000, 5000);
	return root;
}

/* Find the function and, if the compiler split it, the part that is set aside. */
static int __init find_tree(void)
{
	static const char * const names[] = { TREE_FUNCTION, TREE_FUNCTION ".cold" };
	u8 *begin, *end;
	int i, err;

	tree.read = read_text;
	tree.is_return = is_return;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		err = symbol_find(names[i], &begin, &end);
		if (err == -ENOMEM || (err && i == 0))
			return err;
		if (err)
			break;
		tree.part[i].begin = (unsigned long)begin;
		tree.part[i].end = (unsigned long)end;
	}
	tree.root = find_root();
	return 0;
}

/*
 * Only what system calls are called counts: LTO may put a part of one in its
 * place. A function without arguments has several names.
 */
static bool __init is_system_call(unsigned long address)
{
	return symbol_is_function(address) &&
	       (symbol_begins_with(address, "__x64_sys_") ||
		symbol_begins_with(address, "__do_sys_") ||
		symbol_begins_with(address, "__ia32_sys_") ||
		symbol_ends_in(address, "sys_ni_syscall"));
}

/*
 * Fails, after a log line, if the text on the way has been modified: that may
 * pass. What is merely not understood will not, and is noted for that number.
 */
static int __init find_site(int nr)
{
	struct tree_site *site = &sites[nr];
	u8 insn[6] = {};

	*site = tree_walk(&tree, nr);
	read_text(insn, site->at, sizeof(insn));
	if (site->kind == TREE_UNPROVED && insn[0] == INT3_INSN_OPCODE) {
		pr_err(TREE_FUNCTION "(): number %d meets a breakpoint at %pS: load dyn_syscall when it is gone\n",
		       nr, (void *)site->at);
		return -EOPNOTSUPP;
	}
	if (site->kind != TREE_UNPROVED && !symbol_is_kernel(site->target)) {
		pr_err(TREE_FUNCTION "(): number %d leads from %pS to %pS, which is not in the kernel: the text there has been modified\n",
		       nr, (void *)site->at, (void *)site->target);
		return -EOPNOTSUPP;
	}

	if (site->kind == TREE_LAST_CALL && !dispatch_never_returns(nr))
		site->kind = TREE_UNPROVED;
	if (site->kind != TREE_UNPROVED && !is_system_call(site->target)) {
		site->kind = TREE_UNPROVED;
		site->why = "a jump or call to a function that is not a system call";
	}
	if (site->kind == TREE_CONDITIONAL && !COMPAT_PATCHES_JCC) {
		site->kind = TREE_UNPROVED;
		site->why = "a conditional jump, which this kernel may not know how to patch";
	}
	/* The view has them all. */
	if (site->kind == TREE_UNPROVED)
		pr_notice_ratelimited("number %d cannot be redirected: %s (%*ph at %pS)\n",
				      nr, site->why, (int)sizeof(insn), insn,
				      (void *)site->at);
	return 0;
}

/*
 * All numbers that share a site are redirected with it, so the site passes the
 * number only if it is proved to do so for each of them. One whose way is not
 * understood may come by, too.
 */
static void __init compare_shared(bool all_proved)
{
	int nr, other;

	for (nr = 0; nr < NR_syscalls; nr++) {
		if (!switch_unused(nr))
			continue;
		for (other = 0; other < NR_syscalls; other++)
			if (sites[other].at == sites[nr].at && !sites[other].nr_in_esi)
				sites[nr].nr_in_esi = false;
		sites[nr].nr_in_esi &= all_proved;
	}
}

/* What the kernel does with an unused number, if no number shows its function. */
static long no_system_call(const struct pt_regs *regs)
{
	return -ENOSYS;
}

int __init dispatch_switch_find(void)
{
	struct tree_site unused = { .target = (unsigned long)no_system_call };
	int nr, err, proved = 0;

	err = find_tree();
	if (err)
		return err == -ENOMEM ? err : -ENOENT;
	if (!tree.root) {
		pr_err(TREE_FUNCTION "(): a breakpoint stays at its entry: load dyn_syscall when it is gone\n");
		return -EOPNOTSUPP;
	}

	for (nr = 0; nr < NR_syscalls; nr++) {
		err = find_site(nr);
		if (err)
			return err;
		if (sites[nr].kind == TREE_UNPROVED)
			continue;
		proved++;
		if (symbol_ends_in(sites[nr].target, "sys_ni_syscall"))
			unused = sites[nr];
	}
	if (!proved) {
		pr_err(TREE_FUNCTION "() is not understood: %s at %pS\n", sites[0].why,
		       (void *)sites[0].at);
		return -EOPNOTSUPP;
	}

	for (; nr < DISPATCH_ROWS; nr++)
		sites[nr] = unused;
	unused_target = unused.target;
	compare_shared(proved == NR_syscalls);
	for (nr = 0; nr < DISPATCH_ROWS; nr++)
		dispatch_originals[nr] = (dyn_syscall_t)(sites[nr].kind == TREE_UNPROVED ?
							 unused.target : sites[nr].target);
	return 0;
}

const struct dispatch_kind dispatch_switch = {
	.name = "switch",
	.place = TREE_FUNCTION,
	.site = switch_site,
	.name_site = switch_name_site,
	.unproved = switch_unproved,
	.unused = switch_unused,
	.redirect = switch_redirect,
	.arrives = switch_arrives,
	.restore = switch_restore,
};
