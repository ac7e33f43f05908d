/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The views of debugfs, as numbers and text. Columns are found by the header, so that a
 * module with more of them is understood, too.
 */
#ifndef DYNSC_LIVE_H
#define DYNSC_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#define LIVE_TABLE	"/sys/kernel/debug/dyn_syscall/table"
#define LIVE_CALLS	"/sys/kernel/debug/dyn_syscall/calls"

enum live_number { LIVE_LIVING, LIVE_CALLS_MADE, LIVE_ENOSYS, LIVE_FALLBACK, LIVE_EAGAIN,
		   LIVE_GENERATION, LIVE_NUMBERS };

struct live_entry {
	int nr;
	char name[32], kind[16], state[16], gate[16], owner[64];
	__u64 number[LIVE_NUMBERS];
};

struct live_table {
	struct live_entry *entry;
	size_t count;
};

struct live_call {
	int nr, pid, tid;
	char name[32], comm[64], state, generation[16];
	char **frame;			/* the innermost first */
	size_t depth;
};

struct live_calls {
	struct live_call *call;
	size_t count;
	int unseen;			/* may be inside, and could not be examined */
};

/* False if the file cannot be read, with errno, or understood, with errno 0. */
bool live_table_read(struct live_table *t, const char *path);
void live_table_free(struct live_table *t);
bool live_calls_read(struct live_calls *c, const char *path);
void live_calls_free(struct live_calls *c);

/* Complains that it is not loaded, or not readable, as errno says. */
void live_complain(const char *path);

/* @frame without offset and module. */
void live_function(const char *frame, char text[128]);

/* From now on SIGINT and SIGTERM end live_sleep(), which is then false, and nothing else. */
void live_until_stopped(void);
bool live_sleep(double seconds);

#endif /* DYNSC_LIVE_H */
