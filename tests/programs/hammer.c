// SPDX-License-Identifier: GPL-2.0
/*
 * hammer [-c] [-a ARG] NUMBER THREADS VALUE...: THREADS threads call NUMBER in a
 * loop until SIGTERM. Then it prints how often each VALUE was returned, how often
 * ENOSYS, and how often anything else, and the last of these:
 *
 *	VALUE=N... ENOSYS=N other=N [last=X]
 *
 * Each thread makes bursts of 500 calls, or of 0.5 ms if these take longer, and
 * sleeps in between, 2 ms on average, so that few CPUs can emulate many, and
 * callers come and go.
 *
 * -c pins thread i to CPU i. VALUE "self" means the process's own pid, "parent" its
 * parent's.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAX_VALUES 4
#define BURST 500
#define BURST_NS 500000

static long nr, arg, values[MAX_VALUES];
static int n_values, pin;
static atomic_int stop;

struct counts {
	pthread_t thread;
	int cpu;
	unsigned long value[MAX_VALUES], enosys, other;
	long last;
};

static unsigned long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static void *run(void *p)
{
	struct counts *c = p;
	unsigned int seed = c->cpu;
	unsigned long long begun = now();
	int burst = BURST;

	if (pin) {
		cpu_set_t set;

		CPU_ZERO(&set);
		CPU_SET(c->cpu, &set);
		sched_setaffinity(0, sizeof(set), &set);
	}
	while (!atomic_load_explicit(&stop, memory_order_relaxed)) {
		long ret = syscall(nr, arg, 0, 0, 0, 0, 0);
		int i;

		if (!--burst || (burst % 20 == 0 && now() - begun > BURST_NS)) {
			usleep(rand_r(&seed) % 4000);
			burst = BURST;
			begun = now();
		}

		if (ret == -1 && errno == ENOSYS) {
			c->enosys++;
			continue;
		}
		for (i = 0; i < n_values && ret != values[i]; i++)
			;
		if (i < n_values) {
			c->value[i]++;
		} else {
			c->other++;
			c->last = ret == -1 ? -errno : ret;
		}
	}
	return NULL;
}

int main(int argc, char **argv)
{
	unsigned long value[MAX_VALUES] = { 0 }, enosys = 0, other = 0;
	struct counts *counts;
	long last = 0;
	int threads, opt, sig;
	sigset_t set;

	while ((opt = getopt(argc, argv, "ca:")) != -1) {
		if (opt == 'c')
			pin = 1;
		else if (opt == 'a')
			arg = strtol(optarg, NULL, 0);
		else
			return 2;
	}
	if (argc - optind < 3 || argc - optind > 2 + MAX_VALUES) {
		fprintf(stderr, "Usage: hammer [-c] [-a ARG] NUMBER THREADS VALUE...\n");
		return 2;
	}
	nr = atol(argv[optind]);
	threads = atoi(argv[optind + 1]);
	for (int i = optind + 2; i < argc; i++)
		values[n_values++] = !strcmp(argv[i], "self") ? getpid() :
				     !strcmp(argv[i], "parent") ? getppid() :
				     strtol(argv[i], NULL, 0);

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	pthread_sigmask(SIG_BLOCK, &set, NULL);

	counts = calloc(threads, sizeof(*counts));
	if (!counts)
		return 1;
	for (int i = 0; i < threads; i++) {
		counts[i].cpu = i;
		if (pthread_create(&counts[i].thread, NULL, run, &counts[i])) {
			perror("hammer: pthread_create");
			return 1;
		}
	}
	/* After this line all threads have begun. */
	printf("hammering\n");
	fflush(stdout);
	sigwait(&set, &sig);
	atomic_store(&stop, 1);

	for (int i = 0; i < threads; i++) {
		pthread_join(counts[i].thread, NULL);
		for (int v = 0; v < n_values; v++)
			value[v] += counts[i].value[v];
		enosys += counts[i].enosys;
		other += counts[i].other;
		if (counts[i].other)
			last = counts[i].last;
	}
	for (int i = 0; i < n_values; i++)
		printf("%s=%lu ", argv[optind + 2 + i], value[i]);
	printf("ENOSYS=%lu other=%lu", enosys, other);
	if (other)
		printf(" last=%ld", last);
	printf("\n");
	return 0;
}
