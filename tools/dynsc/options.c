// SPDX-License-Identifier: GPL-2.0
/* Options of a command, from its table: parsing, help, completion. */

#include <getopt.h>
#include <string.h>
#include "complete.h"
#include "dynsc.h"

#define MAX_OPTIONS	32
#define MAX_TEXT	80

static const struct option_row help_row = { "help", NULL, "print this help", NULL, 'h' };

static const struct option_row *next_row(const struct command *c, const struct option_row *row)
{
	if (row == &help_row)
		return NULL;
	row = row ? row + 1 : c->options;
	return row && row->name ? row : &help_row;
}

/* The short form of an option, or 0. */
static char letter_of(const struct command *c, const struct option_row *row)
{
	return row == &help_row || (row->key && c->letters && strchr(c->letters, row->key)) ?
	       row->key : 0;
}

static bool is_optional(const struct option_row *row)
{
	return row->value && *row->value == '[';
}

static int bad_option(const struct command *c, const char *word, const char *what)
{
	complain("%s%s; see \"dynsc %s --help\"", word, what, c->name);
	return USAGE;
}

int options_run(const struct command *c, int argc, char **argv)
{
	struct option options[MAX_OPTIONS] = { 0 };
	const struct option_row *row, *rows[MAX_OPTIONS];
	char letters[3 * MAX_OPTIONS], *letter = letters;
	int n = 0, which, key;

	letter = stpcpy(letter, c->word ? "-:" : c->options_first ? "+:" : ":");
	for (row = next_row(c, NULL); row; row = next_row(c, row)) {
		rows[n] = row;
		options[n++] = (struct option){ row->name, !row->value ? no_argument :
			is_optional(row) ? optional_argument : required_argument, NULL, 0 };
		if (letter_of(c, row))
			letter += sprintf(letter, "%c%s", letter_of(c, row), row->value ? ":" : "");
	}
	opterr = 0;
	for (;;) {
		which = -1;
		key = getopt_long(argc, argv, letters, options, &which);
		if (key == -1)
			break;
		if (key == 1) {
			if (!c->word(optarg))
				return USAGE;
			continue;
		}
		if (key == ':')
			return bad_option(c, argv[optind - 1], " needs a value");
		if (key == '?' && optopt)
			return bad_option(c, (char[]){ '-', optopt, 0 }, " is not an option");
		if (key == '?')
			return bad_option(c, argv[optind - 1], strchr(argv[optind - 1], '=') ?
					  " is not an option or takes no value" :
					  " is not an option");
		for (which = which < 0 ? 0 : which; key && letter_of(c, rows[which]) != key;)
			which++;
		if (rows[which] == &help_row) {
			options_help(c);
			return DONE;
		}
		if (rows[which]->flag) {
			*rows[which]->flag = true;
		} else if (!c->set(rows[which]->key, optarg)) {
			complain("--%s cannot be \"%s\"; see \"dynsc %s --help\"",
				 rows[which]->name, optarg, c->name);
			return USAGE;
		}
	}
	argv[optind - 1] = argv[0];
	return c->run(argc - optind + 1, argv + optind - 1);
}

/* As in --help: --csv[=LIST], --nr N,..., --kernel, -k NAME */
static int format_option(const struct command *c, const struct option_row *row,
			 char text[MAX_TEXT])
{
	char letter[5] = "";

	if (letter_of(c, row))
		sprintf(letter, ", -%c", letter_of(c, row));
	if (is_optional(row))
		return snprintf(text, MAX_TEXT, "--%s%s[=%s", row->name, letter, row->value + 1);
	return snprintf(text, MAX_TEXT, "--%s%s%s%s", row->name, letter, row->value ? " " : "",
			row->value ?: "");
}

void options_help(const struct command *c)
{
	const struct option_row *row;
	char text[MAX_TEXT];
	int width = 0;

	printf("Usage: dynsc %s %s\n\n%s\n", c->name, c->words, c->about);
	for (row = next_row(c, NULL); row; row = next_row(c, row))
		if (format_option(c, row, text) > width)
			width = strlen(text);
	for (row = next_row(c, NULL); row; row = next_row(c, row)) {
		format_option(c, row, text);
		printf("  %-*s   %s\n", width, text, row->help);
	}
	printf("\nExit status: %s\n", c->status);
}

/* "--csv" and "=", as bash splits it, or an option that needs a value. */
static const struct option_row *wants_value(const struct command *c, int argc, char **argv)
{
	const struct option_row *row;
	char letter[3] = "-";
	bool sign = argc > 2 && !strcmp(argv[argc - 1], "=");
	const char *word = argv[argc - 1 - sign];

	for (row = next_row(c, NULL); row; row = next_row(c, row)) {
		if (row->value && !strncmp(word, "--", 2) && !strcmp(word + 2, row->name))
			return sign || !is_optional(row) ? row : NULL;
		letter[1] = letter_of(c, row);
		if (row->value && letter[1] && !strcmp(word, letter))
			return row;
	}
	return NULL;
}

/* @argv ends before the word to complete. */
void options_complete(const struct command *c, int argc, char **argv)
{
	char text[MAX_TEXT];
	const struct option_row *row = wants_value(c, argc, argv);

	if (c->complete)
		c->complete(row, argc, argv);
	if (row)
		return;
	for (row = next_row(c, NULL); row; row = next_row(c, row)) {
		snprintf(text, sizeof(text), "--%s", row->name);
		candidate(text, row->help);
	}
}
