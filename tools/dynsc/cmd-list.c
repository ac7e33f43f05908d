// SPDX-License-Identifier: GPL-2.0
/*
 * dynsc list: what is registered.
 *
 * From the table in debugfs, which only root may read and whose header names
 * its columns; otherwise from the number files, which everyone may read.
 */

#include <stdlib.h>
#include <string.h>
#include "dynsc.h"
#include "report/table.h"

#define TABLE		"/sys/kernel/debug/dyn_syscall/table"

static bool json;

/* False when we may not read it, or do not understand it. */
static bool read_table(struct table *t)
{
	static const char blanks[] = "#\n ";
	FILE *file = fopen(TABLE, "re");
	char *line = NULL, *word, *rest;
	bool good = true, header;
	size_t size = 0;

	if (!file)
		return false;
	while (good && getline(&line, &size, file) > 0) {
		header = !t->columns;
		for (word = strtok_r(line, blanks, &rest); word;
		     word = strtok_r(NULL, blanks, &rest))
			(header ? table_add_column : add_cell)(t, word);
		good = t->columns && !t->next;
	}
	good = good && t->columns && !ferror(file);
	free(line);
	fclose(file);
	return good;
}

static int by_number(struct libscols_cell *a, struct libscols_cell *b, void *data)
{
	(void)data;
	return atoi(scols_cell_get_data(a)) - atoi(scols_cell_get_data(b));
}

static void add_row(void *to, int nr, const char *name, const char *kind)
{
	add_cellf(to, "%d", nr);
	add_cell(to, name);
	add_cell(to, kind);
}

static void read_number_files(struct table *t)
{
	struct libscols_column *nr;

	table_head(t, "nr", "name", "kind");
	each_number(add_row, t);
	nr = scols_table_get_column(t->scols, 0);
	scols_column_set_cmpfunc(nr, by_number, NULL);
	scols_sort_table(t->scols, nr);
}

static int run(int argc, char **argv)
{
	struct table t = { 0 };

	if (argc > 1) {
		complain("list takes no argument \"%s\"; see \"dynsc list --help\"", argv[1]);
		return USAGE;
	}
	if (!is_loaded()) {
		complain("%s", not_loaded);
		return FAILED;
	}
	if (!read_table(&t)) {
		table_free(&t);
		read_number_files(&t);
	}
	if (json)
		table_print_json(&t);
	else if (table_rows(&t))
		table_print(&t, "");
	else
		puts("no calls are registered");
	table_free(&t);
	return DONE;
}

static const struct option_row options[] = {
	{ "json", NULL, "print an array of objects, for programs", &json, 0 },
	{ }
};

const struct command cmd_list = {
	.name = "list",
	.words = "[--json]",
	.does = "show what is registered",
	.about =
"Prints one line per call: number, name and kind. For root, with debugfs mounted\n"
"at /sys/kernel/debug, it prints every column of dyn_syscall/table, and also calls\n"
"that are being removed.\n",
	.options = options,
	.status = "0; 1 the module is not loaded; 2 wrong usage.",
	.run = run,
};
