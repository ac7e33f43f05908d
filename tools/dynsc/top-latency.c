// SPDX-License-Identifier: GPL-2.0
/*
 * Percentiles of times inside, from a hist trigger on dyn_syscall_exit in a trace instance
 * of our own, which disturbs no other tracing. The kernel counts by powers of two.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "dynsc.h"
#include "libdynsc/memory.h"
#include "top.h"

#define TRACEFS		"/sys/kernel/tracing"
#define EXIT		"events/dyn_syscall/dyn_syscall_exit"
#define TRIGGER		"hist:keys=nr,ns.log2:size=16384"
#define POWERS		64

/* Of each number, how many calls took at most 2^i ns; since the trigger, and before the sample. */
struct times {
	int nr;
	__u64 count[POWERS], before[POWERS];
};

static struct times *times;
static size_t n_times;
static char instance[64];

static bool put(const char *text)
{
	char path[160];
	FILE *file;
	bool good;

	snprintf(path, sizeof(path), "%s/" EXIT "/trigger", instance);
	file = fopen(path, "we");
	if (!file)
		return false;
	good = fputs(text, file) >= 0;
	return !fclose(file) && good;
}

bool top_latency_begin(void)
{
	if (access(TRACEFS "/" EXIT "/hist", R_OK)) {
		complain("--latency needs hist triggers: %s: %m", TRACEFS "/" EXIT "/hist");
		return false;
	}
	snprintf(instance, sizeof(instance), TRACEFS "/instances/dynsc-top.%d", getpid());
	if (mkdir(instance, 0700)) {
		complain("%s: %m", instance);
		return false;
	}
	if (!put(TRIGGER)) {
		complain("the kernel refuses the hist trigger %s: %m", TRIGGER);
		rmdir(instance);
		return false;
	}
	return true;
}

void top_latency_end(void)
{
	put("!" TRIGGER);
	rmdir(instance);
}

static struct times *times_of(int nr)
{
	size_t i;

	for (i = 0; i < n_times; i++)
		if (times[i].nr == nr)
			return &times[i];
	times = dynsc_must_grow(times, n_times, sizeof(*times));
	times[n_times] = (struct times){ .nr = nr };
	return &times[n_times++];
}

/* { nr:        400, ns: ~ 2^12 } hitcount:          3 */
static void read_times(void)
{
	char path[160], *line = NULL;
	unsigned long long count;
	size_t size = 0;
	int nr, power;
	FILE *file;

	snprintf(path, sizeof(path), "%s/" EXIT "/hist", instance);
	file = fopen(path, "re");
	while (file && getline(&line, &size, file) > 0)
		if (sscanf(line, "{ nr: %d, ns: ~ 2^%d } hitcount: %llu", &nr, &power,
			   &count) == 3 && power >= 0 &&
		    power < POWERS)
			times_of(nr)->count[power] = count;
	free(line);
	if (file)
		fclose(file);
}

/* The nearest rank. */
static __u64 percentile(const struct times *t, __u64 all, unsigned int percent)
{
	__u64 rank = (all * percent + 99) / 100, sum = 0;
	int i;

	for (i = 0; i < POWERS; i++) {
		sum += t->count[i] - t->before[i];
		if (sum >= rank)
			return 1ULL << i;
	}
	return ~0ULL;
}

void top_latency_sample(struct top *top)
{
	struct top_row *r;
	struct times *t;
	int i;

	read_times();
	for (r = top->row; r < top->row + top->count; r++) {
		t = times_of(r->entry.nr);
		for (i = 0; i < POWERS; i++)
			r->timed += t->count[i] - t->before[i];
		if (r->timed) {
			r->p50 = percentile(t, r->timed, 50);
			r->p99 = percentile(t, r->timed, 99);
		}
		memcpy(t->before, t->count, sizeof(t->before));
	}
}
