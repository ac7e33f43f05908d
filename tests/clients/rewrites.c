// SPDX-License-Identifier: GPL-2.0
/*
 * A neighbour that changes rows of sys_call_table, as dyn_syscall and other modules
 * that hook system calls do. It is not a client. Writing a number to the parameter
 * "take" replaces its row by a function that calls the previous one; writing it
 * to "give" restores the previous one, whatever is there then. One row at a time:
 * "held" is its number, "passed" the number of calls through it.
 *
 * The table is found by its contents: the functions of two numbers, at the
 * distance of the numbers.
 */

#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/unistd.h>

#ifdef CONFIG_ARM64
#define FUNCTION(name) "__arm64_sys_" name
#else
#define FUNCTION(name) "__x64_sys_" name
#endif

/* How far to search from a function: this covers the kernel's read-only data. */
#define FAR (64UL << 20)
#define WORDS (PAGE_SIZE / sizeof(unsigned long))

typedef long (*row_t)(const struct pt_regs *regs);

static row_t *table;
static row_t before;

static int held = -1;
module_param(held, int, 0444);
static int passed;
module_param(passed, int, 0444);

static long passes(const struct pt_regs *regs)
{
	WRITE_ONCE(passed, passed + 1);	/* of one caller at a time */
	return READ_ONCE(before)(regs);
}

/* Through an alias of the row's page, as the table is read-only. */
static int write_row(int nr, row_t to)
{
	row_t *row = &table[nr];
	struct page *page = pfn_to_page(PHYS_PFN(__pa_symbol((unsigned long)row)));
	void *alias = vmap(&page, 1, VM_MAP, PAGE_KERNEL);

	if (!alias)
		return -ENOMEM;
	WRITE_ONCE(*(row_t *)(alias + offset_in_page(row)), to);
	vunmap(alias);
	vm_unmap_aliases();
	return READ_ONCE(*row) == to ? 0 : -EIO;
}

static int take(const char *value, const struct kernel_param *kp)
{
	int nr, err = kstrtoint(value, 0, &nr);

	if (err || nr < 0 || nr >= NR_syscalls || held >= 0)
		return err ?: -EINVAL;
	WRITE_ONCE(before, READ_ONCE(table[nr]));
	err = write_row(nr, passes);
	if (!err)
		held = nr;
	return err;
}

static int give(const char *value, const struct kernel_param *kp)
{
	int nr, err = kstrtoint(value, 0, &nr);

	if (err || nr < 0 || nr != held)
		return err ?: -EINVAL;
	err = write_row(nr, before);
	if (!err)
		held = -1;
	return err;
}

static const struct kernel_param_ops take_ops = { .set = take };
module_param_cb(take, &take_ops, NULL, 0200);
static const struct kernel_param_ops give_ops = { .set = give };
module_param_cb(give, &give_ops, NULL, 0200);

/* It may be behind what the architecture wants at a function's beginning. */
static unsigned long __init address_of(const char *name)
{
	struct kprobe kp = { .symbol_name = name, .flags = KPROBE_FLAG_DISABLED };

	if (register_kprobe(&kp))
		return 0;
	unregister_kprobe(&kp);
	return (unsigned long)kp.addr;
}

static bool __init is(unsigned long word, unsigned long function)
{
	return function - word < 16;
}

static row_t * __init find_table(unsigned long *words)
{
	unsigned long one = address_of(FUNCTION("getpgid"));
	unsigned long two = address_of(FUNCTION("getsid")), word;
	unsigned long at, begin = one & PAGE_MASK;
	int i;

	for (at = begin; one && two && at < begin + FAR; at += PAGE_SIZE) {
		if (copy_from_kernel_nofault(words, (void *)at, PAGE_SIZE))
			continue;
		for (i = 0; i < WORDS; i++) {
			row_t *row = (row_t *)at + i;

			if (is(words[i], one) &&
			    !copy_from_kernel_nofault(&word, row + __NR_getsid - __NR_getpgid,
						      sizeof(word)) && is(word, two))
				return row - __NR_getpgid;
		}
	}
	return NULL;
}

static int __init rewrites_init(void)
{
	unsigned long *words = kmalloc(PAGE_SIZE, GFP_KERNEL);

	if (words)
		table = find_table(words);
	kfree(words);
	return table ? 0 : -ENOENT;
}
module_init(rewrites_init);

/* No caller can be inside: the case makes all calls itself, before it unloads. */
static void __exit rewrites_exit(void)
{
	if (held >= 0)
		write_row(held, before);
}
module_exit(rewrites_exit);

MODULE_DESCRIPTION("A neighbour that changes rows of sys_call_table");
MODULE_LICENSE("GPL");
