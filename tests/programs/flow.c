// SPDX-License-Identifier: GPL-2.0
/*
 * flow SUBCOMMAND [ARG...]: system calls that do not return in the usual way, but
 * somewhere else, twice, later, or with other registers. Each subcommand ends with
 * 0 on success, and with 1 and a line about the error otherwise.
 *
 *	none			nothing, to compare with
 *	execve N		N programs executed, N more by a second thread
 *	execve_errors		three that fail
 *	execve_stops FIFO	one, traced, that stops in the middle until FIFO is written to
 *	clone N			N children by fork(), and one on a stack of its own
 *	clone_stays FIFO	a child that stays until FIFO is written to
 *	clone3 N		N children by clone3
 *	thread N		N threads, created by the C library
 *	vfork N			N children by vfork()
 *	vfork_stays FIFO	its child opens FIFO, and it waits for its child
 *	sigreturn N		N signals that must not change a register
 *	stop N			a nanosleep that is stopped and continued N times
 *	seccomp NR ACTION	NR after a filter: ALLOW, ERRNO, TRAP, TRACE
 *	ptrace NR TO		a tracer changes NR to TO; prints the result
 */

#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#define SELF	"/proc/self/exe"
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define check(condition) \
	((condition) ? (void)0 : wrong(__LINE__, #condition))

static void wrong(int line, const char *condition)
{
	fprintf(stderr, "flow.c:%d: not so: %s (errno %d)\n", line, condition,
		errno);
	_exit(1);
}

static int exit_status(pid_t pid)
{
	int status;

	check(waitpid(pid, &status, 0) == pid);
	check(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int none(char **argv)
{
	(void)argv;
	return 0;
}

/* What "execve" executes: the arguments and the environment have arrived. */
#define EXECUTED	{ "flow", "executed", "a b", "", NULL }
#define ENVIRONMENT	{ "X=1", NULL }

static int executed(char **argv)
{
	if (strcmp(argv[0], "a b") || strcmp(argv[1], "") || argv[2])
		return 1;
	if (!environ[0] || strcmp(environ[0], "X=1") || environ[1])
		return 2;
	return 7;
}

static void execute(void)
{
	char *args[] = EXECUTED, *env[] = ENVIRONMENT;

	execve(SELF, args, env);
	_exit(3);
}

/* Not the leader: the others end, and it takes over the leader's pid. */
static void *execute_thread(void *arg)
{
	execute();
	return arg;
}

static int flow_execve(char **argv)
{
	for (int i = 0; i < 2 * atoi(argv[0]); i++) {
		pid_t pid = fork();

		check(pid >= 0);
		if (!pid) {
			pthread_t thread;

			if (i % 2)
				pthread_create(&thread, NULL, execute_thread, NULL);
			else
				execute();
			for (;;)
				pause();
		}
		check(exit_status(pid) == 7);
	}
	return 0;
}

static int execve_errors(char **argv)
{
	char *args[] = EXECUTED, *env[] = ENVIRONMENT;

	(void)argv;
	check(execve("/nowhere", args, env) == -1 && errno == ENOENT);
	check(execve("/", args, env) == -1 && errno == EACCES);
	check(syscall(SYS_execve, SELF, 8, env) == -1 && errno == EFAULT);
	return 0;
}

static int cloned(void *arg)
{
	*(pid_t *)arg = getpid();
	return 9;
}

static int flow_clone(char **argv)
{
	pid_t me = getpid(), pid, seen = 0;
	static char stack[65536];

	for (int i = 0; i < atoi(argv[0]); i++) {
		pid = fork();
		check(pid >= 0);
		if (!pid)
			_exit(getppid() == me && getpid() != me ? 8 : 1);
		check(exit_status(pid) == 8);
	}
	/* In our memory, on its own stack. */
	pid = clone(cloned, stack + sizeof(stack), CLONE_VM | SIGCHLD, &seen);
	check(pid > 0);
	check(exit_status(pid) == 9);
	check(seen == pid);
	return 0;
}

static int flow_clone3(char **argv)
{
	struct clone_args args = { .exit_signal = SIGCHLD };
	pid_t me = getpid(), pid;

	for (int i = 0; i < atoi(argv[0]); i++) {
		pid = syscall(SYS_clone3, &args, sizeof(args));
		check(pid >= 0);
		if (!pid)
			_exit(getppid() == me && getpid() != me ? 8 : 1);
		check(exit_status(pid) == 8);
	}
	return 0;
}

static int clone_stays(char **argv)
{
	pid_t pid = fork();

	check(pid >= 0);
	if (!pid)
		_exit(open(argv[0], O_RDONLY) >= 0 ? 0 : 1);
	return exit_status(pid);
}

static void *add_one(void *arg)
{
	++*(int *)arg;
	return arg;
}

static int flow_thread(char **argv)
{
	pthread_t thread;
	int n = atoi(argv[0]), sum = 0;
	void *result;

	for (int i = 0; i < n; i++) {
		check(!pthread_create(&thread, NULL, add_one, &sum));
		check(!pthread_join(thread, &result) && result == &sum);
	}
	check(sum == n);
	return 0;
}

static void vfork_once(void)
{
	pid_t pid = vfork();

	if (!pid)
		execute();
	check(pid > 0);
	check(exit_status(pid) == 7);
}

static int flow_vfork(char **argv)
{
	for (int i = 0; i < atoi(argv[0]); i++)
		vfork_once();
	return 0;
}

static int vfork_stays(char **argv)
{
	pid_t pid = vfork();

	if (!pid)
		_exit(open(argv[0], O_RDONLY) >= 0 ? 0 : 1);
	check(pid > 0);
	return exit_status(pid);
}

static atomic_int signals;

static void on_trap(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
#ifdef __aarch64__
	/* Behind the instruction, where x86 is already. */
	((ucontext_t *)context)->uc_mcontext.pc += 4;
#else
	(void)context;
#endif
	signals++;
	errno = 0;
}

/*
 * Traps with @result in the register of a system call's result, and with
 * something in others; they must all come back.
 */
#ifdef __x86_64__
static void trap(long result, long i)
{
	long ax = result, bx = 1000 + i, cx = 2000 + i;
	long dx = 3000 + i, si = 4000 + i, di = 5000 + i;

	register long r8 asm("r8") = 8000 + i;
	register long r11 asm("r11") = 11000 + i;
	register long r15 asm("r15") = 15000 + i;

	asm volatile("int3"
		     : "+a"(ax), "+b"(bx), "+c"(cx), "+d"(dx), "+S"(si),
		       "+D"(di), "+r"(r8), "+r"(r11), "+r"(r15)
		     : : "memory");
	check(r8 == 8000 + i && r11 == 11000 + i && r15 == 15000 + i);
	check(ax == result);
	check(bx == 1000 + i && cx == 2000 + i && dx == 3000 + i);
	check(si == 4000 + i && di == 5000 + i);
}
#elif defined(__aarch64__)
static void trap(long result, long i)
{
	register long x0 asm("x0") = result;
	register long x1 asm("x1") = 1000 + i;
	register long x7 asm("x7") = 7000 + i;
	register long x8 asm("x8") = 8000 + i;
	register long x15 asm("x15") = 15000 + i;
	register long x17 asm("x17") = 17000 + i;
	register long x28 asm("x28") = 28000 + i;

	asm volatile("brk #0"
		     : "+r"(x0), "+r"(x1), "+r"(x7), "+r"(x8), "+r"(x15), "+r"(x17),
		       "+r"(x28)
		     : : "memory");
	check(x1 == 1000 + i && x7 == 7000 + i && x8 == 8000 + i && x15 == 15000 + i &&
	      x17 == 17000 + i && x28 == 28000 + i);
	check(x0 == result);
}
#endif

/* In the midst of a program, with what looks like a call to be restarted, too. */
static int flow_sigreturn(char **argv)
{
	static const long values[] = { 0, -1, -ENOSYS, -512, -513, -514, -516, 12345 };
	struct sigaction action = {
		.sa_sigaction = on_trap,
		.sa_flags = SA_SIGINFO,
	};
	int n = atoi(argv[0]);

	check(!sigaction(SIGTRAP, &action, NULL));
	for (int i = 0; i < n; i++)
		trap(values[i % 8], i);
	check(signals == n);
	return 0;
}

/* The first line of a file of /proc/PID. */
static void proc_line(pid_t pid, const char *file, char *line, int size)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	f = fopen(path, "r");
	check(f);
	check(fgets(line, size, f));
	fclose(f);
}

/*
 * Wait until the task sleeps in @nr. Check first that it sleeps: a task that was
 * continued and has not run yet still shows the call that it was stopped in.
 */
static void await_call(pid_t pid, long nr)
{
	char line[512];
	const char *state;
	long now;

	for (;;) {
		proc_line(pid, "stat", line, sizeof(line));
		state = strrchr(line, ')');
		if (state && state[2] == 'S') {
			proc_line(pid, "syscall", line, sizeof(line));
			if (sscanf(line, "%ld ", &now) == 1 && now == nr)
				return;
		}
		usleep(1000);
	}
}

/*
 * A stop is a signal without a handler: the call does not end, but goes on in
 * restart_syscall with the time that is left.
 */
static int flow_stop(char **argv)
{
	const struct timespec time = { .tv_sec = 2 };
	int n = atoi(argv[0]), status;
	struct timespec begin, end;
	pid_t pid;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	pid = fork();
	check(pid >= 0);
	if (!pid)
		_exit(syscall(SYS_nanosleep, &time, NULL) ? 1 : 6);
	for (int i = 0; i < n; i++) {
		await_call(pid, i ? SYS_restart_syscall : SYS_nanosleep);
		check(!kill(pid, SIGSTOP));
		check(waitpid(pid, &status, WUNTRACED) == pid);
		check(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
		check(!kill(pid, SIGCONT));
	}
	check(exit_status(pid) == 6);
	clock_gettime(CLOCK_MONOTONIC, &end);
	check((end.tv_sec - begin.tv_sec) * 1000000000L + end.tv_nsec -
	      begin.tv_nsec >= 2000000000L);
	return 0;
}

static atomic_long trapped;

static void on_sigsys(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	trapped = info->si_syscall;
#ifdef __x86_64__
	uc->uc_mcontext.gregs[REG_RAX] = 77;
#elif defined(__aarch64__)
	uc->uc_mcontext.regs[0] = 77;
#endif
}

/* Read from /proc: without getpgrp() the C library would call getpgid(). */
static long own_group(void)
{
	char line[512];
	long group;

	proc_line(getpid(), "stat", line, sizeof(line));
	check(sscanf(strrchr(line, ')'), ") %*c %*d %ld", &group) == 1);
	return group;
}

/* Prints the result, and the number that SIGSYS had. */
static int flow_seccomp(char **argv)
{
	static const struct {
		const char *name;
		unsigned int action;
	} actions[] = {
		{ "ALLOW", SECCOMP_RET_ALLOW },
		{ "ERRNO", SECCOMP_RET_ERRNO | EDOM },
		{ "TRAP", SECCOMP_RET_TRAP },
		{ "TRACE", SECCOMP_RET_TRACE },
	};
	struct sigaction action = {
		.sa_sigaction = on_sigsys,
		.sa_flags = SA_SIGINFO,
	};
	unsigned int nr = atoi(argv[0]), wanted = 0;
	long ret;

	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		if (!strcmp(argv[1], actions[i].name))
			wanted = actions[i].action;
	check(wanted);

	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, wanted),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = 4, .filter = filter };

	check(!sigaction(SIGSYS, &action, NULL));
	check(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	check(!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
	errno = 0;
	ret = syscall(nr, 0);
	if (ret == -1 && errno)
		printf("-%s", strerrorname_np(errno));
	else if (ret == own_group())
		printf("group");
	else
		printf("%ld", ret);
	if (trapped)
		printf(" trapped=%ld", trapped);
	printf("\n");
	return 0;
}

/* The number of a stopped task's call. */
struct stopped {
	long nr, sixth, result;
};

/* Continue to the next stop at a system call. */
static void to_next_stop(pid_t pid, struct stopped *at)
{
	struct user_regs_struct regs;
	struct iovec all = { &regs, sizeof(regs) };
	int status;

	check(!ptrace(PTRACE_SYSCALL, pid, NULL, NULL));
	check(waitpid(pid, &status, 0) == pid);
	check(WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80));
	check(!ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &all));
#ifdef __x86_64__
	*at = (struct stopped){ regs.orig_rax, regs.r9, regs.rax };
#elif defined(__aarch64__)
	int nr;

	all = (struct iovec){ &nr, sizeof(nr) };
	check(!ptrace(PTRACE_GETREGSET, pid, NT_ARM_SYSTEM_CALL, &all));
	*at = (struct stopped){ nr, regs.regs[5], regs.regs[0] };
#endif
}

static void change_nr(pid_t pid, long to)
{
#ifdef __x86_64__
	check(!ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, orig_rax), to));
#elif defined(__aarch64__)
	int nr = to;
	struct iovec all = { &nr, sizeof(nr) };

	check(!ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &all));
