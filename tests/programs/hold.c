// SPDX-License-Identifier: GPL-2.0
/*
 * hold read FILE | list DIRECTORY: read FILE or DIRECTORY into a page of a FUSE
 * file. The FUSE daemon is this program, and it never supplies the page, so the
 * kernel's copy to the reader waits in a page fault. Needs no privileges: the
 * file system is mounted in a user namespace of its own, over the file of this
 * program.
 *
 * Prints "held" when the reader waits. When this program is killed, the mount and
 * the reader go with it. The exit status is 4 if user namespaces or FUSE are
 * missing.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE 4096

static void fail(const char *what, int status)
{
	fprintf(stderr, "hold: %s: %s\n", what, strerror(errno));
	exit(status);
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail(path, 1);
	close(fd);
}

/* A reader that ends was not held. */
static void on_child(int sig)
{
	(void)sig;
	_exit(1);
}

/* Become root in a new user namespace, with a new mount namespace. */
static void enter_namespaces(void)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	char map[32];

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		fail("unshare", 4);
	snprintf(map, sizeof(map), "0 %u 1", uid);
	put("/proc/self/uid_map", map);
	put("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "0 %u 1", gid);
	put("/proc/self/gid_map", map);
}

/* Mount a file system whose root is a file. Returns the daemon's connection. */
static int mount_over(const char *path)
{
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[80];

	if (fd < 0)
		fail("/dev/fuse", 4);
	snprintf(options, sizeof(options), "fd=%d,rootmode=%o,user_id=0,group_id=0",
		 fd, S_IFREG);
	if (mount("hold", path, "fuse", MS_NOSUID | MS_NODEV, options))
		fail("mount", 4);
	return fd;
}

static void answer(int fuse, const struct fuse_in_header *in, int error,
		   const void *body, size_t size)
{
	struct fuse_out_header out = {
		.len = sizeof(out) + size,
		.error = error,
		.unique = in->unique,
	};
	struct iovec parts[] = {
		{ &out, sizeof(out) },
		{ (void *)body, size },
	};

	if (writev(fuse, parts, 2) < 0)
		fail("answer", 1);
}

static void daemon_loop(int fuse)
{
	static union {
		struct fuse_in_header in;
		char space[FUSE_MIN_READ_BUFFER + 128 * 1024];
	} request;
	struct fuse_in_header *in = &request.in;
	struct fuse_init_out init = {
		.major = FUSE_KERNEL_VERSION,
		.minor = FUSE_KERNEL_MINOR_VERSION,
		.max_write = PAGE,
	};
	struct fuse_attr_out attr = {
		.attr_valid = 3600,
		.attr = {
			.ino = FUSE_ROOT_ID,
			.size = PAGE,
			.mode = S_IFREG | 0600,
			.nlink = 1,
		},
	};
	struct fuse_open_out opened = { 0 };

	while (read(fuse, &request, sizeof(request)) > 0) {
		switch (in->opcode) {
		case FUSE_INIT:
			answer(fuse, in, 0, &init, sizeof(init));
			break;
		case FUSE_GETATTR:
			answer(fuse, in, 0, &attr, sizeof(attr));
			break;
		case FUSE_OPEN:
			answer(fuse, in, 0, &opened, sizeof(opened));
			break;
		case FUSE_READ:
			puts("held");
			fflush(stdout);
			break;
		case FUSE_INTERRUPT:
		case FUSE_FORGET:
			break;
		default:
			answer(fuse, in, -ENOSYS, NULL, 0);
		}
	}
	fail("/dev/fuse", 1);
}

static void reader(int list, const char *from, const char *into)
{
	int fd = open(from, O_RDONLY), page = open(into, O_RDWR);
	struct stat size;
	void *to;

	/* fstat() makes the kernel ask for the size; until then it is 0. */
	if (fd < 0 || page < 0 || fstat(page, &size))
		fail(fd < 0 ? from : into, 1);
	to = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, page, 0);
	if (to == MAP_FAILED)
		fail("mmap", 1);
	if (list)
		syscall(SYS_getdents64, fd, to, PAGE);
	else
		syscall(SYS_read, fd, to, PAGE);
	fail("read", 1);
}

int main(int argc, char **argv)
{
	int list = argc == 3 && !strcmp(argv[1], "list"), fuse;
	pid_t pid;

	if (argc != 3 || (!list && strcmp(argv[1], "read"))) {
		fprintf(stderr, "Usage: hold read FILE | list DIRECTORY\n");
		return 2;
	}
	enter_namespaces();
	fuse = mount_over(argv[0]);
	signal(SIGCHLD, on_child);
	pid = fork();
	if (pid < 0)
		fail("fork", 1);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fuse);
		reader(list, argv[2], argv[0]);
	}
	daemon_loop(fuse);
}
