// SPDX-License-Identifier: GPL-2.0
/*
 * demo_load: many threads that make one system call repeatedly.
 *
 * For the demo, see ../scripts/demo-guest. The threads are spread over the CPUs
 * and named LABEL/0, LABEL/1, ..., so that they differ in a trace. Ends after
 * SECONDS, or on SIGTERM; a thread that still sleeps in the call then dies with
 * the program.
 */

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "dynsc/dynsc.h"

#define THREADS_MAX	64
#define PAUSE_NS	10000000L

static long nr;
static const char *label;
static atomic_bool stop;
static atomic_ulong returned, refused, failed;

/* One of the CPUs that this program may use, in turn. */
static void pin(int thread)
{
	cpu_set_t all, one;
	int cpu, skip;

	if (sched_getaffinity(0, sizeof(all), &all))
		return;
	skip = thread % CPU_COUNT(&all);
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &all) && !skip--)
			break;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	pthread_setaffinity_np(pthread_self(), sizeof(one), &one);
}

/* The arguments are those of sample_add; the other samples take none. */
static void *work(void *arg)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };
	long thread = (long)arg;
	char name[16], text[96];

	snprintf(name, sizeof(name), "%.11s/%ld", label, thread);
	pthread_setname_np(pthread_self(), name);
	pin(thread);

	while (!atomic_load(&stop)) {
		if (syscall(nr, thread, -2, 3, 4L, text, sizeof(text)) >= 0)
			atomic_fetch_add(&returned, 1);
		else if (errno == ENOSYS)
			atomic_fetch_add(&refused, 1);
		else
			atomic_fetch_add(&failed, 1);
		nanosleep(&pause, NULL);
	}
	return NULL;
}

static bool run(long threads, long seconds)
{
	pthread_t ids[THREADS_MAX];
	struct timespec limit;
	sigset_t term;
	long i;

	/* Threads inherit the mask; only this thread takes the signals. */
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigaddset(&term, SIGINT);
	pthread_sigmask(SIG_BLOCK, &term, NULL);

	for (i = 0; i < threads; i++) {
		errno = pthread_create(&ids[i], NULL, work, (void *)i);
		if (errno) {
			perror("demo_load: cannot start a thread");
			return false;
		}
	}
	sigtimedwait(&term, NULL, &(struct timespec){ .tv_sec = seconds });
	atomic_store(&stop, true);

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += 2;
	for (i = 0; i < threads; i++)
		pthread_timedjoin_np(ids[i], NULL, &limit);
	return true;
}

int main(int argc, char **argv)
{
	long threads, seconds;
	int status;

	if (argc != 5) {
		fprintf(stderr, "Usage: demo_load NAME|NUMBER THREADS SECONDS LABEL\n");
		return USAGE;
	}
	threads = strtol(argv[2], NULL, 10);
	seconds = strtol(argv[3], NULL, 10);
	if (threads < 1 || threads > THREADS_MAX || seconds < 1) {
		complain("1 to %d threads, 1 second or more", THREADS_MAX);
		return USAGE;
	}
	label = argv[4];
	status = find_number(argv[1], &nr);
	if (status)
		return status;
	if (!run(threads, seconds))
		return 1;
	printf("%lu returned a value, %lu got ENOSYS, %lu another error\n",
	       atomic_load(&returned), atomic_load(&refused),
	       atomic_load(&failed));
	return 0;
}
