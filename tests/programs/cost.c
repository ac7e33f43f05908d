// SPDX-License-Identifier: GPL-2.0
/*
 * cost [-c] [-n CALLS] [-r ROUNDS] CALL...: prints what a system call costs, a
 * line for each CALL:
 *
 *	CALL COST
 *
 * CALL is a number, called with meaningless arguments; "read" of one byte from
 * /dev/zero; or "openat+close" of the same. COST is the median of ROUNDS, each the
 * mean of CALLS in a row: timer interrupts and other tasks disturb few rounds,
 * which the median excludes. openat+close is not called in a row, because the
 * allocator takes a longer path every few calls.
 *
 * In a machine that counts time in instructions (scripts/vm -i) a tick of the
 * time stamp counter is one instruction. A loop of known length verifies this;
 * -c is for cycles, on any machine.
 *
 * A cost includes the four instructions of the loop around a call, one of which
 * is the system call.
 */

#define _GNU_SOURCE
#include <ctype.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static long calls = 100;
static int rounds = 101;
static long number;
static int fd;

/* The same call @n times, four instructions each. Returns the last result. */
static inline long call(long n, long nr, long a, long b, long c)
{
	register long r10 asm("r10") = 0;
	long ret;

	asm volatile("1:	mov %[nr], %%rax\n"
		     "	syscall\n"
		     "	dec %[n]\n"
		     "	jnz 1b"
		     : "=&a"(ret), [n] "+r"(n)
		     : [nr] "r"(nr), "D"(a), "S"(b), "d"(c), "r"(r10)
		     : "rcx", "r11", "memory");
	return ret;
}

/* Everything before it has completed, and nothing after it has begun. */
static inline unsigned long ticks(void)
{
	unsigned int low, high;

	asm volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high) : : "memory");
	return low | (unsigned long)high << 32;
}

/* Two instructions each time. */
static void count_down(long n)
{
	asm volatile("1: dec %0; jnz 1b" : "+r"(n));
}

static void by_number(long n)
{
	call(n, number, 0, 0, 0);
}

static void read_byte(long n)
{
	char byte;

	call(n, SYS_read, fd, (long)&byte, 1);
}

static void openat_close(long n)
{
	while (n--)
		call(1, SYS_close, call(1, SYS_openat, AT_FDCWD, (long)"/dev/zero",
					O_RDONLY), 0, 0);
}

static int compare(const void *a, const void *b)
{
	const unsigned long *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static unsigned long median(void (*make)(long n), long n)
{
	unsigned long took[rounds];

	for (int i = -2; i < rounds; i++) {	/* two to warm up */
		unsigned long begin = ticks();

		make(n);
		took[i < 0 ? 0 : i] = ticks() - begin;
	}
	qsort(took, rounds, sizeof(took[0]), compare);
	return took[rounds / 2];
}

/* Subtract a round of one call, so that the overhead of a round does not count. */
static double cost(void (*make)(long n))
{
	long n = make == openat_close ? 1 : calls;
	unsigned long one = median(make, 1);

	return (double)(median(make, n + 1) - one) / n;
}

static int usage(void)
{
	fprintf(stderr, "Usage: cost [-c] [-n CALLS] [-r ROUNDS] CALL...\n");
	return 2;
}

int main(int argc, char **argv)
{
	int opt, cycles = 0;
	cpu_set_t set;

	while ((opt = getopt(argc, argv, "cn:r:")) != -1) {
		if (opt == 'c')
			cycles = 1;
		else if (opt == 'n')
			calls = atol(optarg);
		else if (opt == 'r')
			rounds = atoi(optarg);
		else
			return usage();
	}
	if (optind == argc || calls < 1 || rounds < 1)
		return usage();

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	fd = open("/dev/zero", O_RDONLY);
	if (sched_setaffinity(0, sizeof(set), &set) || mlockall(MCL_CURRENT) || fd < 0) {
		perror("cost");
		return 1;
	}
	if (!cycles && cost(count_down) != 2) {
		fprintf(stderr, "cost: a tick is not an instruction here; see -c\n");
		return 1;
	}

	for (int i = optind; i < argc; i++) {
		void (*make)(long n) = by_number;

		number = strtol(argv[i], NULL, 10);
		if (!strcmp(argv[i], "read"))
			make = read_byte;
		else if (!strcmp(argv[i], "openat+close"))
			make = openat_close;
		else if (!isdigit((unsigned char)argv[i][0]))
			return usage();
		printf("%s %.2f\n", argv[i], cost(make));
		fflush(stdout);
	}
	return 0;
}
