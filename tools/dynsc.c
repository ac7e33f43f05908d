// SPDX-License-Identifier: GPL-2.0
/*
 * dynsc: see and call what dyn_syscall has registered.
 *
 * Reads what the module shows and knows nothing by itself: the number files,
 * which everybody may read, and the table in debugfs, which only root may, and
 * whose columns are whatever its header says.
 *
 * A subcommand is one row of commands[] below.
 */

#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define VERSION		"0.1"

#define TABLE		"/sys/kernel/debug/dyn_syscall/table"
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* What dynsc exits with. */
enum {
	DONE = 0,
	FAILED = 1,	/* the call returned an error; nothing to list from */
	USAGE = 2,
	NOT_FOUND = 3,
};

static const struct {
	const char *path, *kind;
} folders[] = {
	{ "/proc/sys/kernel/dynamic_syscalls", "dynamic" },
	{ "/proc/sys/kernel/hijacked_syscalls", "hijacked" },
};

static const char not_loaded[] = "the module dyn_syscall is not loaded";

#define complain(format, ...) \
	fprintf(stderr, "dynsc: " format "\n", ##__VA_ARGS__)

/* Ends the program when there is no memory. */
static void *must(void *memory)
{
	if (memory)
		return memory;
	complain("out of memory");
	exit(FAILED);
}

static bool is_loaded(void)
{
	return !access(folders[0].path, F_OK);
}

/* Rows of cells, one after the other; the first row is the header. */
struct grid {
	char **cells;
	size_t count, columns;
};

static void add_cell(struct grid *g, const char *text)
{
	/* Grows at powers of two. */
	if (!(g->count & (g->count - 1)))
		g->cells = must(realloc(g->cells, sizeof(*g->cells) *
					(g->count ? 2 * g->count : 1)));
	g->cells[g->count++] = must(strdup(text));
}

static size_t rows(const struct grid *g)
{
	return g->columns ? g->count / g->columns : 0;
}

static const char *cell(const struct grid *g, size_t row, size_t column)
{
	return g->cells[row * g->columns + column];
}

static void clear(struct grid *g)
{
	while (g->count)
		free(g->cells[--g->count]);
	free(g->cells);
	*g = (struct grid){ 0 };
}

static bool all_digits(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

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

/* The number in the file of @name, or -1. */
static int read_number(const char *folder, const char *name)
{
	char path[PATH_MAX];
	int nr = -1;
	FILE *file;

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		return -1;
	file = fopen(path, "re");
	if (!file)
		return -1;
	if (fscanf(file, "%d", &nr) != 1)
		nr = -1;
	fclose(file);
	return nr;
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

/* To the right what is a number in every row, to the left what is a word. */
static void print_aligned(const struct grid *g)
{
	size_t column, row, length;

	int width[g->columns];
	bool number[g->columns];

	for (column = 0; column < g->columns; column++) {
		width[column] = 0;
		number[column] = true;
		for (row = 0; row < rows(g); row++) {
			length = strlen(cell(g, row, column));
			if ((int)length > width[column])
				width[column] = length;
			if (row && !all_digits(cell(g, row, column)))
				number[column] = false;
		}
	}
	for (row = 0; row < rows(g); row++) {
		for (column = 0; column < g->columns; column++) {
			const char *text = cell(g, row, column);

			if (number[column])
				printf("%*s", width[column], text);
			else if (column + 1 < g->columns)
				printf("%-*s", width[column], text);
			else
				printf("%s", text);
			fputs(column + 1 < g->columns ? "  " : "\n", stdout);
		}
	}
}

static void print_json_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if ((unsigned char)*text < ' ')
			printf("\\u%04x", *text);
		else
			putchar(*text);
	}
	putchar('"');
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
			print_json_string(cell(g, 0, column));
			fputs(": ", stdout);
			if (all_digits(cell(g, row, column)))
				fputs(cell(g, row, column), stdout);
			else
				print_json_string(cell(g, row, column));
		}
		putchar('}');
	}
	puts(rows(g) > 1 ? "\n]" : "]");
}

static int run_list(int argc, char **argv)
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
		clear(&g);
		read_number_files(&g);
	}
	if (json)
		print_json(&g);
	else if (rows(&g) > 1)
		print_aligned(&g);
	else
		puts("no calls are registered");
	clear(&g);
	return DONE;
}

/* A whole number in C's notation, as the bits that go into a register. */
static bool parse_number(const char *text, unsigned long *value)
{
	char *end;

	errno = 0;
	if (*text == '-')
		*value = strtol(text, &end, 0);
	else
		*value = strtoul(text, &end, 0);
	return end != text && !*end && !errno && !isspace((unsigned char)*text);
}

