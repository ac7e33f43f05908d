/* SPDX-License-Identifier: GPL-2.0 */
/* What the module relies on in a kernel, as doc/kernels.md says, and what is there. */
#ifndef DYNSC_PROBE_NEEDS_H
#define DYNSC_PROBE_NEEDS_H

#include <stdbool.h>
#include "kernel.h"

enum state { STATE_OK, STATE_MISSING, STATE_UNKNOWN };

extern const char * const state_names[];

/**
 * struct finding - one requirement
 * @state: whether it is there
 * @must: the module does not work without it
 * @what: is required
 * @purpose: what for
 * @since: the versions since which it is there; NULL: older than any that matters
 */
struct finding {
	enum state state;
	bool must;
	char *what;
	const char *purpose, *since;
};

struct findings {
	struct finding *list;
	size_t count;
};

void needs_find(struct findings *f, const struct kernel *k);
/* Of those that are a must. */
size_t needs_count(const struct findings *f, enum state state);
/* Prints what must be exported with this configuration. */
void needs_print_exports(const struct kernel *k);

#endif /* DYNSC_PROBE_NEEDS_H */
