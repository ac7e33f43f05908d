// SPDX-License-Identifier: GPL-2.0
/*
 * naps THREADS: each sleeps in clock_nanosleep() for a long or short time, then
 * waits in epoll_wait() until a timeout, and sometimes runs a program, until
 * SIGTERM. Handing clock_nanosleep() back must not be noticed: no sleep is shorter
 * than requested, none ends with an error, and epoll_wait(), which Linux never
 * restarts, is not disturbed. Prints how often each has occurred:
 *
 *	naps=N waits=N programs=N short=N failed=N disturbed=N
 */

#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <time.h>

static atomic_int stop;
static atomic_ulong naps, waits, programs, too_short, failed, disturbed;

static long ns_since(const struct timespec *begin)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - begin->tv_sec) * 1000000000 + now.tv_nsec - begin->tv_nsec;
}

static void run_program(void)
{
	char program[] = "true", *argv[] = { program, NULL }, *env[] = { NULL };
	int status;
	pid_t pid;

	if (posix_spawn(&pid, "/bin/true", NULL, NULL, argv, env) ||
	    waitpid(pid, &status, 0) != pid || status)
		failed++;
	programs++;
}

static void *nap(void *p)
{
	unsigned int seed = (unsigned long)p;
	int epoll = epoll_create1(0);
	struct epoll_event event;

	for (int i = 1; !stop; i++) {
		/* Every fourth is still asleep when its call is handed back. */
		struct timespec time = { .tv_nsec = rand_r(&seed) % (i % 4 ? 2000000 : 999000000) };
		struct timespec begin;

		clock_gettime(CLOCK_MONOTONIC, &begin);
		if (clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL))
			failed++;
		if (ns_since(&begin) < time.tv_nsec)
			too_short++;
		naps++;
		if (epoll_wait(epoll, &event, 1, rand_r(&seed) % 3))
			disturbed++;
		waits++;
		if (i % 64 == 0)
			run_program();
	}
	return NULL;
}

int main(int argc, char **argv)
{
	int threads = argc == 2 ? atoi(argv[1]) : 0, sig;
	pthread_t *thread = calloc(threads + 1, sizeof(*thread));
	sigset_t set;

	if (!threads || !thread) {
		fprintf(stderr, "Usage: naps THREADS\n");
		return 2;
	}
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	for (long i = 0; i < threads; i++)
		if (pthread_create(&thread[i], NULL, nap, (void *)i))
			return 1;
	printf("napping\n");
	fflush(stdout);
	sigwait(&set, &sig);
	stop = 1;
	for (int i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	printf("naps=%lu waits=%lu programs=%lu short=%lu failed=%lu disturbed=%lu\n",
	       naps, waits, programs, too_short, failed, disturbed);
	return 0;
}
