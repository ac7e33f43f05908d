// SPDX-License-Identifier: GPL-2.0
/*
 * opens OPENS OTHERS: makes OPENS calls of openat, closing what it has opened, and OTHERS
 * of getppid, and prints for both how many have failed, and the mean time in ns:
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

int main(int argc, char **argv)
{
	long opens, others, i, begin, end, failed = 0;
	int fd;

	if (argc < 3) {
		fprintf(stderr, "Usage: opens OPENS OTHERS\n");
		return 2;
	}
	opens = atol(argv[1]);
	others = atol(argv[2]);
	begin = now();
	for (i = 0; i < opens; i++) {
		fd = syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY);
		if (fd >= 0)
			close(fd);
		else
			failed++;
	}
	end = now();
	printf("openat %ld %.1f\n", failed, (double)(end - begin) / opens);
	failed = 0;
	begin = now();
	for (i = 0; i < others; i++)
		failed += syscall(SYS_getppid) < 0;
	end = now();
	printf("getppid %ld %.1f\n", failed, (double)(end - begin) / others);
	return 0;
}
