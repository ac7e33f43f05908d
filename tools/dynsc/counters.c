// SPDX-License-Identifier: GPL-2.0
/* The kernel's own counters beside what was traced; see counters.h. */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "dynsc.h"
#include "counters.h"

#define MAX_COLUMNS	32

const char * const counter_names[COUNTERS] = {
	[COUNTER_CALLS] = "calls",
	[COUNTER_ENOSYS] = "enosys",
	[COUNTER_FALLBACK] = "fallback",
	[COUNTER_EAGAIN] = "eagain",
};

/* Columns are found by the header's words. */
struct columns {
	int nr, name, kind, owner, handler, original, counter[COUNTERS], count;
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

	*c = (struct columns){
		.nr = column_named(word, n, "nr"),
		.name = column_named(word, n, "name"),
		.kind = column_named(word, n, "kind"),
		.owner = column_named(word, n, "owner"),
		.handler = column_named(word, n, "handler"),
		.original = column_named(word, n, "original"),
		.count = n,
	};
	for (i = 0; i < COUNTERS; i++) {
		c->counter[i] = column_named(word, n, counter_names[i]);
		if (c->counter[i] < 0)
			return false;
	}
	return c->nr >= 0 && c->name >= 0 && c->kind >= 0 && c->owner >= 0 &&
	       c->handler >= 0 && c->original >= 0;
}

static bool parse_count(const char *text, __u64 *value)
{
	errno = 0;
	*value = strtoull(text, NULL, 10);
	return all_digits(text) && !errno;
}

static bool parse_row(struct counter_table *t, const struct columns *c, char **word, int n)
{
	struct counter_row *row;
	__u64 nr;
	int i;

	if (n != c->count || !parse_count(word[c->nr], &nr) || nr > INT_MAX ||
	    strlen(word[c->name]) >= NAME_LEN)
		return false;
	t->row = must_grow(t->row, t->rows, sizeof(*t->row));
	row = &t->row[t->rows];
	*row = (struct counter_row){ .nr = nr };
	for (i = 0; i < COUNTERS; i++)
		if (!parse_count(word[c->counter[i]], &row->count[i]))
			return false;
	for (i = 0; i < KINDS && strcmp(word[c->kind], kind_names[i]); i++)
		;
	if (i == KINDS)
		return false;
	row->kind = i;
	memcpy(row->name, word[c->name], strlen(word[c->name]));
	row->owner = must(strdup(word[c->owner]));
	row->handler = must(strdup(word[c->handler]));
	row->original = must(strdup(word[c->original]));
	t->rows++;
	return true;
}

/* The time, the header, the rows. */
bool counters_parse(struct counter_table *t, FILE *file, const char *path)
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
	if (good && number >= 2 && !ferror(file)) {
		t->there = true;
		return true;
	}
	complain("%s: line %d is not as dynsc-record writes it", path, number + good);
	return false;
}

static bool read_one(struct counter_table *t, const char *trace, const char *when)
{
	char path[PATH_MAX];
	FILE *file;
	bool good;

	if (snprintf(path, sizeof(path), "%s.table.%s", trace, when) >= (int)sizeof(path))
		return true;
	file = fopen(path, "re");
	if (!file && errno == ENOENT)
		return true;
	if (!file) {
		complain("%s: %m", path);
		return false;
	}
	good = counters_parse(t, file, path);
	fclose(file);
	return good;
}

bool counters_read(struct counters *c, const char *trace)
{
	*c = (struct counters){ 0 };
	return read_one(&c->before, trace, "before") && read_one(&c->after, trace, "after");
}

static void free_table(struct counter_table *t)
{
	while (t->rows) {
		t->rows--;
		free(t->row[t->rows].owner);
		free(t->row[t->rows].handler);
		free(t->row[t->rows].original);
	}
	free(t->row);
}

void counters_free(struct counters *c)
{
	free_table(&c->before);
	free_table(&c->after);
}

const struct counter_row *counters_row(const struct counter_table *t, int nr,
				       enum kind kind, const char *name)
{
	size_t i;

	for (i = 0; i < t->rows; i++)
		if (t->row[i].nr == nr && t->row[i].kind == kind &&
		    !strcmp(t->row[i].name, name))
			return &t->row[i];
	return NULL;
}

static const struct entry *entry_of_row(const struct figures *f, const struct counter_row *row)
{
	const struct entry *e = f->entries;

	while (e && (e->nr != row->nr || e->kind != row->kind || strcmp(e->name, row->name)))
		e = e->all_next;
	return e;
}

/*
 * Counters begin with the registration: when that is in the trace, what was
 * traced since, else what has come to them since the table before. Events that
 * came while a table was read, or outside of the two, may be in the counters.
 */
size_t counters_compare(const struct counters *c, const struct figures *f, int file,
			struct difference **d, size_t *count)
{
	static const struct file_counts none;
	size_t compared = 0, row;
	int i;

	for (row = 0; c->before.there && row < c->after.rows; row++) {
		const struct counter_row *after = &c->after.row[row], *before;
		const struct entry *e = entry_of_row(f, after);
		const struct file_counts *in = e ? &e->file[file] : &none;

		if (!e && (f->selection.n_nrs || f->selection.n_names))
			continue;
		before = in->reserved ? NULL :
			 counters_row(&c->before, after->nr, after->kind, after->name);
		compared++;
		for (i = 0; i < COUNTERS; i++) {
			__u64 counted = after->count[i] - (before ? before->count[i] : 0);

			if (counted >= in->least[i] && counted <= in->most[i])
				continue;
			*d = must_grow(*d, *count, sizeof(**d));
			(*d)[(*count)++] = (struct difference){
				after, file, i,
				counted < in->least[i] ? in->least[i] : in->most[i], counted,
			};
		}
	}
	return compared;
}
