// SPDX-License-Identifier: GPL-2.0
/* dynsc keep: a hijack on probation stays. */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "dynsc.h"

#define KEEP	"/sys/module/dyn_syscall/parameters/keep"

static int run(int argc, char **argv)
{
	ssize_t len;
	int file, error = 0;

	if (argc != 2 || !*argv[1]) {
		complain("%s; see \"dynsc keep --help\"", argc < 2 ? "which hijack?" :
			 "one name at a time");
		return USAGE;
	}
	if (!is_loaded()) {
		complain("%s", not_loaded);
		return NOT_FOUND;
	}
	len = strlen(argv[1]);
	file = open(KEEP, O_WRONLY | O_CLOEXEC);
	if (file < 0 || write(file, argv[1], len) != len)
		error = errno;
	if (file >= 0)
		close(file);
	if (error == ENOENT && file >= 0) {
		complain("no hijack of the name \"%s\" is on probation", argv[1]);
		return NOT_FOUND;
	}
	if (error) {
		complain(KEEP ": %s", strerror(error));
		return FAILED;
	}
	return DONE;
}

static void print_hijacked(void *to, int nr, const char *name, const char *kind)
{
	(void)to;
	(void)nr;
	if (!strcmp(kind, "hijacked"))
		puts(name);
}

static void complete(const struct option_row *option, int argc, char **argv)
{
	(void)option;
	(void)argv;
	if (argc < 2)
		each_number(print_hijacked, NULL);
}

const struct command cmd_keep = {
	.name = "keep",
	.words = "NAME",
	.does = "keep a hijack that is on probation",
	.about =
"The hijack NAME was registered on probation (dynsc load --probation, or the parameter\n"
"probation of dyn_syscall), and is not taken back when its time is over. Needs root.\n",
	.status = "0; 1 it cannot be written; 2 wrong usage;\n"
"3 no hijack of that NAME is on probation (any more), or the module is not loaded.",
	.run = run,
	.complete = complete,
};
