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

const char *clock_problem(const struct dynsc_clock *clock)
{
	static char text[3 * SHORT_TEXT];

	if (!clock->name)
		return "the file does not name its clock";
	snprintf(text, sizeof(text), "its clock, %.30s, does not count nanoseconds", clock->name);
	return text;
}

struct client report_client(const struct report *r, const struct dynsc_entry *e)
{
	const struct dynsc_row *row = row_of(r, e);
	struct client c = { 0 };

	if (e->original_address)
		c.original = dynsc_reader_symbol(&r->reader, e->address_file, e->original_address);
	if (dynsc_knows(&r->stats, FIGURE_CLIENT)) {
		c.owner = *e->owner ? e->owner : NULL;
		c.handler = *e->handler ? e->handler : NULL;
	}
	if (row) {
		c.owner = c.owner ?: row->owner;
		c.handler = c.handler ?: row->handler;
		c.original = c.original ?: row->original;
	}
	return c;
}

char *report_missing(const struct report *r)
{
	static const unsigned int both = 1u << EV_STATE | 1u << EV_ENTER | 1u << EV_EXIT |
		1u << EV_ENOSYS | 1u << EV_FALLBACK | 1u << EV_SWAP | 1u << EV_RESCUE;
	static const unsigned int contention = both | 1u << EV_WRITE_TRYLOCK;
	static const unsigned int hijack = both | 1u << EV_ORIGINAL | 1u << EV_UNLOCK;
	unsigned int missing = strcmp(r->name, "hijack") ? contention : hijack;
	char *text = NULL;
	size_t size;
	FILE *to = dynsc_must(open_memstream(&text, &size));
	int type;

	missing &= ~r->stats.recorded;
	for (type = 0; missing; type++) {
		if (!(missing & 1u << type))
			continue;
		missing &= ~(1u << type);
		fprintf(to, "%s%s", dynsc_event_name(type) + strlen("dyn_syscall_"),
			missing ? ", " : "");
	}
	fclose(to);
	return text;
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
