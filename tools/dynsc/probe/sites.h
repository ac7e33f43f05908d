/* SPDX-License-Identifier: GPL-2.0 */
/* Where each number is dispatched, as the module finds it when it is loaded. */
#ifndef DYNSC_PROBE_SITES_H
#define DYNSC_PROBE_SITES_H

#include <stdbool.h>
#include <linux/types.h>
#include "memory.h"
#include "symbols.h"

#define VERSION_CODE(a, b, c)	(((a) << 16) + ((b) << 8) + (c))

/**
 * struct site - of one number
 * @at: its address; if it is not known, where the search ended
 * @target: the function; 0 if it is not known
 * @kind: "jump", "conditional", "call" or "row"; NULL if it is not known
 * @why: the reason why it cannot be redirected; NULL if it can
 * @unused: whether the kernel has no system call there
 * @redirected: it leads to dyn_syscall now
 */
struct site {
	__u64 at, target;
	const char *kind;
	char *why;
	bool unused, redirected;
};

/**
 * struct sites - of all numbers
 * @dispatch: "switch", "table"; NULL if neither was found
 * @place: the function or the table
 * @list: by number
 * @count: of @list
 * @fails: the reason why the module would not be loaded; NULL if it would
 */
struct sites {
	const char *dispatch, *place;
	struct site *list;
	int count;
	char *fails;
};

/**
 * sites_find() - find all sites
 * @s: what is found
 * @m: the kernel's memory
 * @symbols: with addresses
 * @version: VERSION_CODE(); 0 if it is not known
 * @loaded: whether dyn_syscall may have redirected some of them
 */
void sites_find(struct sites *s, const struct memory *m, const struct symbols *symbols,
		__u32 version, bool loaded);

/* How many of them are @redirected, @unused, or have a reason. */
int sites_redirected(const struct sites *s);
int sites_unused(const struct sites *s);
int sites_refused(const struct sites *s);

#endif /* DYNSC_PROBE_SITES_H */
