// SPDX-License-Identifier: GPL-2.0
/*
 * dynsc list: what is registered.
 *
 * From the table in debugfs, which only root may read, and whose columns are
 * whatever its header says; or else from the number files, which everybody may.
 */

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include "dynsc.h"
#include "emit.h"
#include "grid.h"

#define TABLE		"/sys/kernel/debug/dyn_syscall/table"

/* The table in debugfs. False when we may not read it, or do not understand it. */
static bool read_table(struct grid *g)
{
	static const char blanks[] = "\n ";
	FILE *file = fopen(TABLE, "re");
	char *line = NULL, *word, *rest;
	bool good = true;
	size_t size = 0;

	if (!file)
		return false;
	while (good && getline(&line, &size, file) > 0) {
		rest = line;
		if (*rest == '#')
			rest++;
		for (word = strtok(rest, blanks); word; word = strtok(NULL, blanks))
			add_cell(g, word);
		if (!g->columns)
			g->columns = g->count;
		good = g->columns && g->count % g->columns == 0;
	}
	good = good && g->columns && !ferror(file);
	free(line);
	fclose(file);
	return good;
}

/* Compares by number: two rows of number, name and kind. */
static int by_number(const void *a, const void *b)
{
	return atoi(*(char *const *)a) - atoi(*(char *const *)b);
}

static void read_number_files(struct grid *g)
{
	char number[16];
	size_t i;

	add_cell(g, "nr");
	add_cell(g, "name");
	add_cell(g, "kind");
	g->columns = g->count;

	for (i = 0; i < ARRAY_SIZE(folders); i++) {
		DIR *folder = opendir(folders[i].path);
		struct dirent *file;

		while (folder && (file = readdir(folder))) {
			int nr = -1;

			if (file->d_name[0] != '.')
				nr = read_number(folders[i].path, file->d_name);
			/* Gone meanwhile, perhaps. */
			if (nr < 0)
				continue;
			snprintf(number, sizeof(number), "%d", nr);
			add_cell(g, number);
			add_cell(g, file->d_name);
			add_cell(g, folders[i].kind);
		}
		if (folder)
			closedir(folder);
	}
	qsort(g->cells + g->columns, rows(g) - 1,
	      g->columns * sizeof(*g->cells), by_number);
}

/* An array of objects, one a line; numbers are numbers. */
static void print_json(const struct grid *g)
{
	size_t row, column;

	putchar('[');
	for (row = 1; row < rows(g); row++) {
		fputs(row > 1 ? ",\n {" : "\n {", stdout);
		for (column = 0; column < g->columns; column++) {
			if (column)
				fputs(", ", stdout);
			json_string(stdout, cell(g, 0, column));
			fputs(": ", stdout);
			if (all_digits(cell(g, row, column)))
				fputs(cell(g, row, column), stdout);
			else
				json_string(stdout, cell(g, row, column));
		}
		putchar('}');
	}
	puts(rows(g) > 1 ? "\n]" : "]");
}

int run_list(int argc, char **argv)
{
	struct grid g = { 0 };
	bool json = false;

	if (argc == 2 && !strcmp(argv[1], "--json")) {
		json = true;
	} else if (argc > 1) {
		complain("list does not know \"%s\"; see \"dynsc list --help\"",
			 argv[!strcmp(argv[1], "--json") ? 2 : 1]);
		return USAGE;
	}
	if (!is_loaded()) {
		complain("%s", not_loaded);
		return FAILED;
	}
	if (!read_table(&g)) {
		grid_clear(&g);
		read_number_files(&g);
	}
	if (json)
		print_json(&g);
	else if (rows(&g) > 1)
		print_aligned(&g, "");
	else
		puts("no calls are registered");
	grid_clear(&g);
	return DONE;
}

