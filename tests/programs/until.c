// SPDX-License-Identifier: GPL-2.0
/* until BEGUN END: creates the file BEGUN, and ends when the file END exists. */

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "Usage: until BEGUN END\n");
		return 2;
	}
	close(creat(argv[1], 0644));
	while (access(argv[2], F_OK))
		usleep(20000);
	return 0;
}