#endif
}

#define MARK	0x5ca11

static int flow_ptrace(char **argv)
{
	long nr = atol(argv[0]), to = atol(argv[1]), ret;
	struct stopped at;
	int status;
	pid_t pid;

	pid = fork();
	check(pid >= 0);
	if (!pid) {
		check(!ptrace(PTRACE_TRACEME, 0, NULL, NULL));
		raise(SIGSTOP);
		syscall(nr, 0, 0, 0, 0, 0, MARK);
		_exit(5);
	}
	check(waitpid(pid, &status, 0) == pid && WIFSTOPPED(status));
	check(!ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD));
	do
		to_next_stop(pid, &at);
	while (at.nr != nr || at.sixth != MARK);
#ifdef __x86_64__
	check(at.result == -ENOSYS);
#endif
	change_nr(pid, to);
	to_next_stop(pid, &at);
	check(at.nr == to);
	ret = at.result;
	check(!ptrace(PTRACE_DETACH, pid, NULL, NULL));
	check(exit_status(pid) == 5);

	if (ret == getpid())
		printf("parent\n");
	else if (ret == pid)
		printf("self\n");
	else if (ret < 0 && ret >= -4095)
		printf("-%s\n", strerrorname_np(-ret));
	else
		printf("%ld\n", ret);
	return 0;
}

