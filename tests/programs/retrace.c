// SPDX-License-Identifier: GPL-2.0
/*
 * retrace NR FIRST OTHER: a child makes the call NR with the first argument FIRST;
 * its tracer stops it at entry and changes that to OTHER. Prints the result, a number
 * or -errno.
 */

#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __x86_64__
#define FIRST_ARGUMENT rdi
#else
#define FIRST_ARGUMENT regs[0]
#endif

static int child(long nr, long first)
{
	long ret;

	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		return 1;
	raise(SIGSTOP);
	ret = syscall(nr, first);
	printf("%ld\n", ret == -1 ? -(long)errno : ret);
	return 0;
}

static int next_stop(pid_t pid, int request)
{
	int status;

	if (ptrace(request, pid, NULL, NULL) || waitpid(pid, &status, 0) != pid)
		exit(1);
	return status;
}

int main(int argc, char **argv)
{
	struct user_regs_struct regs;
	struct iovec iov = { .iov_base = &regs, .iov_len = sizeof(regs) };
	int status;
	pid_t pid;

	if (argc != 4) {
		fprintf(stderr, "Usage: retrace NR FIRST OTHER\n");
		return 2;
	}
	pid = fork();
	if (!pid)
		return child(atol(argv[1]), atol(argv[2]));
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return 1;
	/* The way back out of raise(), in as many stops as that takes, then the call. */
	do {
		status = next_stop(pid, PTRACE_SYSCALL);
		if (!WIFSTOPPED(status) || ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &iov))
			return 1;
	} while ((long)regs.FIRST_ARGUMENT != atol(argv[2]));
	regs.FIRST_ARGUMENT = atol(argv[3]);
	if (ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &iov))
		return 1;
	status = next_stop(pid, PTRACE_CONT);
	return !WIFEXITED(status) || WEXITSTATUS(status);
}
