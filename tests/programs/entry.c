// SPDX-License-Identifier: GPL-2.0
/*
 * entry native|int80|x32 NUMBER [ARG]: makes one system call by this way into
 * the kernel of x86-64; prints its result, or its errno by name with a minus
 * sign. NUMBER is that of the native call, except that int80 has numbers of its own;
 * x32 sets a bit in the native ones. A kernel without int80 kills it by SIGSEGV.
 */

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define X32_BIT	0x40000000

#ifdef __x86_64__
static long native(long nr, long arg)
{
	long ret;

	asm volatile("syscall" : "=a" (ret) : "a" (nr), "D" (arg) : "rcx", "r11", "memory");
	return ret;
}

/* An old kernel clears the registers that 32-bit programs do not have. */
static long int80(long nr, long arg)
{
	long ret;

	asm volatile("int $0x80" : "=a" (ret) : "a" (nr), "b" (arg)
		     : "r8", "r9", "r10", "r11", "memory");
	return (int)ret;
}
#else
/* Only for x86-64: other architectures have other ways. */
static long native(long nr, long arg)
{
	fprintf(stderr, "entry: not for this machine: %ld, %ld\n", nr, arg);
	exit(2);
}

#define int80 native
#endif

int main(int argc, char **argv)
{
	long nr, arg, ret;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "Usage: entry native|int80|x32 NUMBER [ARG]\n");
		return 2;
	}
	nr = atol(argv[2]);
	arg = argc > 3 ? atol(argv[3]) : 0;
	if (!strcmp(argv[1], "native"))
		ret = native(nr, arg);
	else if (!strcmp(argv[1], "int80"))
		ret = int80(nr, arg);
	else if (!strcmp(argv[1], "x32"))
		ret = native(nr | X32_BIT, arg);
	else
		return 2;
	if (ret < 0 && ret >= -4095)
		printf("-%s\n", strerrorname_np(-ret));
	else
		printf("%ld\n", ret);
	return 0;
}
