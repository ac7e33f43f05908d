// SPDX-License-Identifier: GPL-2.0
/* Tables that are printed with aligned columns. */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "dynsc.h"
#include "grid.h"
#include "style.h"

void add_cell(struct grid *g, const char *text)
{
	g->cells = must_grow(g->cells, g->count, sizeof(*g->cells));
	g->cells[g->count++] = must(strdup(text));
}

size_t rows(const struct grid *g)
{
	return g->columns ? g->count / g->columns : 0;
}

const char *cell(const struct grid *g, size_t row, size_t column)
{
	return g->cells[row * g->columns + column];
}

void grid_clear(struct grid *g)
{
	while (g->count)
		free(g->cells[--g->count]);
	free(g->cells);
	*g = (struct grid){ 0 };
}

/* A column whose cells are numbers, or a dash for one that is not known. */
static bool is_number(const struct grid *g, size_t column)
{
	bool number = rows(g) > 1, any = rows(g) == 1;
	size_t row;

	for (row = 1; row < rows(g); row++) {
		const char *text = cell(g, row, column);

		if (isdigit((unsigned char)*text))
			any = true;
		else if (*text && strcmp(text, "-"))
			number = false;
	}
	return any && number;
}

static void print_cell(const char *text, int width, bool right, bool last)
{
	if (right)
		printf("%*s", width, text);
	else if (last)
		printf("%s", text);
	else
		printf("%-*s", width, text);
}

/* To the right what is a number in every row, to the left what is a word. */
void print_aligned(const struct grid *g, const char *indent)
{
	size_t column, row, length;

	int width[g->columns];
	bool number[g->columns];

	for (column = 0; column < g->columns; column++) {
		width[column] = 0;
		number[column] = is_number(g, column);
		for (row = 0; row < rows(g); row++) {
			length = strlen(cell(g, row, column));
			if ((int)length > width[column])
				width[column] = length;
		}
	}
	for (row = 0; row < rows(g); row++) {
		printf("%s%s", indent, row ? "" : style(BOLD));
		for (column = 0; column < g->columns; column++) {
			bool last = column + 1 == g->columns;

			print_cell(cell(g, row, column), width[column],
				   number[column], last);
			fputs(last ? "" : "  ", stdout);
		}
		printf("%s\n", row ? "" : style(PLAIN));
	}
}
