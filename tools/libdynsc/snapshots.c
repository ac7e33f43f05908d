// SPDX-License-Identifier: GPL-2.0
/* The kernel's own counters, compared with the trace; see snapshots.h. */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "memory.h"
#include "snapshots.h"

#define MAX_COLUMNS	32

const char * const dynsc_counter_names[COUNTERS] = {
	[COUNTER_CALLS] = "calls",
	[COUNTER_ENOSYS] = "enosys",
	[COUNTER_FALLBACK] = "fallback",
	[COUNTER_EAGAIN] = "eagain",
};

/* Columns are found by their names in the header. */
enum { NR, NAME, KIND, OWNER, HANDLER, ORIGINAL, FIRST_COUNTER };

#define COLUMNS	(FIRST_COUNTER + COUNTERS)

static const char * const column_names[FIRST_COUNTER] = {
	"nr", "name", "kind", "owner", "handler", "original",
};

struct columns {
	int at[COLUMNS], count;
};

static int split(char *line, char *word[MAX_COLUMNS])
{
	static const char blanks[] = "\n ";
	int n = 0;
	char *rest = NULL, *w;

	for (w = strtok_r(line, blanks, &rest); w && n < MAX_COLUMNS;
	     w = strtok_r(NULL, blanks, &rest))
		word[n++] = w;
	return w ? 0 : n;
}

static int column_named(char **word, int n, const char *name)
{
	while (n-- > 0)
		if (!strcmp(word[n], name))
			return n;
	return -1;
}

static bool parse_header(struct columns *c, char **word, int n)
{
	int i;

	c->count = n;
	for (i = 0; i < COLUMNS; i++) {
		c->at[i] = column_named(word, n, i < FIRST_COUNTER ? column_names[i] :
					dynsc_counter_names[i - FIRST_COUNTER]);
		if (c->at[i] < 0)
			return false;
	}
	return true;
}

static bool parse_count(const char *text, __u64 *value)
{
	errno = 0;
	*value = strtoull(text, NULL, 10);
	return *text && strspn(text, "0123456789") == strlen(text) && !errno;
}

static bool parse_row(struct dynsc_snapshot *t, const struct columns *c, char **word, int n)
{
	struct dynsc_row *row;
	__u64 nr;
	int i;

	if (n != c->count || !parse_count(word[c->at[NR]], &nr) || nr > INT_MAX ||
	    strlen(word[c->at[NAME]]) >= DYNSC_NAME_LEN)
		return false;
	t->row = dynsc_must_grow(t->row, t->rows, sizeof(*t->row));
	row = &t->row[t->rows];
	*row = (struct dynsc_row){ .nr = nr };
	for (i = 0; i < COUNTERS; i++)
		if (!parse_count(word[c->at[FIRST_COUNTER + i]], &row->count[i]))
			return false;
	for (i = 0; i < KINDS && strcmp(word[c->at[KIND]], dynsc_kind_names[i]); i++)
		;
	if (i == KINDS)
		return false;
	row->kind = i;
	memcpy(row->name, word[c->at[NAME]], strlen(word[c->at[NAME]]));
	row->owner = dynsc_must(strdup(word[c->at[OWNER]]));
	row->handler = dynsc_must(strdup(word[c->at[HANDLER]]));
	row->original = dynsc_must(strdup(word[c->at[ORIGINAL]]));
	t->rows++;
	return true;
}

int dynsc_snapshot_parse(struct dynsc_snapshot *t, FILE *file)
{
	struct columns columns = { 0 };
	char *line = NULL, *word[MAX_COLUMNS];
	size_t size = 0;
	int number = 0, n;
	bool good = true;

	while (good && getline(&line, &size, file) > 0) {
		n = split(line, word);
		number++;
		if (number == 1)
			good = n == 4 && !strcmp(word[0], "#") && !strcmp(word[1], "mono") &&
			       parse_count(word[2], &t->begin) && parse_count(word[3], &t->end);
		else if (number == 2)
			good = n > 1 && !strcmp(word[0], "#") &&
			       parse_header(&columns, word + 1, n - 1);
		else
			good = parse_row(t, &columns, word, n);
	}
	free(line);
	t->there = good && number >= 2 && !ferror(file);
	return t->there ? 0 : number + good;
}

