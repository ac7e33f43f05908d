// SPDX-License-Identifier: GPL-2.0
/*
 * dynsc: see and call what dyn_syscall has registered, and what was recorded.
 *
 * Reads what the module shows and knows nothing by itself. A subcommand is one
 * row of commands[] below, and a file of its own.
 */

#include <string.h>
#include "dynsc.h"

#define VERSION		"0.1"

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
	{ "report", run_report, "contention|hijack [OPTION...] FILE...",
	  "say what a trace shows",
"Reads traces that trace-cmd has recorded, and says\n"
"\n"
"  contention   who was inside at once and for how long, who was refused, and\n"
"               what each removal waited for\n"
"  hijack       who replaced which number when, what came of the calls, and\n"
"               what that cost them\n"
"\n"
"Several FILEs of one machine are read as one, by time. Where FILE.table.before\n"
"and FILE.table.after are, as dynsc-record leaves them, the counts are compared\n"
"with the kernel's own.\n"
"\n"
"  --json          all of it, for programs\n"
"  --csv[=LIST]    one list of the JSON as a table; \"entries\" when not told\n"
"  --plot OUT.svg  also draws, by gnuplot, how long calls were inside, and how\n"
"                  many were over time\n"
"  --nr N,...      only these numbers\n"
"  --name NAME,... only the calls of these names\n"
"  --pid PID,...   only the calls that these tasks made\n"
"  --from S        from this second of the trace's clock on, as trace-cmd\n"
"  --to S          prints it, and to this\n"
"\n"
"Exit status: 0; 1 a file cannot be read, or a picture not made; 2 wrong usage.\n" },
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
	      "Shows and makes the system calls that dyn_syscall has registered, and says what\n"
	      "was recorded of them.\n\n", to);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(to, "  %-6s %-38s %s\n", commands[i].name,
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
