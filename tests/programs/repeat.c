// SPDX-License-Identifier: GPL-2.0
/* repeat TIMES NUMBER [ARG]: makes a system call TIMES times, without output. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long times, nr, arg;

	if (argc < 3) {
		fprintf(stderr, "Usage: repeat TIMES NUMBER [ARG]\n");
		return 2;
	}
	times = atol(argv[1]);
	nr = atol(argv[2]);
	arg = argc > 3 ? atol(argv[3]) : 0;
	while (times-- > 0)
		syscall(nr, arg, 0, 0, 0, 0, 0);
	return 0;
}
