// SPDX-License-Identifier: GPL-2.0
/* What text, JSON and CSV have in common; see report.h. */

#include <stdio.h>
#include <string.h>
#include "libdynsc/memory.h"
#include "format.h"
#include "report.h"

/* In a snapshot of the table, in case the registration is not in the trace. */
static const struct dynsc_row *row_of(const struct report *r, const struct dynsc_entry *e)
{
	const struct dynsc_row *row;
	int i;

	for (i = 0; i < r->reader.n_sources; i++) {
		row = dynsc_snapshot_row(&r->snapshots[i].after, e->nr, e->kind, e->name);
		if (!row)
			row = dynsc_snapshot_row(&r->snapshots[i].before, e->nr, e->kind, e->name);
		if (row)
			return row;
	}
	return NULL;
}

struct client report_client(const struct report *r, const struct dynsc_entry *e)
{
	const struct dynsc_row *row = row_of(r, e);
	struct client c = { *e->owner ? e->owner : NULL, *e->handler ? e->handler : NULL, NULL };

	if (e->original_address)
		c.original = dynsc_reader_symbol(&r->reader, e->address_file, e->original_address);
	if (row) {
		c.owner = c.owner ?: row->owner;
		c.handler = c.handler ?: row->handler;
		c.original = c.original ?: row->original;
	}
	return c;
}

const char *errno_name(int error)
{
	/* The kernel replaces them, or restarts the call. */
	static const char * const inner[] = {
		"ERESTARTSYS", "ERESTARTNOINTR", "ERESTARTNOHAND", "ENOIOCTLCMD",
		"ERESTART_RESTARTBLOCK",
	};
	static char number[SHORT_TEXT];
	const char *name = strerrorname_np(error);

	if (name)
		return name;
	if (error >= 512 && error < 512 + (int)ARRAY_SIZE(inner))
		return inner[error - 512];
	snprintf(number, sizeof(number), "%d", error);
	return number;
}
