// SPDX-License-Identifier: GPL-2.0
/*
 * nth N COMMAND [WORD...]: runs COMMAND with a fault injected at the N-th chance (see
 * /proc/PID/fail-nth in the kernel's fault-injection.rst), prints how many chances
 * were missing, 0 if the fault was injected, and ends with the command's status.
 * The output of the command is discarded.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "nth: %s: %s\n", what, strerror(errno));
	exit(125);
}

int main(int argc, char *argv[])
{
	char name[64], left[32] = "";
	siginfo_t ended;
	int status;
	FILE *file;
	pid_t pid;

	if (argc < 3) {
		fprintf(stderr, "Usage: nth N COMMAND [WORD...]\n");
		return 2;
	}
	pid = fork();
	if (!pid) {
		file = fopen("/proc/self/fail-nth", "w");
		if (!file || fputs(argv[1], file) < 0 || fclose(file))
			die("fail-nth");
		if (!freopen("/dev/null", "w", stdout))
			die("/dev/null");
		execvp(argv[2], argv + 2);
		die(argv[2]);
	}
	/* Not yet reaped, so that it can still be asked. */
	if (pid < 0 || waitid(P_PID, pid, &ended, WEXITED | WNOWAIT))
		die("fork");
	snprintf(name, sizeof(name), "/proc/%d/fail-nth", pid);
	file = fopen(name, "r");
	if (!file || !fgets(left, sizeof(left), file))
		die(name);
	fputs(left, stdout);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}
