// SPDX-License-Identifier: GPL-2.0
/*
 * reload TIMES FILE NAME: loads and unloads a module again and again; prints the
 * medians in nanoseconds as
 *
 *	load NS
 *	unload NS
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
	return t.tv_sec * 1000000000 + t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	const long *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

int main(int argc, char **argv)
{
	int times = argc == 4 ? atoi(argv[1]) : 0;
	long load[times > 0 ? times : 1], unload[times > 0 ? times : 1];
	int fd;

	if (times < 1) {
		fprintf(stderr, "Usage: reload TIMES FILE NAME\n");
		return 2;
	}
	fd = open(argv[2], O_RDONLY);
	for (int i = 0; i < times; i++) {
		long begin = now(), loaded;

		if (syscall(SYS_finit_module, fd, "", 0)) {
			perror("reload: load");
			return 1;
		}
		loaded = now();
		if (syscall(SYS_delete_module, argv[3], O_NONBLOCK)) {
			perror("reload: unload");
			return 1;
		}
		load[i] = loaded - begin;
		unload[i] = now() - loaded;
	}
	qsort(load, times, sizeof(load[0]), compare);
	qsort(unload, times, sizeof(unload[0]), compare);
	printf("load %ld\nunload %ld\n", load[times / 2], unload[times / 2]);
	return 0;
}
