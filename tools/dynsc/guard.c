// SPDX-License-Identifier: GPL-2.0
/* A crash of a library becomes an error message; see guard.h. */

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "dynsc.h"
#include "guard.h"

int guarded(int (*run)(void *data), void *data, const char *file, int crashed)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		complain("cannot fork: %m");
		return crashed;
	}
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		status = run(data);
		if (fflush(stdout) || ferror(stdout)) {
			complain("cannot write: %m");
			status = crashed;
		}
		_exit(status);
	}
	/* Ctrl-C reaches both; this one ends last, so that the terminal is as it should be. */
	signal(SIGINT, SIG_IGN);
	if (waitpid(pid, &status, 0) < 0) {
		complain("cannot wait: %m");
		return crashed;
	}
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	/* These signals need no explanation. A shell ends its script if it sees the first. */
	if (WTERMSIG(status) == SIGINT) {
		signal(SIGINT, SIG_DFL);
		raise(SIGINT);
	}
	if (WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGPIPE ||
	    WTERMSIG(status) == SIGTERM)
		return 128 + WTERMSIG(status);
	complain("%s is damaged or truncated: reading it ended in a crash", file);
	return crashed;
}
