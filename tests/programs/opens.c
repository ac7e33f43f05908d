// SPDX-License-Identifier: GPL-2.0
/*
 * opens OPENS OTHERS: makes OPENS calls of openat, closing what it has opened, and OTHERS
 * of getppid, and prints for both how many have failed, and the time of one in ns: the
 * median of 100 means, which timer interrupts and the like do not change.
 *
 *	openat FAILED NS
 *	getppid FAILED NS
 */

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

static long open_one(void)
{
	int fd = syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY);

	return fd < 0 ? -1 : close(fd);
}

static long other(void)
{
	return syscall(SYS_getppid);
}

#define BLOCKS	100

static int by_time(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void measure(const char *name, long calls, long (*call)(void))
{
	double times[BLOCKS];
	long i, begin, failed = 0;
	int block;

	calls /= BLOCKS;
	for (block = 0; block < BLOCKS; block++) {
		begin = now();
		for (i = 0; i < calls; i++)
			failed += call() < 0;
		times[block] = (double)(now() - begin) / calls;
	}
	qsort(times, BLOCKS, sizeof(times[0]), by_time);
	printf("%s %ld %.1f\n", name, failed, times[BLOCKS / 2]);
}

int main(int argc, char **argv)
{
	if (argc < 3 || atol(argv[1]) < BLOCKS || atol(argv[2]) < BLOCKS) {
		fprintf(stderr, "Usage: opens OPENS OTHERS (at least %d each)\n", BLOCKS);
		return 2;
	}
	measure("openat", atol(argv[1]), open_one);
	measure("getppid", atol(argv[2]), other);
	return 0;
}
