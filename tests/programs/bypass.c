// SPDX-License-Identifier: GPL-2.0
/*
 * bypass WAY COUNT: does what a system call does COUNT times, by the call itself or
 * by another way, and prints how often that succeeded. "bypass" alone lists the ways.
 * Exits with 3 if this kernel does not have the way, with the reason on stderr.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define FILE_TO_OPEN "/dev/null"

static void missing(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(3);
}

static int close_opened(long fd)
{
	return fd >= 0 && !close((int)fd);
}

static int by_openat(void)
{
	return close_opened(syscall(SYS_openat, AT_FDCWD, FILE_TO_OPEN, O_RDONLY));
}

/* The two rings of one entry each, by the call alone: no library is needed. */
static struct {
	int fd;
	unsigned int *sq_tail, *sq_array, *cq_head, *cq_tail;
	struct io_uring_sqe *sqe;
	struct io_uring_cqe *cqe;
} ring;

static void *map(const char *what, size_t size, off_t offset)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring.fd, offset);

	if (p == MAP_FAILED)
		missing(what);
	return p;
}

static void open_ring(void)
{
	struct io_uring_params params = { 0 };
	char *sq, *cq;

	ring.fd = (int)syscall(SYS_io_uring_setup, 1, &params);
	if (ring.fd < 0)
		missing("io_uring_setup");
	sq = map("submission ring", params.sq_off.array + sizeof(int), IORING_OFF_SQ_RING);
	cq = map("completion ring", params.cq_off.cqes +
		 params.cq_entries * sizeof(*ring.cqe), IORING_OFF_CQ_RING);
	ring.sqe = map("submission entry", sizeof(*ring.sqe), IORING_OFF_SQES);
	ring.sq_tail = (unsigned int *)(sq + params.sq_off.tail);
	ring.sq_array = (unsigned int *)(sq + params.sq_off.array);
	ring.cq_head = (unsigned int *)(cq + params.cq_off.head);
	ring.cq_tail = (unsigned int *)(cq + params.cq_off.tail);
	ring.cqe = (struct io_uring_cqe *)(cq + params.cq_off.cqes);
}

static int by_io_uring(void)
{
	unsigned int head;
	int result;

	if (!ring.sqe)
		open_ring();
	*ring.sqe = (struct io_uring_sqe) {
		.opcode		= IORING_OP_OPENAT,
		.fd		= AT_FDCWD,
		.addr		= (unsigned long)FILE_TO_OPEN,
		.open_flags	= O_RDONLY,
	};
	ring.sq_array[0] = 0;
	__atomic_store_n(ring.sq_tail, *ring.sq_tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring.fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
		return 0;
	head = *ring.cq_head;
	if (__atomic_load_n(ring.cq_tail, __ATOMIC_ACQUIRE) == head)
		return 0;
	/* one submission entry has two completion entries */
	result = ring.cqe[head & 1].res;
	__atomic_store_n(ring.cq_head, head + 1, __ATOMIC_RELEASE);
	return close_opened(result);
}

/* The C library calls the vDSO. */
static int by_libc_clock_gettime(void)
{
	struct timespec now;

	return !clock_gettime(CLOCK_MONOTONIC, &now) && now.tv_nsec < 1000000000;
}

static int by_clock_gettime(void)
{
	struct timespec now;

	return !syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
}

static int by_libc_gettimeofday(void)
{
	struct timeval now;

	return !gettimeofday(&now, NULL) && now.tv_sec;
}

static int by_gettimeofday(void)
{
	struct timeval now;

	return !syscall(SYS_gettimeofday, &now, NULL);
}

#ifdef __x86_64__
static int by_vsyscall(void)
{
	/* The address is a part of the ABI of old programs. */
	int (*vsyscall)(struct timeval *now, void *zone) =
		(int (*)(struct timeval *, void *))0xffffffffff600000;
	struct timeval now = { 0 };

	return !vsyscall(&now, NULL) && now.tv_sec;
}
#endif

static const struct {
	const char *name;
	int (*once)(void);
} ways[] = {
	{ "openat", by_openat },
	{ "io_uring", by_io_uring },
	{ "clock_gettime", by_clock_gettime },
	{ "libc_clock_gettime", by_libc_clock_gettime },
	{ "gettimeofday", by_gettimeofday },
	{ "libc_gettimeofday", by_libc_gettimeofday },
#ifdef __x86_64__
	{ "vsyscall", by_vsyscall },
#endif
	{ NULL, NULL }
};

int main(int argc, char **argv)
{
	long done = 0;

	if (argc == 1) {
		for (int i = 0; ways[i].name; i++)
			puts(ways[i].name);
		return 0;
	}
	for (int i = 0; argc == 3 && ways[i].name; i++) {
		if (strcmp(argv[1], ways[i].name))
			continue;
		for (long n = atol(argv[2]); n > 0; n--)
			done += ways[i].once();
		printf("%ld\n", done);
		return 0;
	}
	fprintf(stderr, "Usage: bypass [WAY COUNT]\n");
	return 2;
}
