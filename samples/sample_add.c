// SPDX-License-Identifier: GPL-2.0
/*
 * A dynamic call: a new system call on an unused number.
 *
 * Shows registration on any free number, a handler with typed parameters of
 * several widths, text that is written to the caller, and removal in the exit
 * function.
 *
 * To try it, as root, after "make":
 *
 *   cd build/$(uname -r)
 *   insmod dyn_syscall.ko
 *   insmod samples/sample_add.ko
 *   cat /proc/sys/kernel/dynamic_syscalls/sample_add
 *	423			(or another: the highest free number)
 *   ../tools/dynsc call sample_add 1 -2 3 4000000000 buf:64 64
 *	36
 *	1 + -2 + 3 + 4000000000 = 4000000002
 *   ../tools/dynsc call sample_add 1 2 3 4 buf:64 5
 *	EINVAL (Invalid argument)	(no room for the text in 5 bytes)
 *   ../tools/dynsc call sample_add 1 2 3 4 0 64
 *	EFAULT (Bad address)
 *
 * To trace it:
 *
 *   trace-cmd record -C mono -e dyn_syscall \
 *	../tools/dynsc call sample_add 1 2 3 4 buf:64 64
 *   trace-cmd report
 *	... dyn_syscall_read_trylock: ... name=sample_add granted=1 why=open
 *	... dyn_syscall_enter:        ... args=(1, 2, 3, 4, 7f8d..., 40)
 *	... dyn_syscall_exit:         ... ret=18 ns=...
 *   rmmod sample_add
 *   rmmod dyn_syscall
 */

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/uaccess.h>
#include "dyn_syscall.h"

static const char name[] = KBUILD_MODNAME;
static int nr;

/*
 * The caller's registers are 64 bits wide, whatever the parameters are: the
 * macro truncates and sign-extends them. A program that passes -2 as a short
 * arrives with -2, and one that passes 256 as an unsigned char with 0.
 *
 * Returns the length of the text without its terminating zero.
 */
DYN_SYSCALL_DEFINE6(add, int, a, short, b, unsigned char, c, long, d,
		    char __user *, text, size_t, size)
{
	char line[96];
	size_t len;
	long sum;

	if (check_add_overflow((long)a + b + c, d, &sum))
		return -EOVERFLOW;
	len = scnprintf(line, sizeof(line), "%d + %d + %u + %ld = %ld", a, b, c,
			d, sum);
	if (size <= len)
		return -EINVAL;
	if (copy_to_user(text, line, len + 1))
		return -EFAULT;
	return len;
}

static int __init sample_add_init(void)
{
	int err;

	/* 0: any free number. Callers get -ENOSYS until it is unlocked. */
	nr = dyn_syscall_reg(name, 0, add);
	if (nr < 0)
		return nr;
	err = syscall_unlock(name, nr);
	if (err)
		dyn_syscall_remove(name, nr);
	return err;
}

/* Waits until the last caller has left; then the handler may be freed. */
static void __exit sample_add_exit(void)
{
	dyn_syscall_remove(name, nr);
}

module_init(sample_add_init);
module_exit(sample_add_exit);

MODULE_DESCRIPTION("dyn_syscall sample: a dynamic call with typed parameters");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
