// SPDX-License-Identifier: GPL-2.0
/*
 * getpgid [vdso]: a 32-bit program, without a C library, so that it can be built
 * where there is none for it. Asks for the process group of process 1, by
 * int 0x80 or as 32-bit libraries do, by the vdso; ends with that, or a status
 * above 128 for an error.
 */

#define NR_EXIT		1
#define NR_GETPGID	132
/* No header that is sure to be there has it for 32 bits. */
#define AT_NULL		0
#define AT_SYSINFO	32

static long int80(long nr, long arg)
{
	long ret;

	asm volatile("int $0x80" : "=a" (ret) : "a" (nr), "b" (arg) : "memory");
	return ret;
}

/* By sysenter or syscall, whichever the CPU has. */
static long vdso(unsigned long entry, long nr, long arg)
{
	long ret;

	asm volatile("call *%1" : "=a" (ret) : "r" (entry), "a" (nr), "b" (arg) : "memory");
	return ret;
}

static unsigned long vdso_entry(const long *stack)
{
	const long *p = stack + 1 + stack[0] + 1;	/* argc, argv, 0 */

	while (*p++)
		;					/* environment, 0 */
	while (p[0] != AT_NULL && p[0] != AT_SYSINFO)
		p += 2;
	return p[0] == AT_SYSINFO ? p[1] : 0;
}

void run(const long *stack);

/* The stack as the kernel has left it. */
void run(const long *stack)
{
	unsigned long entry = stack[0] > 1 ? vdso_entry(stack) : 0;
	long ret;

	if (stack[0] > 1)
		ret = entry ? vdso(entry, NR_GETPGID, 1) : -1;
	else
		ret = int80(NR_GETPGID, 1);
	int80(NR_EXIT, ret & 0xff);
}

asm(".globl _start\n\t"
	"_start: mov %esp, %eax\n\t"
	"push %eax\n\t"
	"call run\n\t");
