/* SPDX-License-Identifier: GPL-2.0 */
/* What every command of dynsc shares. */
#ifndef DYNSC_H
#define DYNSC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <linux/types.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* What dynsc exits with. */
enum {
	DONE = 0,
	FAILED = 1,	/* the call returned an error; nothing to list or report from */
	USAGE = 2,
	NOT_FOUND = 3,
};

#define complain(format, ...) \
	fprintf(stderr, "dynsc: " format "\n", ##__VA_ARGS__)

/* memory.c: these end the program when there is no memory. */
void *must(void *memory);
void *must_grow(void *array, size_t count, size_t size);

/* numbers.c */
struct folder {
	const char *path, *kind;
};

extern const struct folder folders[2];
extern const char * const not_loaded;

bool is_loaded(void);
bool all_digits(const char *text);
bool parse_number(const char *text, unsigned long *value);
int read_number(const char *folder, const char *name);
int find_number(const char *what, long *nr);

/* The commands, one file each. */
int run_list(int argc, char **argv);
int run_call(int argc, char **argv);
int run_report(int argc, char **argv);

#endif /* DYNSC_H */
