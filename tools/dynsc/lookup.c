// SPDX-License-Identifier: GPL-2.0
/* System call numbers: as users write them, and in the number files. */

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "calls.h"
#include "dynsc.h"
#include "libdynsc/memory.h"

const struct directory number_files[2] = {
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

/* The number in the file @name, or -1. */
int read_number(const char *directory, const char *name)
{
	char path[PATH_MAX];
	int nr = -1;
	FILE *file;

	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >= (int)sizeof(path))
		return -1;
	file = fopen(path, "re");
	if (!file)
		return -1;
	if (fscanf(file, "%d", &nr) != 1)
		nr = -1;
	fclose(file);
	return nr;
}

/* An integer in C's notation, as the bits of a register. */
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
 * Find the number for a name or number in @nr: of what is registered, or else of the
 * kernel's own. Only identifiers are looked up, because the name becomes part of a path.
 */
int find_number(const char *what, long *nr)
{
	const struct call *own;
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
	for (i = 0; *what && i < ARRAY_SIZE(number_files); i++) {
		*nr = read_number(number_files[i].path, what);
		if (*nr >= 0)
			return DONE;
	}
	own = call_find(what);
	if (own) {
		*nr = own->nr;
		return DONE;
	}
	if (is_loaded())
		complain("no call of the name \"%s\" is registered, and the kernel has none", what);
	else
		complain("%s", not_loaded);
	return NOT_FOUND;
}

void each_number(void (*each)(void *to, int nr, const char *name, const char *kind), void *to)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(number_files); i++) {
		DIR *directory = opendir(number_files[i].path);
		struct dirent *file;

		while (directory && (file = readdir(directory))) {
			int nr = -1;

			if (file->d_name[0] != '.')
				nr = read_number(number_files[i].path, file->d_name);
			/* It may have been removed meanwhile. */
			if (nr >= 0)
				each(to, nr, file->d_name, number_files[i].kind);
		}
		if (directory)
			closedir(directory);
	}
}
