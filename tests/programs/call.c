// SPDX-License-Identifier: GPL-2.0
/*
 * call NUMBER|NAME [ARG...]: makes one system call; prints its result, or its
 * errno by name with a minus sign. NAME is that of a number file. Ends with 0 in
 * both cases.
 */

#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long number_of(const char *name)
{
	static const char * const directories[] = { "dynamic", "hijacked" };
	char path[128];
	long nr;

	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "/proc/sys/kernel/%s_syscalls/%s",
			 directories[i], name);
		FILE *f = fopen(path, "r");

		if (!f)
			continue;
		if (fscanf(f, "%ld", &nr) != 1)
			nr = -1;
		fclose(f);
		return nr;
	}
	return -1;
}

int main(int argc, char **argv)
{
	long a[6] = { 0 }, nr, ret;

	if (argc < 2 || argc > 8) {
		fprintf(stderr, "Usage: call NUMBER|NAME [ARG...]\n");
		return 2;
	}
	nr = isdigit((unsigned char)argv[1][0]) ? atol(argv[1]) : number_of(argv[1]);
	if (nr < 0) {
		fprintf(stderr, "call: no number file for %s\n", argv[1]);
		return 3;
	}
	for (int i = 2; i < argc; i++)
		a[i - 2] = (long)strtoull(argv[i], NULL, 0);

	ret = syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (ret == -1 && errno)
		printf("-%s\n", strerrorname_np(errno));
	else
		printf("%ld\n", ret);
	return 0;
}
