// SPDX-License-Identifier: GPL-2.0
/*
 * callers: calls the numbers of tests/torture/torture.h in many ways until SIGTERM,
 * and checks the results: a value of the number, not older than any that was seen
 * before the call; the result of the original; or ENOSYS where that is allowed.
 * Anything else is printed on stderr, and it ends with 1. At the end it prints how
 * often each has occurred:
 *
 *	values=N originals=N enosys=N naps=N killed=N stopped=N traced=N
 *	programs=N signals=N violations=N
 *
 * Before that it prints a line for each number, to compare with the counts of the
 * gates. "lost" are the calls that did not return because their program was killed:
 *
 *	NUMBER values=N originals=N enosys=N lost=N
 *
 * Some threads only call; others sleep in clock_nanosleep(), where they must not
 * notice being handed back, and in epoll_wait(), where they must not be disturbed.
 * Processes are killed, stopped, and traced from call to call, run programs, and
 * get signals.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>
#include "../torture/torture.h"

#define THREADS		10
#define NAPPERS		8

/* Memory that all processes share, and where an executed program finds it. */
static char sums[16];
static struct {
	atomic_int stop;
	atomic_ulong seen[512];		/* the last turn */
	struct {
		atomic_ulong begun, values, originals, enosys;
	} of[512];
	atomic_ulong naps, killed, stopped, traced, programs, signals, violations;
} *all;

static const int dynamic[] = TORTURE_DYNAMIC, hijacked[] = TORTURE_HIJACKED;
static __thread unsigned int seed;

static unsigned int chance(unsigned int n)
{
	return rand_r(&seed) % n;
}

/* Not by clock_nanosleep(), which is hijacked. */
static void rest(int ms)
{
	poll(NULL, 0, ms);
}

static void violation(const char *what, long nr, long got)
{
	if (all->violations++ < 20)
		fprintf(stderr, "callers: %s: %ld gave %ld (%#lx)\n", what, nr, got, got);
}

/* Read before it is hijacked. */
static long my_sid;

/* The result of its original. */
static long original(long nr)
{
	switch (nr) {
	case SYS_getpriority:
		return 20;
	case SYS_getsid:
		return my_sid;
	default:
		return 0;
	}
}

static void turn(void)
{
#ifdef __x86_64__
	asm volatile("pause");
#elif defined(__aarch64__)
	asm volatile("yield");
#endif
}

static void call(long nr, int is_hijacked)
{
	unsigned long before = all->seen[nr], now;
	long got;

	all->of[nr].begun++;
	got = syscall(nr, 0, 0, 0, 0, 0, 0);

	/* Where one thread emulates all CPUs, this lets another have a turn. */
	turn();

	if (got == -1 && errno == ENOSYS) {
		if (nr == TORTURE_FALLS_BACK || nr == TORTURE_GUEST_OVER)
			violation("refused", nr, -ENOSYS);
		all->of[nr].enosys++;
	} else if (torture_is_value(got)) {
		if (torture_nr(got) != nr)
			violation("the handler of another number", nr, got);
		if ((unsigned long)torture_turn(got) < before)
			violation("an earlier registration", nr, got);
		for (now = before; now < (unsigned long)torture_turn(got);)
			if (atomic_compare_exchange_weak(&all->seen[nr], &now, torture_turn(got)))
				break;
		all->of[nr].values++;
	} else if (is_hijacked && got == original(nr)) {
		all->of[nr].originals++;
	} else {
		all->of[nr].originals++;
		violation("neither a value nor the original", nr, got == -1 ? -errno : got);
	}
}

static void call_any(void)
{
	switch (chance(4)) {
	case 0:
		call(hijacked[chance(3)], 1);
		break;
	case 1:
		call(chance(2) ? TORTURE_GUEST : TORTURE_GUEST_OVER, 1);
		break;
	default:
		call(dynamic[chance(4)], 0);
	}
}

static void *caller(void *p)
{
	seed = (unsigned long)p;
	while (!all->stop) {
		for (int i = chance(20); i && !all->stop; i--)
			call_any();
		rest(chance(20));
	}
	return NULL;
}

static long ns_since(const struct timespec *begin)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - begin->tv_sec) * 1000000000 + now.tv_nsec - begin->tv_nsec;
}

static void *napper(void *p)
{
	int epoll = epoll_create1(0), err;
	struct epoll_event event;

	for (seed = (unsigned long)p; !all->stop; all->naps++) {
		/* Some still sleep when dyn_syscall is unloaded. */
		struct timespec time = { .tv_nsec = chance(6) ? chance(4000000) : chance(999999999),
					 .tv_sec = !chance(40) * 5 }, begin;

		clock_gettime(CLOCK_MONOTONIC, &begin);
		err = clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
		if (err)
			violation("a sleep", SYS_clock_nanosleep, -err);
		if (ns_since(&begin) < time.tv_sec * 1000000000 + time.tv_nsec)
			violation("a sleep was too short", SYS_clock_nanosleep, ns_since(&begin));
		if (epoll_pwait(epoll, &event, 1, chance(4), NULL))
			violation("disturbed", SYS_epoll_pwait, -errno);
	}
	return NULL;
}

