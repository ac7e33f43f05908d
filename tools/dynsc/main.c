// SPDX-License-Identifier: GPL-2.0
/*
 * dynsc: shows and makes the system calls that dyn_syscall has registered, reports
 * on traces of them, and shows on which kernels the module works. Each command has
 * a file of its own, cmd-NAME.c, or is a script of its own, dynsc-NAME.
 */

#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "complete.h"
#include "dynsc.h"
#include "libdynsc/memory.h"

static const struct command cmd_help;
static const struct command * const commands[] = {
	&cmd_list, &cmd_top, &cmd_calls, &cmd_call, &cmd_report, &cmd_check, &cmd_probe,
	&cmd_inject, &cmd_keep, &cmd_help
};

struct script {
	const char *name, *words, *does;
};

static const struct script scripts[] = {
	{ "new", "NAME [OPTION...]", "make a directory with a client" },
	{ "load", "[OPTION...] [DIRECTORY]", "build a client, and load it" },
	{ "reload", "[DIRECTORY]", "build it again, and let it take over" },
	{ "unload", "[NAME]", "remove it" },
	{ "try", "[DIRECTORY]", "try a client in a virtual machine, or a cgroup" },
	{ "export", "[OPTION...] [DIRECTORY]", "print a client as a patch for the kernel" },
	{ "record", "[OPTION...] [-- COMMAND]", "record a trace" },
	{ "review", "FILE...", "look at a trace in KernelShark" },
	{ "hist", "[OPTION...] [-- COMMAND]", "show how long handlers take" },
};

/* Where scripts are: installed, or in the project, from build/ or build/arm64/. */
static const char * const script_places[] = {
	"../lib/dyn_syscall/scripts", "../../scripts", "../../../scripts"
};

/* False if it is not there: not every installation has all. */
static bool script_path(const struct script *s, char path[PATH_MAX])
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	size_t i;

	if (len < 0)
		return false;
	self[len] = 0;
	*strrchr(self, '/') = 0;
	for (i = 0; i < ARRAY_SIZE(script_places); i++) {
		len = snprintf(path, PATH_MAX, "%s/%s/dynsc-%s", self, script_places[i], s->name);
		if (len < PATH_MAX && !access(path, X_OK))
			return true;
	}
	return false;
}

static const struct script *find_script(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(scripts); i++)
		if (!strcmp(scripts[i].name, name))
			return &scripts[i];
	return NULL;
}

/* Its exit status is ours. */
static int run_script(const struct script *s, char **argv)
{
	char path[PATH_MAX];

	if (!script_path(s, path)) {
		complain("dynsc-%s is not installed", s->name);
		return FAILED;
	}
	execv(path, argv);
	complain("%s: %m", path);
	return FAILED;
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static int no_command(const char *name)
{
	complain("there is no command \"%s\"; see \"dynsc help\"", name);
	return USAGE;
}

static void print_usage(FILE *to)
{
	char path[PATH_MAX];
	size_t i;

	fputs("Usage: dynsc COMMAND ...\n\n"
	      "Makes, loads and removes clients of dyn_syscall, shows and makes the system calls\n"
	      "that they have registered, records and reports on traces of them, and shows on\n"
	      "which kernels the module works.\n\n", to);
	for (i = 0; i < ARRAY_SIZE(scripts); i++)
		if (script_path(&scripts[i], path))
			fprintf(to, "  %-6s %-38s %s\n", scripts[i].name, scripts[i].words,
				scripts[i].does);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(to, "  %-6s %-38s %s\n", commands[i]->name, commands[i]->words,
			commands[i]->does);
	fputs("\n\"dynsc COMMAND --help\" explains a command; \"dynsc --version\" prints the\n"
	      "version.\n", to);
}

static int run_help(int argc, char **argv)
{
	const struct command *c;
	const struct script *s;

	if (argc < 2) {
		print_usage(stdout);
		return DONE;
	}
	s = find_script(argv[1]);
	if (s)
		return run_script(s, (char *[]){ argv[1], "--help", NULL });
	c = find_command(argv[1]);
	if (!c)
		return no_command(argv[1]);
	options_help(c);
	return DONE;
}

static void complete_command(const struct option_row *option, int argc, char **argv)
{
	char path[PATH_MAX];
	size_t i;

	(void)option;
	(void)argv;
	for (i = 0; argc < 2 && i < ARRAY_SIZE(scripts); i++)
		if (script_path(&scripts[i], path))
			candidate(scripts[i].name, scripts[i].does);
	for (i = 0; argc < 2 && i < ARRAY_SIZE(commands); i++)
		candidate(commands[i]->name, commands[i]->does);
}

static const struct command cmd_help = {
	.name = "help",
	.words = "[COMMAND]",
	.does = "explain how to use dynsc, or a command",
	.about = "Prints the help of COMMAND, or the list of commands.\n",
	.status = "0; 2 there is no such COMMAND.",
	.run = run_help,
	.complete = complete_command,
};

/* For the completions of shells: candidates for the word that follows @argv. */
static int complete(int argc, char **argv)
{
	const struct command *c = argc > 1 ? find_command(argv[1]) : NULL;
	const struct script *s = argc > 1 ? find_script(argv[1]) : NULL;
	char path[PATH_MAX];

	complete_described = !strcmp(argv[0], "describe");
	if (argc < 2) {
		complete_command(NULL, argc, argv);
		candidate("--help", "print the list of commands");
		candidate("--version", "print the version");
	} else if (s && script_path(s, path)) {
		complete_script(s->name, path, argc - 1, argv + 1);
	} else if (c) {
		options_complete(c, argc - 1, argv + 1);
	}
	return DONE;
}

static int run(int argc, char **argv)
{
	const struct command *c;
	const struct script *s;

	if (argc < 2) {
		print_usage(stderr);
		return USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return run_help(1, argv);
	if (!strcmp(argv[1], "--version")) {
		puts("dynsc " VERSION);
		return DONE;
	}
	if (!strcmp(argv[1], "complete") || !strcmp(argv[1], "describe"))
		return complete(argc - 1, argv + 1);
	s = find_script(argv[1]);
	if (s)
		return run_script(s, argv + 1);
	c = find_command(argv[1]);
	return c ? options_run(c, argc - 1, argv + 1) : no_command(argv[1]);
}

static void out_of_memory(void)
{
	complain("out of memory");
	exit(FAILED);
}

int main(int argc, char **argv)
{
	int status;

	setlocale(LC_CTYPE, "");
	dynsc_out_of_memory = out_of_memory;
	status = run(argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		complain("cannot write: %m");
		return FAILED;
	}
	return status;
}