/*
 * The number of what the user names, in @nr. Only identifiers are looked up:
 * nothing else is a name, and it becomes part of a path.
 */
static int find_number(const char *what, long *nr)
{
	unsigned long value;
	size_t i;

	if (isdigit((unsigned char)*what)) {
		if (!parse_number(what, &value) || value > INT_MAX) {
			complain("\"%s\" is not a system call number", what);
			return USAGE;
		}
		*nr = value;
		return DONE;
	}
	for (i = 0; what[i]; i++) {
		if (!isalnum((unsigned char)what[i]) && what[i] != '_') {
			complain("\"%s\" is neither a name nor a system call number",
				 what);
			return USAGE;
		}
	}
	for (i = 0; *what && i < ARRAY_SIZE(folders); i++) {
		*nr = read_number(folders[i].path, what);
		if (*nr >= 0)
			return DONE;
	}
	if (is_loaded())
		complain("no call of the name \"%s\" is registered", what);
	else
		complain("%s", not_loaded);
	return NOT_FOUND;
}

/*
 * Memory that ends where nothing is mapped, so that a system call which goes
 * beyond the end is told EFAULT and does no harm here.
 */
static char *guarded(size_t size)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t whole = (size + page - 1) / page * page;
	char *memory;

	memory = mmap(NULL, whole + page, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED || mprotect(memory + whole, page, PROT_NONE))
		must(NULL);
	return memory + whole - size;
}

#define ARGUMENTS	6
#define BUFFER_MAX	(16 * 1024 * 1024UL)

struct argument {
	unsigned long value;
	size_t buffer;	/* its size, when it is one to be printed */
};

static bool parse_argument(const char *text, struct argument *a)
{
	const char *digits = text + (*text == '-' || *text == '+');
	size_t length;
	char *memory;

	*a = (struct argument){ 0 };
	if (!strncmp(text, "buf:", 4)) {
		if (!parse_number(text + 4, &a->buffer) || !a->buffer ||
		    a->buffer > BUFFER_MAX) {
			complain("\"%s\" is not buf:SIZE with a size of 1 to %lu",
				 text, BUFFER_MAX);
			return false;
		}
		a->value = (unsigned long)guarded(a->buffer);
		return true;
	}
	if (!strncmp(text, "str:", 4)) {
		text += 4;
	} else if (isdigit((unsigned char)*digits)) {
		if (parse_number(text, &a->value))
			return true;
		complain("\"%s\" is not a number of %zu bits; write str:%s to pass it as text",
			 text, 8 * sizeof(long), text);
		return false;
	}
	length = strlen(text) + 1;
	memory = guarded(length);
	memcpy(memory, text, length);
	a->value = (unsigned long)memory;
	return true;
}

/* Text, when that is all there is before the first zero and nothing after it. */
static bool is_text(const char *buffer, size_t size)
{
	size_t i = 0;

	while (i < size && (isprint((unsigned char)buffer[i]) ||
			    buffer[i] == '\n' || buffer[i] == '\t'))
		i++;
	while (i < size && !buffer[i])
		i++;
	return i == size;
}

static void print_hex_line(const unsigned char *line, size_t length)
{
	size_t i;

	for (i = 0; i < 16; i++) {
		if (i < length)
			printf(" %02x", line[i]);
		else
			fputs("   ", stdout);
	}
	fputs("  ", stdout);
	for (i = 0; i < length; i++)
		putchar(isprint(line[i]) ? line[i] : '.');
	putchar('\n');
}

/* A star stands for lines that are like the one before it. */
static void print_hex(const char *buffer, size_t size)
{
	bool starred = false;
	size_t at;

	for (at = 0; at < size; at += 16) {
		size_t length = size - at < 16 ? size - at : 16;

		if (at && length == 16 && !memcmp(buffer + at, buffer + at - 16, 16)) {
			if (!starred)
				puts("*");
			starred = true;
			continue;
		}
		starred = false;
		printf("%06zx ", at);
		print_hex_line((const unsigned char *)buffer + at, length);
	}
}

static void print_buffer(const char *buffer, size_t size)
{
	size_t length = strnlen(buffer, size);

	if (!is_text(buffer, size)) {
		print_hex(buffer, size);
		return;
	}
	fwrite(buffer, 1, length, stdout);
	if (!length || buffer[length - 1] != '\n')
		putchar('\n');
}

