// SPDX-License-Identifier: GPL-2.0
/*
 * A livepatch of getpgid, which then returns 4711. It is not a client but a
 * neighbour, see tests/cases/with-livepatch.sh.
 */

#include <linux/livepatch.h>
#include <linux/module.h>

static long patched(const struct pt_regs *regs)
{
	return 4711;
}

static struct klp_func functions[] = {
	{ .old_name = "__x64_sys_getpgid", .new_func = patched }, { }
};

static struct klp_object objects[] = {
	{ .funcs = functions }, { }	/* without a name: the kernel itself */
};

static struct klp_patch patch = { .mod = THIS_MODULE, .objs = objects };

static int __init patches_init(void)
{
	return klp_enable_patch(&patch);
}

/* The kernel allows this once no task uses the patch. */
static void __exit patches_exit(void)
{
}

module_init(patches_init);
module_exit(patches_exit);

MODULE_DESCRIPTION("A livepatch of a system call");
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