static char *read_one(struct dynsc_snapshot *t, const char *trace, const char *when)
{
	char *path = dynsc_text("%s.table.%s", trace, when), *error = NULL;
	FILE *file = fopen(path, "re");
	int line;

	if (!file && errno != ENOENT && errno != ENAMETOOLONG)
		error = dynsc_text("%s: %m", path);
	if (file) {
		line = dynsc_snapshot_parse(t, file);
		fclose(file);
		if (line)
			error = dynsc_text("%s: line %d is not in the format of dynsc-record",
					   path, line);
	}
	free(path);
	return error;
}

bool dynsc_snapshots_read(struct dynsc_snapshots *c, const char *trace)
{
	*c = (struct dynsc_snapshots){ 0 };
	c->error = read_one(&c->before, trace, "before") ?: read_one(&c->after, trace, "after");
	return !c->error;
}

const struct dynsc_row *dynsc_snapshot_row(const struct dynsc_snapshot *t, int nr,
					   enum dynsc_kind kind, const char *name)
{
	size_t i;

	for (i = 0; i < t->rows; i++)
		if (t->row[i].nr == nr && t->row[i].kind == kind &&
		    !strcmp(t->row[i].name, name))
			return &t->row[i];
	return NULL;
}

static const struct dynsc_entry *entry_of_row(const struct dynsc_stats *f,
					      const struct dynsc_row *row)
{
	const struct dynsc_entry *e = f->entries;

	while (e && (e->nr != row->nr || e->kind != row->kind || strcmp(e->name, row->name)))
		e = e->all_next;
	return e;
}

bool dynsc_counter_is_traced(const struct dynsc_stats *f, enum dynsc_counter counter)
{
	static const enum dynsc_event_type events[COUNTERS] = {
		[COUNTER_CALLS] = EV_ENTER,
		[COUNTER_ENOSYS] = EV_ENOSYS,
		[COUNTER_FALLBACK] = EV_FALLBACK,
		[COUNTER_EAGAIN] = EV_EAGAIN,
	};

	/* A registration sets the counters to 0. The table's times are of the clock mono. */
	return f->recorded & 1u << EV_STATE && f->recorded & 1u << events[counter] &&
	       f->reader->sources[0].clock.is_mono;
}

/*
 * Counters start at 0 with the registration. If that is in the trace, events
 * since then are compared, otherwise events since the first snapshot. Events
 * outside the two snapshots, or while one was taken, may have been counted.
 */
size_t dynsc_snapshots_compare(const struct dynsc_snapshots *c, const struct dynsc_stats *f,
			       int file, struct dynsc_difference **d, size_t *count)
{
	static const struct dynsc_file_counts none;
	size_t compared = 0, row;
	int i;

	for (row = 0; c->before.there && row < c->after.rows; row++) {
		const struct dynsc_row *after = &c->after.row[row], *before;
		const struct dynsc_entry *e = entry_of_row(f, after);
		const struct dynsc_file_counts *in = e ? &e->file[file] : &none;

		if (!e && (f->selection.n_nrs || f->selection.n_names))
			continue;
		before = in->reserved ? NULL :
			 dynsc_snapshot_row(&c->before, after->nr, after->kind, after->name);
		compared++;
		for (i = 0; i < COUNTERS; i++) {
			__u64 counted = after->count[i] - (before ? before->count[i] : 0);

			if (!dynsc_counter_is_traced(f, i) ||
			    (counted >= in->least[i] && counted <= in->most[i]))
				continue;
			*d = dynsc_must_grow(*d, *count, sizeof(**d));
			(*d)[(*count)++] = (struct dynsc_difference){
				after, file, i,
				counted < in->least[i] ? in->least[i] : in->most[i], counted,
			};
		}
	}
	return compared;
}
