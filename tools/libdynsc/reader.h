/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads trace files once, all CPUs of all files merged by time. Apart from
 * recorded events it returns where a file begins (EV_BEGIN) and ends (EV_END),
 * and where events were lost (EV_LOST).
 */
#ifndef DYNSC_READER_H
#define DYNSC_READER_H

#include "decode.h"
#include "input.h"

struct dynsc_source {
	const char *path;
	char **buffers;		/* of the file, other than the top one */
	char *buffer;		/* the one that is read; NULL: the top buffer */
	bool others;		/* have events of dyn_syscall, too */
	struct dynsc_clock clock;	/* the same for all sources */
	struct tracecmd_input *handle;
	struct dynsc_format *format;
	int cpus, streams;
	bool begun;
	__u64 begin;		/* its first event */
	__u64 bytes;		/* read since it was last opened */
};

struct dynsc_reader {
	struct dynsc_source *sources;
	int n_sources;
	struct stream **heap;	/* the next record of each CPU, the earliest first */
	int n_heap;
	__u64 now;
	int ended;		/* a source whose EV_END is due, or -1 */
	char *error;		/* what went wrong, when something has */
};

/* False: @r->error says why. */
bool dynsc_reader_open(struct dynsc_reader *r, char **paths, int count);
/* @buffer: which one to read of each file; NULL: the one with events of dyn_syscall */
bool dynsc_reader_open_buffer(struct dynsc_reader *r, char **paths, int count, const char *buffer);
/* 1: @ev is the next event; 0: no more; -1: failed, see @r->error. */
int dynsc_reader_next(struct dynsc_reader *r, struct dynsc_event *ev);

/* Whether all files describe events of this type. */
bool dynsc_reader_has(const struct dynsc_reader *r, enum dynsc_event_type type);
/* NULL: unknown. */
const char *dynsc_reader_comm(const struct dynsc_reader *r, int file, int pid);
const char *dynsc_reader_symbol(const struct dynsc_reader *r, int file, __u64 address);

#endif /* DYNSC_READER_H */
