/* SPDX-License-Identifier: GPL-2.0 */
/* Candidates for the completions of shells, a line each. */
#ifndef DYNSC_COMPLETE_H
#define DYNSC_COMPLETE_H

#include <stdbool.h>

/*
 * Candidates that stand for others, as COMPLETE_FILES does: names of directories; a
 * command of its own, of which that number of words is before the one to complete.
 */
#define COMPLETE_DIRECTORIES	"//"
#define COMPLETE_COMMAND	"!"

/* Those that scripts/vm knows. */
#define COMPLETE_KERNELS \
	"6.1 6.12 6.1-rt 6.12-rt 5.10 13 latest latest-rt arm64-6.1 arm64-6.12 kasan kcsan host"

extern bool complete_described;		/* with what they mean, after a tab */

void candidate(const char *word, const char *meaning);
void complete_names(void);
void complete_numbers(void);
void complete_script(const char *name, const char *path, int argc, char **argv);

#endif /* DYNSC_COMPLETE_H */
