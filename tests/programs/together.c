// SPDX-License-Identifier: GPL-2.0
/*
 * together NUMBER CPUS...: prints how often per second each CPU completes the system
 * call NUMBER while CPUS of them make it at once; a line for each of CPUS:
 *
 *	CPUS CALLS
 *
 * Of many short rounds, in turn, the best counts, since anything else that runs can
 * only make a round slower.
 */

#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define MAX_CPUS 64
#define CALLS 20000
#define ROUNDS 15

static long number;
static atomic_int waiting;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

struct caller {
	pthread_t thread;
	int cpu;
	double began, ended;
};

static void *run(void *p)
{
	struct caller *c = p;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(c->cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
	atomic_fetch_sub(&waiting, 1);
	while (atomic_load(&waiting))
		;
	c->began = now();
	for (int i = 0; i < CALLS; i++)
		syscall(number);
	c->ended = now();
	return NULL;
}

/* Calls per second of each: they may not all have begun at once. */
static double round_of(int cpus)
{
	struct caller callers[MAX_CPUS];
	double sum = 0;

	atomic_store(&waiting, cpus);
	for (int i = 0; i < cpus; i++) {
		callers[i].cpu = i;
		if (pthread_create(&callers[i].thread, NULL, run, &callers[i])) {
			perror("together");
			exit(1);
		}
	}
	for (int i = 0; i < cpus; i++) {
		pthread_join(callers[i].thread, NULL);
		sum += CALLS / (callers[i].ended - callers[i].began);
	}
	return sum / cpus;
}

int main(int argc, char **argv)
{
	double best[argc];

	if (argc < 3) {
		fprintf(stderr, "Usage: together NUMBER CPUS...\n");
		return 2;
	}
	number = atol(argv[1]);
	for (int i = 2; i < argc; i++) {
		int cpus = atoi(argv[i]);

		if (cpus < 1 || cpus > MAX_CPUS || cpus > sysconf(_SC_NPROCESSORS_ONLN)) {
			fprintf(stderr, "together: there are no %s CPUs\n", argv[i]);
			return 2;
		}
		best[i] = 0;
	}
	for (int r = 0; r < ROUNDS; r++) {
		for (int i = 2; i < argc; i++) {
			double rate = round_of(atoi(argv[i]));

			if (rate > best[i])
				best[i] = rate;
		}
	}
	for (int i = 2; i < argc; i++)
		printf("%s %.0f\n", argv[i], best[i]);
	return 0;
}
