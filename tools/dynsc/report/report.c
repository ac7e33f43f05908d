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

const char *report_handler(const struct report *r, const struct dynsc_entry *e)
{
	const struct dynsc_row *row = row_of(r, e);

	if (*e->handler)
		return e->handler;
	return row ? row->handler : NULL;
}

const char *report_original(const struct report *r, const struct dynsc_entry *e)
{
	const struct dynsc_row *row = row_of(r, e);
	const char *symbol = NULL;

	if (e->original_address)
		symbol = dynsc_reader_symbol(&r->reader, e->address_file, e->original_address);
	if (symbol)
		return symbol;
	return row ? row->original : NULL;
}

const char *report_owner(const struct report *r, const struct dynsc_entry *e)
{
	const struct dynsc_row *row = row_of(r, e);

	if (*e->owner)
		return e->owner;
	return row ? row->owner : NULL;
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