static int execve_stops(char **argv)
{
	pid_t pid = fork();
	int status;

	check(pid >= 0);
	if (!pid) {
		check(!ptrace(PTRACE_TRACEME, 0, NULL, NULL));
		raise(SIGSTOP);
		execl(SELF, "flow", "none", NULL);
		_exit(1);
	}
	check(waitpid(pid, &status, 0) == pid && WIFSTOPPED(status));
	check(!ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACEEXEC));
	check(!ptrace(PTRACE_CONT, pid, NULL, NULL));
	check(waitpid(pid, &status, 0) == pid);
	check(WIFSTOPPED(status) && status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8));
	printf("%d\n", pid);
	fflush(stdout);
	check(open(argv[0], O_RDONLY) >= 0);
	check(!ptrace(PTRACE_DETACH, pid, NULL, NULL));
	return exit_status(pid);
}

static const struct {
	const char *name;
	int args;
	int (*run)(char **argv);
} subcommands[] = {
	{ "none", 0, none },
	{ "executed", 2, executed },
	{ "execve", 1, flow_execve },
	{ "execve_errors", 0, execve_errors },
	{ "execve_stops", 1, execve_stops },
	{ "clone", 1, flow_clone },
	{ "clone3", 1, flow_clone3 },
	{ "clone_stays", 1, clone_stays },
	{ "thread", 1, flow_thread },
	{ "vfork", 1, flow_vfork },
	{ "vfork_stays", 1, vfork_stays },
	{ "sigreturn", 1, flow_sigreturn },
	{ "stop", 1, flow_stop },
	{ "seccomp", 2, flow_seccomp },
	{ "ptrace", 2, flow_ptrace },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(subcommands); i++)
		if (argc > 1 && !strcmp(argv[1], subcommands[i].name) &&
		    argc - 2 == subcommands[i].args)
			return subcommands[i].run(argv + 2);
	fprintf(stderr, "Usage: flow SUBCOMMAND [ARG...]; see flow.c\n");
	return 2;
}
