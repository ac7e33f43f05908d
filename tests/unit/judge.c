// SPDX-License-Identifier: GPL-2.0
/*
 * judge [EVENT...]: the rules of dynsc check, on what is in the kernel's own buffer, which
 * is emptied. EVENTs, such as enter, are those that were recorded all the time; by default
 * all of dyn_syscall. Prints each violation; the exit status is then 1.
 *
 * trace-cmd takes seconds to begin in a machine of the tests; this takes milliseconds.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tracefs.h>
#include "libdynsc/check.h"
#include "libdynsc/memory.h"

#define MAX_CPUS	256

static struct dynsc_check check;
static struct dynsc_format format;
static struct dynsc_event ev;
static __u64 last[MAX_CPUS];	/* 0: none yet */
static bool bad;

/* The first events of a CPU were overwritten by later ones. */
static bool has_overrun(int cpu)
{
	unsigned long long overrun = 0, dropped = 0;
	char name[64], *text, *line;

	snprintf(name, sizeof(name), "per_cpu/cpu%d/stats", cpu);
	text = tracefs_instance_file_read(NULL, name, NULL);
	line = text ? strstr(text, "overrun: ") : NULL;
	if (line)
		sscanf(line, "overrun: %llu", &overrun);
	line = text ? strstr(text, "dropped events: ") : NULL;
	if (line)
		sscanf(line, "dropped events: %llu", &dropped);
	free(text);
	return overrun || dropped;
}

static int add(struct tep_event *event, struct tep_record *record, int cpu, void *data)
{
	enum dynsc_event_type type = dynsc_format_type(&format, record->data, record->size);

	(void)event;
	(void)data;
	if (cpu >= MAX_CPUS)
		return 0;
	ev.cpu = cpu;
	ev.ts = record->ts;
	if (record->missed_events || (!last[cpu] && has_overrun(cpu))) {
		ev.type = EV_LOST;
		ev.since = last[cpu];
		dynsc_check_add(&check, &ev);
	}
	last[cpu] = record->ts;
	if (type >= EV_RECORDED)
		return 0;
	if (!dynsc_decode(&format, type, record->data, record->size, &ev)) {
		printf("an event %s cannot be read\n", dynsc_event_name(type));
		bad = true;
		return -1;
	}
	dynsc_check_add(&check, &ev);
	return 0;
}

static void show(const struct dynsc_event *e)
{
	printf("    %llu [%03d] %d %s nr=%lld name=%s", e->ts, e->cpu, e->pid,
	       dynsc_event_name(e->type), e->value[F_NR], e->name);
	if (e->type == EV_STATE)
		printf(" to=%s", dynsc_state_names[e->value[F_TO]]);
	if (e->type == EV_WRITE_TRYLOCK)
		printf(" granted=%lld living=%lld", e->value[F_GRANTED], e->value[F_LIVING]);
	putchar('\n');
}

static void show_violation(const struct dynsc_violation *v)
{
	int i;

	printf("violation of %s: %s\n", dynsc_rule_names[v->rule], v->text);
	for (i = 0; i < v->before; i++)
		show(&v->around[i]);
	show(&v->ev);
	for (i = v->before; i < v->before + v->after; i++)
		show(&v->around[i]);
}

int main(int argc, char **argv)
{
	static const char * const systems[] = { "dyn_syscall", NULL };
	struct tep_handle *tep = tracefs_local_events_system(NULL, systems);
	char why[256] = "there is no tracefs";
	int type, i;
	size_t n;

	if (!tep || !dynsc_format_learn(&format, tep, why)) {
		printf("judge: %s\n", why);
		return 2;
	}
	for (type = 0; type < EV_RECORDED; type++) {
		check.has[type] = argc < 2 && format.layout[type].slots;
		for (i = 1; i < argc; i++)
			check.has[type] |= !strcmp(dynsc_event_name(type) + strlen("dyn_syscall_"),
						   argv[i]);
	}
	ev.type = EV_BEGIN;
	dynsc_check_add(&check, &ev);
	tracefs_iterate_raw_events(tep, NULL, NULL, 0, add, NULL);
	n = dynsc_check_finish(&check);
	for (i = 0; i < (int)n; i++)
		show_violation(check.violations[i]);
	printf("judge: %llu events of %zu numbers, %llu calls, %llu removals, ", check.events,
	       check.n_entries, check.calls, check.removals);
	printf("%llu losses, %zu violations\n", check.losses, n);
	return n || bad;
}
