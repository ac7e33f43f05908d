/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands of dynsc share. */
#ifndef DYNSC_H
#define DYNSC_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

enum {
	DONE = 0,
	FAILED = 1,	/* the call returned an error; nothing to list or report from */
	USAGE = 2,
	NOT_FOUND = 3,
};

#define complain(format, ...) \
	fprintf(stderr, "%s: " format "\n", program_invocation_short_name, ##__VA_ARGS__)

/*
 * One row for each option. Parsing, --help and completion follow it; the manual
 * follows --help, see scripts/man-options.
 */
struct option_row {
	const char *name;
	const char *value;	/* NULL: none; "[LIST]": optional */
	const char *help;
	bool *flag;		/* set to true, or NULL: */
	int key;		/* for the command's set() */
};

struct command {
	const char *name, *words, *does, *about;
	const struct option_row *options;	/* the last one has no name */
	const char *letters;			/* keys that are options, too: -k; or NULL */
	const char *status;			/* exit status, for --help */
	bool options_first;	/* what follows an argument is no option */
	bool (*set)(int key, char *text);	/* false: the value is bad */
	/* If set: each word before "--", in order with the options; false: it has complained. */
	bool (*word)(char *text);
	int (*run)(int argc, char **argv);	/* argv[0] is the name; no options */
	/* Prints candidates for an argument, or for the value of @option. */
	void (*complete)(const struct option_row *option, int argc, char **argv);
};

extern const struct command cmd_list, cmd_top, cmd_calls, cmd_call,
			    cmd_report, cmd_check, cmd_probe, cmd_inject, cmd_keep;

/* A candidate that stands for all file names. */
#define COMPLETE_FILES	"/"

/* options.c */
int options_run(const struct command *c, int argc, char **argv);
void options_help(const struct command *c);
void options_complete(const struct command *c, int argc, char **argv);

/* lookup.c */
struct directory {
	const char *path, *kind;
};

extern const struct directory number_files[2];
extern const char * const not_loaded;

bool is_loaded(void);
bool all_digits(const char *text);
bool parse_number(const char *text, unsigned long *value);
int read_number(const char *directory, const char *name);
int find_number(const char *what, long *nr);
/* Calls @each for every file with a number; the order is that of readdir(). */
void each_number(void (*each)(void *to, int nr, const char *name, const char *kind), void *to);

#endif /* DYNSC_H */
