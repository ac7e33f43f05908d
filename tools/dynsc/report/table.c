// SPDX-License-Identifier: GPL-2.0
/* Tables with aligned columns, or as JSON; see table.h. */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "format.h"
#include "libdynsc/memory.h"
#include "table.h"

void table_add_column(struct table *t, const char *name)
{
	if (!t->scols) {
		t->scols = dynsc_must(scols_new_table());
		/* What does not fit the terminal is wrapped, not cut. */
		scols_table_set_termforce(t->scols, SCOLS_TERMFORCE_NEVER);
		scols_table_set_column_separator(t->scols, "  ");
	}
	dynsc_must(scols_table_new_column(t->scols, name, 0, 0));
	t->columns++;
}

void table_add_columns(struct table *t, const char * const *names)
{
	while (*names)
		table_add_column(t, *names++);
}

void add_cell(struct table *t, const char *text)
{
	if (!t->next)
		t->line = dynsc_must(scols_table_new_line(t->scols, NULL));
	if (scols_line_set_data(t->line, t->next, text))
		dynsc_must(NULL);
	t->next = (t->next + 1) % t->columns;
}

size_t table_rows(const struct table *t)
{
	return scols_table_get_nlines(t->scols);
}

static const char *cell(const struct table *t, size_t row, size_t column)
{
	return scols_line_get_column_data(scols_table_get_line(t->scols, row),
					  scols_table_get_column(t->scols, column));
}

/*
 * Whether cells begin with a digit: numbers, perhaps with a unit or a mark. "-"
 * stands for an unknown one. @only: digits and nothing else.
 */
static bool has_digits(const struct table *t, size_t column, bool only)
{
	bool any = false;
	size_t row;

	for (row = 0; row < table_rows(t); row++) {
		const char *text = cell(t, row, column);
		size_t digits = strspn(text, "0123456789");

		if (only ? !digits || text[digits] : !digits && strcmp(text, "-"))
			return false;
		any |= digits;
	}
	return any;
}

static char *to_string(const struct table *t)
{
	char *text = NULL;

	scols_print_table_to_string(t->scols, &text);
	return dynsc_must(text);
}

void table_print(struct table *t, const char *indent)
{
	char *text, *line, *rest = NULL;
	bool head = true;
	size_t i;

	for (i = 0; i < t->columns; i++)
		scols_column_set_flags(scols_table_get_column(t->scols, i),
				       has_digits(t, i, false) ? SCOLS_FL_RIGHT : 0);
	text = to_string(t);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		printf("%s%s%s%s\n", indent, head ? style(BOLD) : "", line,
		       head ? style(PLAIN) : "");
		head = false;
	}
	free(text);
}

/* libsmartcols puts the array into an object; users of --json get the array. */
void table_print_json(struct table *t)
{
	char *text, *begin;
	size_t i;

	if (!table_rows(t)) {
		puts("[]");
		return;
	}
	scols_table_enable_json(t->scols, 1);
	scols_table_set_name(t->scols, "calls");
	for (i = 0; i < t->columns; i++)
		scols_column_set_json_type(scols_table_get_column(t->scols, i),
					   has_digits(t, i, true) ? SCOLS_JSON_NUMBER :
					   SCOLS_JSON_STRING);
	text = to_string(t);
	begin = strchr(text, '[');
	printf("%.*s\n", (int)(strrchr(text, ']') - begin + 1), begin);
	free(text);
}

void table_free(struct table *t)
{
	scols_unref_table(t->scols);
	*t = (struct table){ 0 };
}
