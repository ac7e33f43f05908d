/* SPDX-License-Identifier: GPL-2.0 */
/* The system calls of this architecture, and where they have a path. */
#ifndef DYNSC_CALLS_H
#define DYNSC_CALLS_H

#include <stddef.h>

enum call_path { NO_PATH, PATH_STRING, PATH_FILE };

struct call {
	const char *name;
	int nr;
	enum call_path path;
	int argument;	/* that is the path, or a descriptor of the file */
};

/* The @n-th in the order of names, or NULL; and by name. */
const struct call *call_at(size_t n);
const struct call *call_find(const char *name);

#endif /* DYNSC_CALLS_H */
