// SPDX-License-Identifier: GPL-2.0
/*
 * forks CHILDREN: forks CHILDREN processes that stay until it ends, and prints
 * "ready". For each line on stdin it forks five more that end at once, and prints
 * how many of these forks failed. Ends at the end of file.
 */

#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* By vfork(): a child that has no memory of its own needs no page of it. */
static int fork_five(void)
{
	int failed = 0;

	for (int i = 0; i < 5; i++) {
		pid_t pid = vfork();

		if (!pid)
			_exit(0);
		if (pid < 0)
			failed++;
		else
			waitpid(pid, NULL, 0);
		usleep(5000);
	}
	return failed;
}

int main(int argc, char **argv)
{
	int children = argc == 2 ? atoi(argv[1]) : -1;
	char byte, digit[2] = "0\n";

	if (children < 0) {
		fprintf(stderr, "Usage: forks CHILDREN\n");
		return 2;
	}
	while (children--) {
		if (!fork()) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				pause();
		}
	}
	/* There may be no memory left to read a page again. */
	fork_five();
	if (mlockall(MCL_CURRENT))
		return 1;
	if (write(1, "ready\n", 6) != 6)
		return 1;
	while (read(0, &byte, 1) == 1) {
		digit[0] = '0' + fork_five();
		if (write(1, digit, 2) != 2)
			return 1;
	}
	return 0;
}