static void print_result(long result)
{
	if (result < 0 || result > USHRT_MAX)
		printf("%ld (0x%lx)\n", result, (unsigned long)result);
	else
		printf("%ld\n", result);
}

static void print_error(int error)
{
	const char *name = strerrorname_np(error);

	if (name)
		printf("%s (%s)\n", name, strerrordesc_np(error));
	else
		printf("error %d\n", error);
}

static int run_call(int argc, char **argv)
{
	struct argument a[ARGUMENTS] = { 0 };
	long nr, result;
	int i, status;

	if (argc < 2) {
		complain("call what? See \"dynsc call --help\"");
		return USAGE;
	}
	if (argc - 2 > ARGUMENTS) {
		complain("a system call has at most %d arguments", ARGUMENTS);
		return USAGE;
	}
	for (i = 2; i < argc; i++)
		if (!parse_argument(argv[i], &a[i - 2]))
			return USAGE;
	status = find_number(argv[1], &nr);
	if (status)
		return status;

	errno = 0;
	result = syscall(nr, a[0].value, a[1].value, a[2].value, a[3].value,
			 a[4].value, a[5].value);
	if (result == -1 && errno) {
		print_error(errno);
		return FAILED;
	}
	print_result(result);
	for (i = 0; i < ARGUMENTS; i++)
		if (a[i].buffer)
			print_buffer((const char *)a[i].value, a[i].buffer);
	return DONE;
}

static int run_help(int argc, char **argv);

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *words, *does, *help;
} commands[] = {
	{ "list", run_list, "[--json]", "show what is registered",
"One line per call, with its number, name and kind. Root, with debugfs mounted\n"
"at /sys/kernel/debug, sees every column of its dyn_syscall/table, and calls that\n"
"are being removed, too.\n"
"\n"
"  --json   an array of objects, for programs\n"
"\n"
"Exit status: 0; 1 the module is not loaded; 2 wrong usage.\n" },
	{ "call", run_call, "NAME|NUMBER [ARGUMENT...]", "make a system call",
"Calls what is registered under NAME, or any NUMBER, with up to six arguments;\n"
"those that are missing are 0. An ARGUMENT is\n"
"\n"
"  a number   10, -2, 0x1f, 017: the register's value\n"
"  text       passed as a pointer to it; str:123 where it looks like a number,\n"
"             or begins with str: or buf:\n"
"  buf:SIZE   passed as a pointer to SIZE bytes of zero, which are printed when\n"
"             the call has succeeded, as text or else in hexadecimal\n"
"\n"
"The first line of the output is what the call returned, or its error, such as\n"
"ENOSYS (Function not implemented). The buffers follow in order.\n"
"\n"
"Exit status: 0 the call succeeded; 1 it returned an error; 2 wrong usage;\n"
"3 nothing of that NAME is registered, or the module is not loaded.\n" },
	{ "help", run_help, "[COMMAND]", "say how to use dynsc, or a command",
	  "Exit status: 0; 2 there is no such COMMAND.\n" },
};

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	complain("there is no command \"%s\"; see \"dynsc help\"", name);
	return NULL;
}

static void print_help(FILE *to)
{
	size_t i;

	fputs("Usage: dynsc COMMAND ...\n\n"
	      "Shows and makes the system calls that dyn_syscall has registered.\n\n", to);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(to, "  %-5s %-26s %s\n", commands[i].name,
			commands[i].words, commands[i].does);
	fputs("\n\"dynsc COMMAND --help\" says more; \"dynsc --version\" tells the version.\n", to);
}

static void print_command_help(const struct command *c)
{
	printf("Usage: dynsc %s %s\n\n%s", c->name, c->words, c->help);
}

static int run_help(int argc, char **argv)
{
	const struct command *c;

	if (argc < 2) {
		print_help(stdout);
		return DONE;
	}
	c = find_command(argv[1]);
	if (!c)
		return USAGE;
	print_command_help(c);
	return DONE;
}

static int run(int argc, char **argv)
{
	const struct command *c;

	if (argc < 2) {
		print_help(stderr);
		return USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return run_help(1, argv);
	if (!strcmp(argv[1], "--version")) {
		puts("dynsc " VERSION);
		return DONE;
	}
	c = find_command(argv[1]);
	if (!c)
		return USAGE;
	if (argc > 2 && (!strcmp(argv[2], "--help") || !strcmp(argv[2], "-h"))) {
		print_command_help(c);
		return DONE;
	}
	return c->run(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	int status = run(argc, argv);

	if (fflush(stdout) || ferror(stdout)) {
		complain("cannot write: %m");
		return FAILED;
	}
	return status;
}
