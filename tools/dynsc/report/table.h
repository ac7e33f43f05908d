/* SPDX-License-Identifier: GPL-2.0 */
/* Tables with aligned columns, or as JSON, by libsmartcols. */
#ifndef DYNSC_TABLE_H
#define DYNSC_TABLE_H

#include <stdio.h>
#include <libsmartcols.h>

struct table {
	struct libscols_table *scols;
	struct libscols_line *line;
	size_t columns, next;
};

void table_add_column(struct table *t, const char *name);
void table_add_columns(struct table *t, const char * const *names);
#define table_head(t, ...) table_add_columns(t, (const char * const []){ __VA_ARGS__, NULL })
/* Row by row; only after all columns. */
void add_cell(struct table *t, const char *text);
/* For numbers and other short cells. */
#define add_cellf(t, ...) do { \
	char cell_text[64]; \
	snprintf(cell_text, sizeof(cell_text), __VA_ARGS__); \
	add_cell(t, cell_text); \
} while (0)

size_t table_rows(const struct table *t);
/* Columns of numbers are aligned to the right, others to the left. */
void table_print(struct table *t, const char *indent);
void table_print_json(struct table *t);
void table_free(struct table *t);

#endif /* DYNSC_TABLE_H */
