// SPDX-License-Identifier: GPL-2.0
/* Files, buffers and clocks through libtracecmd; see input.h. */

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/types.h>
#include <trace-cmd.h>
#include "input.h"
#include "memory.h"

/*
 * Exported by libtracecmd, but not declared in its header, so input.h declares them.
 * Without them a clock is unknown.
 */
#pragma weak tracecmd_get_trace_clock
#pragma weak tracecmd_get_in_file_version
#pragma weak tracecmd_get_uname

/* Up to this version, a file names the clock of the top buffer for all of them. */
#define ONE_CLOCK_VERSION	6

bool dynsc_input_warned;

static const struct dynsc_clock clocks[] = {
	{ "mono", true, true, true, NULL },
	{ "local", true, false, false,
	  "differs between CPUs, so the order of events of two CPUs is approximate" },
	{ "global", true, false, true, NULL },
	{ "perf", true, false, false,
	  "differs between CPUs, so the order of events of two CPUs is approximate" },
	{ "mono_raw", true, false, true, NULL },
	{ "boot", true, false, true, "also counts the time that the machine was suspended" },
	{ "tai", true, false, false, "jumps when the machine's time is set" },
	/* What trace-cmd calls x86-tsc when it saves how to convert that. */
	{ "tsc2nsec", true, false, false, NULL },
	{ "counter", false, false, true, NULL },
};

/* Overrides the function by which libtraceevent and libtracecmd print. */
int tep_vprint(const char *name, enum tep_loglevel level, bool print_err,
	       const char *format, va_list args)
{
	(void)name;
	(void)print_err;
	(void)format;
	(void)args;
	if (level <= TEP_LOG_WARNING)
		dynsc_input_warned = true;
	return 0;
}

const char *dynsc_input_uname(struct tracecmd_input *handle)
{
	return tracecmd_get_uname ? tracecmd_get_uname(handle) : NULL;
}

/* x86-64: the kernel's last symbol is the one before its modules. */
#define BEFORE_MODULES	0xffffffffbfffffffULL

bool dynsc_input_same_boot(struct tracecmd_input *a, struct tracecmd_input *b)
{
	struct tep_handle *x = tracecmd_get_tep(a), *y = tracecmd_get_tep(b);
	const char *name = tep_find_function(x, BEFORE_MODULES);
	const char *other = tep_find_function(y, BEFORE_MODULES);

	return !name || !other || strcmp(name, other) ||
	       tep_find_function_address(x, BEFORE_MODULES) ==
	       tep_find_function_address(y, BEFORE_MODULES);
}

static int find_buffer(struct tracecmd_input *handle, const char *buffer)
{
	int i = tracecmd_buffer_instances(handle);
	const char *name;

	while (--i >= 0) {
		name = tracecmd_buffer_instance_name(handle, i);
		if (name && !strcmp(name, buffer))
			break;
	}
	return i;
}

static struct tracecmd_input *open_buffer(const char *path, const char *buffer)
{
	struct tracecmd_input *top, *handle;
	int at;

	top = tracecmd_open(path, TRACECMD_FL_LOAD_NO_PLUGINS |
			    TRACECMD_FL_LOAD_NO_SYSTEM_PLUGINS);
	if (!top || !buffer)
		return top;
	at = find_buffer(top, buffer);
	handle = at < 0 ? NULL : tracecmd_buffer_instance_handle(top, at);
	/* The buffer's handle holds it. */
	tracecmd_close(top);
	return handle;
}

/* tracecmd_open() prints some messages without tep_vprint(). */
struct tracecmd_input *dynsc_input_open(const char *path, const char *buffer)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	struct tracecmd_input *handle;

	fflush(stdout);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	handle = open_buffer(path, buffer);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	close(null);
	dynsc_input_warned = false;
	return handle;
}

char **dynsc_input_buffers(const char *path)
{
	struct tracecmd_input *top = dynsc_input_open(path, NULL);
	char **names = dynsc_must(calloc(1, sizeof(*names)));
	int i, n = 0, count = top ? tracecmd_buffer_instances(top) : 0;
	const char *name;

	for (i = 0; i < count; i++) {
		name = tracecmd_buffer_instance_name(top, i);
		if (!name || !*name)
			continue;
		names = dynsc_must(realloc(names, (n + 2) * sizeof(*names)));
		names[n++] = dynsc_must(strdup(name));
		names[n] = NULL;
	}
	if (top)
		tracecmd_close(top);
	return names;
}

#define SLACK	1000000000	/* one buffer begins and ends a little later */

struct range {
	__u64 first, last;	/* last 0: the buffer has no events */
};

/* Reads all of it: libtracecmd 1.3 crashes if it is asked for the last event only. */
static struct range range_of(const char *path, const char *buffer)
{
	struct tracecmd_input *handle = dynsc_input_open(path, buffer);
	struct range range = { 0 };
	int cpu, cpus = handle ? tep_get_cpus(tracecmd_get_tep(handle)) : 0;
	struct tep_record *record;

	for (cpu = 0; cpu < cpus; cpu++) {
		while ((record = tracecmd_read_data(handle, cpu))) {
			if (!range.last || record->ts < range.first)
				range.first = record->ts;
			if (record->ts > range.last)
				range.last = record->ts;
			tracecmd_free_record(record);
		}
	}
	if (handle)
		tracecmd_close(handle);
	dynsc_input_warned = false;
	return range;
}

static bool overlap(const struct range *a, const struct range *b)
{
	return a->first <= b->last + SLACK && b->first <= a->last + SLACK;
}

/*
 * trace-cmd saves one clock, that of the first buffer which it recorded: of the top buffer
 * if that has events. A named buffer has the same unless the user gave it one of its own.
 * If its times are elsewhere, it has another one.
 */
static void doubt_clock(struct dynsc_clock *clock, const char *path, const char *buffer,
			char **buffers)
{
	struct range own, other = range_of(path, NULL);

	for (; !other.last && *buffers; buffers++)
		if (strcmp(*buffers, buffer))
			other = range_of(path, *buffers);
	if (!other.last)
		return;
	own = range_of(path, buffer);
	if (own.last && !overlap(&own, &other))
		*clock = (struct dynsc_clock){ 0 };
	if (!clock->name)
		return;
	clock->is_mono = false;
	clock->note = "is that of another buffer of the file, as trace-cmd saves only one";
}

struct dynsc_clock dynsc_input_clock(struct tracecmd_input *handle, const char *path,
				     const char *buffer, char **buffers)
{
	struct dynsc_clock clock = { 0 };
	const char *name = NULL;
	size_t i;

	if (tracecmd_get_trace_clock && tracecmd_get_in_file_version &&
	    (!buffer || tracecmd_get_in_file_version(handle) > ONE_CLOCK_VERSION))
		name = tracecmd_get_trace_clock(handle);
	clock.name = name ? dynsc_must(strdup(name)) : NULL;
	for (i = 0; name && i < ARRAY_SIZE(clocks); i++)
		if (!strcmp(clocks[i].name, name))
			clock = clocks[i];
	if (name && buffer && buffers)
		doubt_clock(&clock, path, buffer, buffers);
	return clock;
}
