// SPDX-License-Identifier: GPL-2.0
/*
 * failed TIMES NUMBER [ARG]: makes a system call TIMES times, and prints those that have
 * failed, as "3:ENOSPC 6:ENOSPC".
 */

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long times, nr, arg, i, ret;
	const char *blank = "";

	if (argc < 3) {
		fprintf(stderr, "Usage: failed TIMES NUMBER [ARG]\n");
		return 2;
	}
	times = atol(argv[1]);
	nr = atol(argv[2]);
	arg = argc > 3 ? atol(argv[3]) : 0;
	for (i = 1; i <= times; i++) {
		ret = syscall(nr, arg, 0, 0, 0, 0, 0);
		if (ret == -1) {
			printf("%s%ld:%s", blank, i, strerrorname_np(errno));
			blank = " ";
		}
	}
	puts("");
	return 0;
}
