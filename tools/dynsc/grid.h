/* SPDX-License-Identifier: GPL-2.0 */
/* Rows of cells, one after the other; the first row is the header. */
#ifndef DYNSC_GRID_H
#define DYNSC_GRID_H

#include <stddef.h>

struct grid {
	char **cells;
	size_t count, columns;
};

void add_cell(struct grid *g, const char *text);
/* Of a number and the like. */
#define add_cellf(g, ...) do { \
	char cell_text[64]; \
	snprintf(cell_text, sizeof(cell_text), __VA_ARGS__); \
	add_cell(g, cell_text); \
} while (0)

size_t rows(const struct grid *g);
const char *cell(const struct grid *g, size_t row, size_t column);
void print_aligned(const struct grid *g, const char *indent);
void grid_clear(struct grid *g);

#endif /* DYNSC_GRID_H */
