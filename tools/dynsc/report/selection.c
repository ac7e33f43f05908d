// SPDX-License-Identifier: GPL-2.0
/* A selection that matches nothing is an error, and not an empty report. */

#include <stdlib.h>
#include <string.h>
#include "../dynsc.h"
#include "libdynsc/memory.h"
#include "format.h"
#include "report.h"

/* With commas, up to this many. */
#define NAMED	20

struct list {
	char *text;
	size_t count;
};

static void add(struct list *l, const char *word)
{
	if (l->count < NAMED)
		l->text = l->count ? dynsc_text("%s, %s", l->text, word) : dynsc_text("%s", word);
	else if (l->count == NAMED)
		l->text = dynsc_text("%s, ...", l->text);
	l->count++;
}

/* Calls @each for every entry of the trace, and every row of a saved table. */
static void each_entry(const struct report *r, void (*each)(void *to, int nr, const char *name),
		       void *to)
{
	const struct dynsc_entry *e;
	size_t row;
	int i;

	for (e = r->stats.entries; e; e = e->all_next)
		each(to, e->nr, e->name);
	for (e = r->stats.others; e; e = e->all_next)
		each(to, e->nr, e->name);
	for (i = 0; i < r->reader.n_sources; i++)
		for (row = 0; row < r->snapshots[i].after.rows; row++)
			each(to, r->snapshots[i].after.row[row].nr,
			     r->snapshots[i].after.row[row].name);
}

struct wanted {
	int nr;
	const char *name;	/* NULL: by number */
	bool found;
};

static void look_for(void *to, int nr, const char *name)
{
	struct wanted *w = to;

	w->found |= w->name ? !strcmp(w->name, name) : w->nr == nr;
}

/* @name NULL: by number */
static bool is_there(const struct report *r, int nr, const char *name)
{
	struct wanted w = { .nr = nr, .name = name };

	each_entry(r, look_for, &w);
	return w.found;
}

static void add_entry(void *to, int nr, const char *name)
{
	struct list *l = to;
	char *word = dynsc_text("%d %s", nr, *name ? name : "-");

	if (!l->text || !strstr(l->text, word))
		add(l, word);
}

static bool entries_are_there(const struct report *r)
{
	const struct dynsc_selection *s = &r->stats.selection;
	struct list missing = { 0 }, all = { 0 };
	size_t i;

	for (i = 0; i < s->n_nrs; i++)
		if (!is_there(r, s->nrs[i], NULL))
			add(&missing, dynsc_text("%d", s->nrs[i]));
	for (i = 0; i < s->n_names; i++)
		if (!is_there(r, 0, s->names[i]))
			add(&missing, s->names[i]);
	if (!missing.count)
		return true;
	each_entry(r, add_entry, &all);
	complain("there is no entry %s in this trace; it has %s", missing.text,
		 all.text ?: "none");
	return false;
}

static bool tasks_are_there(const struct report *r)
{
	const struct dynsc_selection *s = &r->stats.selection;
	struct list missing = { 0 };
	size_t i;

	for (i = 0; i < s->n_pids; i++)
		if (!s->pid_seen[i])
			add(&missing, dynsc_text("%d", s->pids[i]));
	if (!missing.count)
		return true;
	complain("task %s makes no call in this trace; see \"dynsc report %s --csv=callers\"",
		 missing.text, r->name);
	return false;
}

/* The files' events; their times are those of whole files. */
static bool time_is_there(const struct report *r)
{
	const struct dynsc_stats *s = &r->stats;
	bool early = s->selection.to < s->first_ts;
	char at[SHORT_TEXT];

	if (!s->first_ts || (!early && s->selection.from <= s->all_last))
		return true;
	complain("there is no event then: the trace %s at %s s", early ? "begins" : "ends",
		 moment(at, early ? s->first_ts : s->all_last));
	return false;
}

bool selection_is_there(const struct report *r)
{
	return time_is_there(r) && entries_are_there(r) && tasks_are_there(r);
}
