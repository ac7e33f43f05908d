// SPDX-License-Identifier: GPL-2.0
/*
 * sleeper CALL [SECONDS]: a child sleeps in one system call; a line on stdin makes
 * the parent end that call. Prints the child's pid first, and at the end what the
 * call returned: the result, or the errno's number with a minus.
 *
 * "sleeper -l" prints the calls of this architecture, with their numbers.
 *
 * Calls that end by themselves sleep for SECONDS (default: 4), and also print whether
 * they slept for all of them ("early" or "late").
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static int pipe_fd[2], listener, tty, peer, locked, epoll, queue, semaphore;
static int *word;
static struct sockaddr_in address = { .sin_family = AF_INET };
static char buffer[1];
static struct pollfd waited = { .events = POLLIN };
static struct timespec start;
static int seconds = 4;

static long result(long ret)
{
	return ret == -1 ? -errno : ret;
}

static void write_pipe(void)
{
	if (write(pipe_fd[1], "x", 1) != 1)
		exit(1);
}

static void open_pipe(void)
{
	if (pipe(pipe_fd))
		exit(1);
	waited.fd = pipe_fd[0];
}

static long do_read(void)
{
	return result(syscall(SYS_read, pipe_fd[0], buffer, 1));
}

static void open_tty(void)
{
	int slave;

	if (openpty(&tty, &slave, NULL, NULL, NULL))
		exit(1);
	pipe_fd[0] = slave;
}

static void type(void)
{
	if (write(tty, "\n", 1) != 1)
		exit(1);
}

/* What only older architectures have. */
#ifdef SYS_poll
static long do_poll(void)
{
	return result(syscall(SYS_poll, &waited, 1, -1));
}
#endif

static long do_ppoll(void)
{
	sigset_t set;

	sigemptyset(&set);
	return result(syscall(SYS_ppoll, &waited, 1, NULL, &set, 8));
}

static long do_pselect6(void)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(pipe_fd[0], &set);
	return result(syscall(SYS_pselect6, pipe_fd[0] + 1, &set, NULL, NULL, NULL, NULL));
}

#ifdef SYS_select
static long do_select(void)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(pipe_fd[0], &set);
	return result(syscall(SYS_select, pipe_fd[0] + 1, &set, NULL, NULL, NULL));
}
#endif

static void open_epoll(void)
{
	struct epoll_event event = { .events = EPOLLIN };

	open_pipe();
	epoll = epoll_create1(0);
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, pipe_fd[0], &event))
		exit(1);
}

static long do_epoll_pwait(void)
{
	struct epoll_event event;

	return result(syscall(SYS_epoll_pwait, epoll, &event, 1, -1, NULL, 8));
}

#ifdef SYS_epoll_wait
static long do_epoll_wait(void)
{
	struct epoll_event event;

	return result(syscall(SYS_epoll_wait, epoll, &event, 1, -1));
}
#endif

/* The child's child ends when the pipe's other end is closed or written to. */
static long do_wait4(void)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(read(pipe_fd[0], buffer, 1) != 1);
	return result(syscall(SYS_wait4, pid, &status, 0, NULL)) == pid ? status : -1;
}

static void share_word(void)
{
	word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void wake_word(void)
{
	*word = 1;
	syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static long do_futex(void)
{
	long ret = result(syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0));

	/* Made again after the word had changed. */
	return ret == -EAGAIN && *word ? 0 : ret;
}

static long do_futex_timeout(void)
{
	struct timespec timeout = { .tv_sec = seconds };

	return result(syscall(SYS_futex, word, FUTEX_WAIT, 0, &timeout, NULL, 0));
}

static long do_nanosleep(void)
{
	struct timespec time = { .tv_sec = seconds };

	return result(syscall(SYS_nanosleep, &time, NULL));
}

static long do_clock_nanosleep(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	time.tv_sec += seconds;
	return -syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static void open_listener(void)
{
	socklen_t length = sizeof(address);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 1) ||
	    getsockname(listener, (struct sockaddr *)&address, &length))
		exit(1);
}

static void do_connect(void)
{
	peer = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(peer, (struct sockaddr *)&address, sizeof(address)))
		exit(1);
}

static long do_accept(void)
{
	return result(syscall(SYS_accept, listener, NULL, NULL)) >= 0 ? 0 : -errno;
}

static void open_pair(void)
{
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pipe_fd))
		exit(1);
}

static long do_recv(void)
{
	return result(syscall(SYS_recvfrom, pipe_fd[0], buffer, 1, 0, NULL, NULL));
}

