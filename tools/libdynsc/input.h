/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What libtracecmd is asked for, without what it prints: a file's buffers and the
 * clock of a buffer.
 */
#ifndef DYNSC_INPUT_H
#define DYNSC_INPUT_H

#include <stdbool.h>

struct tracecmd_input;

/* libtracecmd's own, see input.c. */
const char *tracecmd_get_trace_clock(struct tracecmd_input *handle);
unsigned long tracecmd_get_in_file_version(struct tracecmd_input *handle);
const char *tracecmd_get_uname(struct tracecmd_input *handle);

/* A clock of the kernel. */
struct dynsc_clock {
	const char *name;	/* NULL: the file does not name it */
	bool counts_ns;
	bool is_mono;		/* that of the events' own times, such as "ns" */
	bool orders;		/* events of different CPUs, for certain */
	const char *note;	/* what to know about its times, or NULL */
};

/* While records are read, a warning is the only sign of a damaged file. */
extern bool dynsc_input_warned;

/* NULL: it cannot be opened, or has no such buffer. @buffer NULL: the top buffer. */
struct tracecmd_input *dynsc_input_open(const char *path, const char *buffer);
/* The names of the buffers other than the top one, without blanks, NULL at the end. */
char **dynsc_input_buffers(const char *path);
/* @handle: of @buffer. @buffers: all names that the file has; NULL: do not look at them */
struct dynsc_clock dynsc_input_clock(struct tracecmd_input *handle, const char *path,
				     const char *buffer, char **buffers);

/* What uname -a begins with, of the recorded machine; NULL: unknown. */
const char *dynsc_input_uname(struct tracecmd_input *handle);
/*
 * Whether both were recorded in one boot, as far as the addresses of the kernel show it,
 * which are random.
 */
bool dynsc_input_same_boot(struct tracecmd_input *a, struct tracecmd_input *b);

#endif /* DYNSC_INPUT_H */
