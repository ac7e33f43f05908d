// SPDX-License-Identifier: GPL-2.0
/*
 * by_name NAME: for each line of its input, calls NAME by tools/client's header, with the
 * numbers of the line, and prints the result and the number that the header then knows,
 * or the errno by name.
 */

#define _GNU_SOURCE
#include <string.h>
#include <stdlib.h>
#include "../../tools/client/dyn_syscall_user.h"

int main(int argc, char **argv)
{
	struct dyn_syscall_user call = DYN_SYSCALL_USER(argv[1]);
	char line[80];

	if (argc != 2)
		return 2;
	while (fgets(line, sizeof(line), stdin)) {
		char *rest = line;
		long a = strtol(rest, &rest, 0), b = strtol(rest, &rest, 0);
		long result = dyn_syscall(&call, a, b);

		if (result == -1)
			printf("%s %d\n", strerrorname_np(errno), call.nr);
		else
			printf("%ld %d\n", result, call.nr);
		fflush(stdout);
	}
	return 0;
}
