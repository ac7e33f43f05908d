// SPDX-License-Identifier: GPL-2.0
/* System call numbers: what a user writes, and the number files. */

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "dynsc.h"

const struct folder folders[2] = {
	{ "/proc/sys/kernel/dynamic_syscalls", "dynamic" },
	{ "/proc/sys/kernel/hijacked_syscalls", "hijacked" },
};

const char * const not_loaded = "the module dyn_syscall is not loaded";

bool is_loaded(void)
{
	return !access("/sys/module/dyn_syscall", F_OK);
}

bool all_digits(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* The number in the file of @name, or -1. */
int read_number(const char *folder, const char *name)
{
	char path[PATH_MAX];
	int nr = -1;
	FILE *file;

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		return -1;
	file = fopen(path, "re");
	if (!file)
		return -1;
	if (fscanf(file, "%d", &nr) != 1)
		nr = -1;
	fclose(file);
	return nr;
}

/* A whole number in C's notation, as the bits that go into a register. */
bool parse_number(const char *text, unsigned long *value)
{
	char *end;

	errno = 0;
	if (*text == '-')
		*value = strtol(text, &end, 0);
	else
		*value = strtoul(text, &end, 0);
	return end != text && !*end && !errno && !isspace((unsigned char)*text);
}

/*
 * The number of what the user names, in @nr. Only identifiers are looked up:
 * nothing else is a name, and it becomes part of a path.
 */
int find_number(const char *what, long *nr)
{
	unsigned long value;
	size_t i;

	if (isdigit((unsigned char)*what)) {
		if (!parse_number(what, &value) || value > INT_MAX) {
			complain("\"%s\" is not a system call number", what);
			return USAGE;
		}
		*nr = value;
		return DONE;
	}
	for (i = 0; what[i]; i++) {
		if (!isalnum((unsigned char)what[i]) && what[i] != '_') {
			complain("\"%s\" is neither a name nor a system call number",
				 what);
			return USAGE;
		}
	}
	for (i = 0; *what && i < ARRAY_SIZE(folders); i++) {
		*nr = read_number(folders[i].path, what);
		if (*nr >= 0)
			return DONE;
	}
	if (is_loaded())
		complain("no call of the name \"%s\" is registered", what);
	else
		complain("%s", not_loaded);
	return NOT_FOUND;
}