static void limit_recv(void)
{
	struct timeval limit = { .tv_sec = 60 };

	open_pair();
	setsockopt(pipe_fd[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
}

static void lock_file(void)
{
	char name[] = "/tmp/sleeper.XXXXXX";

	locked = mkstemp(name);
	flock(locked, LOCK_EX);
	pipe_fd[0] = open(name, O_RDWR);
	unlink(name);
}

static void unlock_file(void)
{
	flock(locked, LOCK_UN);
}

static long do_flock(void)
{
	return result(syscall(SYS_flock, pipe_fd[0], LOCK_EX));
}

static void open_queue(void)
{
	queue = msgget(IPC_PRIVATE, 0600);
}

static void send_message(void)
{
	struct { long type; } message = { 1 };

	msgsnd(queue, &message, 0, 0);
}

static long do_msgrcv(void)
{
	struct { long type; } message;
	long ret = result(syscall(SYS_msgrcv, queue, &message, 0, 0, 0));

	msgctl(queue, IPC_RMID, NULL);
	return ret;
}

static void open_semaphore(void)
{
	semaphore = semget(IPC_PRIVATE, 1, 0600);
}

static void raise_semaphore(void)
{
	struct sembuf up = { .sem_op = 1 };

	semop(semaphore, &up, 1);
	/* The process that did not get it has exited. */
	waitpid(-1, NULL, 0);
	semctl(semaphore, 0, IPC_RMID);
}

static long do_semop(void)
{
	struct sembuf down = { .sem_op = -1 };

	return result(syscall(SYS_semop, semaphore, &down, 1));
}

static void block_signal(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static pid_t child;

static void send_signal(void)
{
	kill(child, SIGUSR1);
}

static long do_sigtimedwait(void)
{
	unsigned long set = 1UL << (SIGUSR1 - 1);

	return result(syscall(SYS_rt_sigtimedwait, &set, NULL, NULL, 8)) == SIGUSR1 ? 0 : -errno;
}

static void nothing(void)
{
}

static const struct {
	const char *name;
	void (*prepare)(void);
	long (*call)(void);
	void (*end)(void);
	int timed;
	int nr;
} calls[] = {
	{ "read", open_pipe, do_read, write_pipe, 0, SYS_read },
	{ "tty", open_tty, do_read, type, 0, SYS_read },
#ifdef SYS_poll
	{ "poll", open_pipe, do_poll, write_pipe, 0, SYS_poll },
#endif
	{ "ppoll", open_pipe, do_ppoll, write_pipe, 0, SYS_ppoll },
#ifdef SYS_select
	{ "select", open_pipe, do_select, write_pipe, 0, SYS_select },
#endif
	{ "pselect6", open_pipe, do_pselect6, write_pipe, 0, SYS_pselect6 },
#ifdef SYS_epoll_wait
	{ "epoll_wait", open_epoll, do_epoll_wait, write_pipe, 0, SYS_epoll_wait },
#endif
	{ "epoll_pwait", open_epoll, do_epoll_pwait, write_pipe, 0, SYS_epoll_pwait },
	{ "wait4", open_pipe, do_wait4, write_pipe, 0, SYS_wait4 },
	{ "futex", share_word, do_futex, wake_word, 0, SYS_futex },
	{ "futex_timeout", share_word, do_futex_timeout, nothing, 1, SYS_futex },
	{ "nanosleep", nothing, do_nanosleep, nothing, 1, SYS_nanosleep },
	{ "clock_nanosleep", nothing, do_clock_nanosleep, nothing, 1, SYS_clock_nanosleep },
	{ "accept", open_listener, do_accept, do_connect, 0, SYS_accept },
	{ "recvfrom", open_pair, do_recv, write_pipe, 0, SYS_recvfrom },
	{ "recvfrom_timeout", limit_recv, do_recv, write_pipe, 0, SYS_recvfrom },
	{ "flock", lock_file, do_flock, unlock_file, 0, SYS_flock },
	{ "msgrcv", open_queue, do_msgrcv, send_message, 0, SYS_msgrcv },
	{ "semop", open_semaphore, do_semop, raise_semaphore, 0, SYS_semop },
	{ "sigtimedwait", block_signal, do_sigtimedwait, send_signal, 0, SYS_rt_sigtimedwait },
};

static void run(size_t i)
{
	struct timespec now;
	double slept;
	long ret;

	clock_gettime(CLOCK_MONOTONIC, &start);
	ret = calls[i].call();
	clock_gettime(CLOCK_MONOTONIC, &now);
	slept = now.tv_sec - start.tv_sec + (now.tv_nsec - start.tv_nsec) / 1e9;
	printf("%ld%s\n", ret, !calls[i].timed ? "" : slept < seconds ? " early" : " late");
	fflush(stdout);
	_exit(0);
}

int main(int argc, char **argv)
{
	char line[8];
	size_t i;

	for (i = 0; argc == 2 && !strcmp(argv[1], "-l") && i < ARRAY_SIZE(calls); i++)
		printf("%s %d\n", calls[i].name, calls[i].nr);
	if (i)
		return 0;
	if (argc == 3)
		seconds = atoi(argv[2]);
	for (i = 0; (argc == 2 || argc == 3) && i < ARRAY_SIZE(calls); i++) {
		if (strcmp(argv[1], calls[i].name))
			continue;
		calls[i].prepare();
		child = fork();
		if (!child)
			run(i);
		printf("%d\n", child);
		fflush(stdout);
		if (!fgets(line, sizeof(line), stdin))
			return 1;
		calls[i].end();
		waitpid(child, NULL, 0);
		return 0;
	}
	fprintf(stderr, "Usage: sleeper CALL|-l\n");
	return 2;
}
