/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Trace files, read once from beginning to end, all CPUs of all files merged
 * by time. Beside what was recorded the reader is told where each file begins
 * (EV_BEGIN) and ends (EV_END), and where events were lost (EV_LOST).
 */
#ifndef DYNSC_TRACE_H
#define DYNSC_TRACE_H

#include "event.h"

struct source {
	const char *path;
	struct tracecmd_input *handle;
	struct format *format;
	int cpus, streams;
	bool begun;
	__u64 begin;		/* its first event */
	__u64 bytes;		/* read since it was opened */
};

struct trace {
	struct source *sources;
	int n_sources;
	struct stream **heap;	/* the next record of each CPU, the earliest first */
	int n_heap;
	__u64 now;
	int ended;		/* a source whose EV_END is due, or -1 */
};

bool trace_open(struct trace *t, char **paths, int count);
/* 1: @ev is the next; 0: that was all; -1: cannot be read further, and said so. */
int trace_next(struct trace *t, struct event *ev);
void trace_close(struct trace *t);

bool trace_has(const struct trace *t, enum event_type type);
/* NULL when it is not known. */
const char *trace_comm(const struct trace *t, int file, int pid);
const char *trace_symbol(const struct trace *t, int file, __u64 address);

#endif /* DYNSC_TRACE_H */
