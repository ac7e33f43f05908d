// SPDX-License-Identifier: GPL-2.0
/*
 * What may follow a word of a command line, for the completions of bash, zsh and fish:
 * a candidate per line, with a tab and its meaning if that is wanted. Options of
 * commands that are scripts are those of their --help.
 */

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include "complete.h"
#include "dynsc.h"
#include "libdynsc/memory.h"

#define MAX_LINE	256

bool complete_described;

void candidate(const char *word, const char *meaning)
{
	if (complete_described && meaning)
		printf("%s\t%s\n", word, meaning);
	else
		puts(word);
}

static void words_of(const char *words)
{
	size_t len;

	for (; *words; words += len + (words[len] == ' ')) {
		len = strcspn(words, " ");
		printf("%.*s\n", (int)len, words);
	}
}

static void print_name(void *to, int nr, const char *name, const char *kind)
{
	(void)to;
	(void)nr;
	candidate(name, kind);
}

static void print_number(void *to, int nr, const char *name, const char *kind)
{
	(void)to;
	(void)kind;
	printf(complete_described ? "%d\t%s\n" : "%d\n", nr, name);
}

void complete_names(void)
{
	each_number(print_name, NULL);
}

void complete_numbers(void)
{
	each_number(print_number, NULL);
}

static void complete_clients(void)
{
	DIR *dir = opendir("/sys/module/dyn_syscall/holders");
	struct dirent *file;

	while (dir && (file = readdir(dir)))
		if (*file->d_name != '.')
			puts(file->d_name);
	if (dir)
		closedir(dir);
}

/* Values of options, and arguments (no option). Other values are free. */
static const struct {
	const char *script, *option, *words;
	void (*print)(void);
} values[] = {
	{ "record", "-o", COMPLETE_FILES, NULL },
	{ "record", "--until", "eagain enosys", NULL },
	{ "hist", "--name", NULL, complete_names },
	{ "hist", "--nr", NULL, complete_numbers },
	{ "review", "--png", COMPLETE_FILES, NULL },
	{ "review", "--size", "1200x800 1600x1000 1920x1080", NULL },
	{ "review", NULL, COMPLETE_FILES, NULL },
	{ "load", NULL, COMPLETE_DIRECTORIES, NULL },
	{ "reload", NULL, COMPLETE_DIRECTORIES, NULL },
	{ "unload", NULL, NULL, complete_clients },
	{ "try", "-k", COMPLETE_KERNELS " " COMPLETE_FILES, NULL },
	{ "try", "-M", COMPLETE_DIRECTORIES, NULL },
	{ "try", "-H", COMPLETE_DIRECTORIES, NULL },
	{ "try", NULL, COMPLETE_DIRECTORIES, NULL },
	{ "export", "--source", COMPLETE_FILES, NULL },
	{ "export", NULL, COMPLETE_FILES, NULL },
};

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void complete_value(const char *script, const char *option)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		if (strcmp(values[i].script, script) || !same(values[i].option, option))
			continue;
		if (values[i].print)
			values[i].print();
		else
			words_of(values[i].words);
	}
}

/* "  --until SECONDS  ends ...", "  -b KB  ..." of its help, or NULL. */
struct help_line {
	char *option, *meaning;
	bool value;
};

static bool parse_help(char *line, struct help_line *h)
{
	char *end;

	if (strncmp(line, "  -", 3))
		return false;
	line[strcspn(line, "\n")] = 0;
	h->option = line + 2;
	end = h->option + strcspn(h->option, " ,");
	h->value = *end == ' ' && end[1] != ' ' && end[1];
	h->meaning = strstr(end, "  ");
	if (h->meaning)
		h->meaning += strspn(h->meaning, " ");
	*end = 0;
	return true;
}

/* Prints the options, each once; or only says whether @wanted takes a value. */
static bool read_help(const char *path, const char *wanted)
{
	char command[MAX_LINE + 64], line[MAX_LINE], last[MAX_LINE] = "";
	struct help_line h;
	bool value = false;
	FILE *help;

	if (strchr(path, '\'') ||
	    snprintf(command, sizeof(command), "'%s' --help 2>/dev/null", path) >=
	    (int)sizeof(command))
		return false;
	help = popen(command, "re");
	while (help && fgets(line, sizeof(line), help)) {
		if (!parse_help(line, &h) || !strcmp(h.option, "--help"))
			continue;
		if (!wanted && strcmp(h.option, last))
			candidate(h.option, h.meaning);
		else if (wanted && !strcmp(h.option, wanted))
			value |= h.value;
		snprintf(last, sizeof(last), "%s", h.option);
	}
	if (help)
		pclose(help);
	return value;
}

/**
 * complete_script() - candidates for an argument of a command that is a script
 * @name: the command
 * @path: the script
 * @argc: how many words there are before the one to complete
 * @argv: they, from the command
 */
void complete_script(const char *name, const char *path, int argc, char **argv)
{
	const char *last = argv[argc - 1];
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--")) {
			printf("%s %d\n", COMPLETE_COMMAND, argc - i - 1);
			return;
		}
	}
	if (argc > 1 && *last == '-' && read_help(path, last)) {
		complete_value(name, last);
		return;
	}
	complete_value(name, NULL);
	read_help(path, NULL);
	candidate("--help", "print its help");
	if (!strcmp(name, "record") || !strcmp(name, "hist"))
		candidate("--", "a command to run meanwhile");
}