static void run_threads(int n, void *(*run)(void *))
{
	pthread_t thread[THREADS + NAPPERS];

	for (long i = 0; i < n; i++)
		if (pthread_create(&thread[i], NULL, run, (void *)(getpid() * 100L + i)))
			_exit(1);
	for (int i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
}

static void callers(void)
{
	run_threads(THREADS, caller);
}

static void nappers(void)
{
	run_threads(NAPPERS, napper);
}

/* A process that only calls. */
static pid_t victim(int traced)
{
	pid_t parent = getpid(), pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	if (traced) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
	}
	for (seed = getpid();;) {
		call_any();
		if (!chance(20))
			rest(1);
	}
}

static void reap(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void killer(void)
{
	for (; !all->stop; all->killed++) {
		pid_t pid = victim(0);

		rest(chance(30));
		reap(pid);
	}
}

static void stopper(void)
{
	pid_t pid = victim(0);

	for (; !all->stop; all->stopped++) {
		kill(pid, SIGSTOP);
		rest(chance(20));
		kill(pid, SIGCONT);
		rest(chance(20));
	}
	reap(pid);
}

static void tracer(void)
{
	while (!all->stop) {
		pid_t pid = victim(1);
		int status, i;

		for (i = 0; i < 300 && waitpid(pid, &status, 0) == pid && WIFSTOPPED(status); i++) {
			all->traced++;
			if (ptrace(PTRACE_SYSCALL, pid, 0, 0))
				break;
		}
		/* Sometimes it goes on by itself for a moment. */
		if (chance(2) && waitpid(pid, &status, 0) == pid) {
			ptrace(PTRACE_DETACH, pid, 0, 0);
			rest(chance(20));
		}
		reap(pid);
	}
}

static void run_programs(void)
{
	for (; !all->stop; all->programs++) {
		pid_t pid = fork();
		int status;

		if (!pid) {
			call_any();
			execl("/proc/self/exe", "callers", "once", sums, NULL);
			_exit(1);
		}
		if (waitpid(pid, &status, 0) != pid || status)
			violation("a program ended", pid, status);
		rest(chance(20));
	}
}

static void signalled(int sig)
{
	(void)sig;
	all->signals++;
}

static void signals(void)
{
	struct sigaction action = { .sa_handler = signalled, .sa_flags = SA_RESTART };
	struct itimerval time = { { 0, 7000 }, { 0, 7000 } };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &time, NULL);
	caller((void *)(long)getpid());
}

static void print_sums(void)
{
	unsigned long values = 0, originals = 0, enosys = 0;

	for (int nr = 0; nr < 512; nr++) {
		if (!all->of[nr].begun)
			continue;
		printf("%d values=%lu originals=%lu enosys=%lu lost=%lu\n", nr,
		       all->of[nr].values, all->of[nr].originals, all->of[nr].enosys,
		       all->of[nr].begun - all->of[nr].values - all->of[nr].originals -
		       all->of[nr].enosys);
		values += all->of[nr].values;
		originals += all->of[nr].originals;
		enosys += all->of[nr].enosys;
	}
	printf("values=%lu originals=%lu enosys=%lu naps=%lu ", values, originals, enosys,
	       all->naps);
}

int main(int argc, char **argv)
{
	static void (*const kinds[])(void) = {
		nappers, killer, killer, stopper, tracer, run_programs, signals, callers, callers
	};
	enum { n = sizeof(kinds) / sizeof(*kinds) };
	int sig, fd, once;
	sigset_t set;

	once = argc == 3 && !strcmp(argv[1], "once");
	fd = once ? atoi(argv[2]) : memfd_create("sums", 0);
	if (!once && ftruncate(fd, sizeof(*all)))
		return 1;
	all = mmap(NULL, sizeof(*all), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (all == MAP_FAILED)
		return 1;
	if (once) {
		for (seed = getpid(); argc++ < 13;)
			call(dynamic[chance(4)], 0);
		return all->violations != 0;
	}
	snprintf(sums, sizeof(sums), "%d", fd);
	if (argc > 1) {
		fprintf(stderr, "Usage: callers\n");
		return 2;
	}
	my_sid = getsid(0);

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < n; i++) {
		if (fork())
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		seed = getpid();
		kinds[i]();
		_exit(0);
	}
	printf("calling\n");
	fflush(stdout);
	sigwait(&set, &sig);
	all->stop = 1;
	while (wait(NULL) > 0)
		;
	print_sums();
	printf("killed=%lu stopped=%lu traced=%lu programs=%lu signals=%lu violations=%lu\n",
	       all->killed, all->stopped, all->traced, all->programs, all->signals,
	       all->violations);
	return all->violations != 0;
}
