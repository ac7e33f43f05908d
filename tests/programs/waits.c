// SPDX-License-Identifier: GPL-2.0
/*
 * waits ROW [SECONDS]: a child without any signal handler makes one system call
 * that blocks. Its pid is printed first. A line on stdin makes the parent end the
 * call; then everything that a program can notice of it is printed: its result, or
 * the errno's number with a minus, how long it took, and what the kernel wrote to
 * memory.
 *
 * Rows that are timed end by themselves after SECONDS, 30 by default. They are
 * "late" when they take a quarter longer.
 *
 * "waits -l" prints the rows of this architecture, each with its number. Ends with
 * 3 and a reason if the kernel lacks what the row needs.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/io_uring.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MUCH 1048576
#define LONG_TIME 1000

/* The child waits at in, and the parent ends that at out. */
static int in, out;
static int seconds = 30;
static char buffer[MUCH];
static int *word, own_word;
static int semaphore, epoll, file;
static pid_t child;
static struct timespec start;

static void check(int failed, const char *what)
{
	if (!failed)
		return;
	fprintf(stderr, "waits: %s: %s\n", what, strerror(errno));
	exit(errno == ENOSYS || errno == EPERM ? 3 : 1);
}

static double elapsed(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - start.tv_sec + (now.tv_nsec - start.tv_nsec) / 1e9;
}

static long result(long ret)
{
	return ret == -1 ? -errno : ret;
}

static const char *duration(void)
{
	double took = elapsed();

	return took < seconds ? "early" : took > seconds * 1.25 ? "late" : "in time";
}

/* What select() and its like have left of LONG_TIME. */
static const char *rest(double left)
{
	double error = left + elapsed() - LONG_TIME;

	return error > -3 && error < 3 ? "right" : left == LONG_TIME ? "untouched" : "wrong";
}

static void nothing(void)
{
}

static void put(const char *bytes)
{
	check(write(out, bytes, strlen(bytes)) < 0, "write");
}

static void put_byte(void)
{
	put("x");
}

static void open_pipe(void)
{
	int fd[2];

	check(pipe(fd), "pipe");
	in = fd[0];
	out = fd[1];
}

static void open_fifo(void)
{
	char name[] = "/tmp/waits.XXXXXX";

	check(!mkdtemp(name) || rmdir(name) || mkfifo(name, 0600), "mkfifo");
	in = open(name, O_RDWR);
	out = in;
	check(in < 0 || unlink(name), "open");
}

static void open_sockets(void)
{
	int fd[2];

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), "socketpair");
	in = fd[0];
	out = fd[1];
}

static void open_timed_sockets(void)
{
	struct timeval limit = { .tv_sec = LONG_TIME };

	open_sockets();
	check(setsockopt(in, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)), "setsockopt");
}

/* read */

static void do_read(void)
{
	printf("%ld\n", result(syscall(SYS_read, in, buffer, 5)));
}

static void do_readv(void)
{
	struct iovec iov[] = { { buffer, 1 }, { buffer + 1, 4 } };

	printf("%ld\n", result(syscall(SYS_readv, in, iov, 2)));
}

static void open_tty(void)
{
	out = posix_openpt(O_RDWR | O_NOCTTY);
	check(out < 0 || grantpt(out) || unlockpt(out), "posix_openpt");
	in = open(ptsname(out), O_RDWR | O_NOCTTY);
	check(in < 0, "open of a terminal");
}

static void open_raw_tty(int min, int time)
{
	struct termios t;

	open_tty();
	check(tcgetattr(in, &t), "tcgetattr");
	cfmakeraw(&t);
	t.c_cc[VMIN] = min;
	t.c_cc[VTIME] = time;
	check(tcsetattr(in, TCSANOW, &t), "tcsetattr");
}

static void open_tty_raw(void)
{
	open_raw_tty(1, 0);
}

/* The call has taken two bytes, and sleeps for three more. */
static void open_tty_min(void)
{
	open_raw_tty(5, 0);
	put("ab");
}

/* The time begins with the first byte. */
static void open_tty_time(void)
{
	open_raw_tty(1, 250);
}

static void type_line(void)
{
	put("\n");
}

static void type_rest(void)
{
	put("cde");
}

static void *sleep_for_ever(void *p)
{
	sigset_t all;

	sigfillset(&all);
	for (;;)
		sigsuspend(&all);
	return p;
}

static void share_files(void)
{
	pthread_t thread;

	check(pthread_create(&thread, NULL, sleep_for_ever, NULL), "pthread_create");
}

/* Transfers that are made in several steps */

static void do_write(void)
{
	printf("%ld\n", result(syscall(SYS_write, out, buffer, MUCH)));
}

static void drain(void)
{
	long sum = 0, n;

	close(out);
	while ((n = read(in, buffer, sizeof(buffer))) > 0)
		sum += n;
	printf("drained %ld\n", sum);
}

static void open_file(void)
{
	open_sockets();
	file = memfd_create("waits", 0);
	check(file < 0 || ftruncate(file, MUCH), "memfd_create");
}

static void do_sendfile(void)
{
	printf("%ld\n", result(syscall(SYS_sendfile, out, file, NULL, MUCH)));
}

static void open_splice(void)
{
	open_pipe();
	file = open("/dev/null", O_WRONLY);
	check(file < 0, "/dev/null");
}

static void do_splice(void)
{
	printf("%ld\n", result(syscall(SYS_splice, in, NULL, file, NULL, MUCH, 0)));
}

/* Children: one that ends with 7 on a line from the parent */

static pid_t fork_child(void)
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(read(in, buffer, 1) == 1 ? 7 : 1);
	}
	return pid;
}

static void do_wait4(void)
{
	int status = -1;
	pid_t pid = fork_child();
	long ret = result(syscall(SYS_wait4, pid, &status, 0, NULL));

	printf("%s %#x\n", ret == pid ? "child" : ret < 0 ? strerror(-ret) : "other", status);
}

static void do_waitid(void)
{
	siginfo_t info = {};
	pid_t pid = fork_child();
	long ret = result(syscall(SYS_waitid, P_PID, pid, &info, WEXITED, NULL));

	printf("%ld %s %d\n", ret, info.si_pid == pid ? "child" : "other", info.si_status);
}

/* Sleeps */

#ifdef SYS_pause
static void do_pause(void)
{
	printf("%ld\n", result(syscall(SYS_pause)));
}
#endif

static void terminate(void)
{
	kill(child, SIGTERM);
}

/* Undisturbed, nothing is written there. */
static struct timespec remaining = { .tv_sec = 12345 };

static const char *touched(void)
{
	return remaining.tv_sec == 12345 && !remaining.tv_nsec ? "untouched" : "touched";
}

static void nanosleep_to(struct timespec *to)
{
	struct timespec time = { .tv_sec = seconds };
	long ret = result(syscall(SYS_nanosleep, &time, to));

	printf("%ld %s %s\n", ret, duration(), touched());
}

static void do_nanosleep(void)
{
	nanosleep_to(NULL);
}

static void do_nanosleep_rest(void)
{
	nanosleep_to(&remaining);
}

static void clock_nanosleep_to(int flags, struct timespec *to)
{
	struct timespec time = { .tv_sec = seconds };
	long ret;

	if (flags & TIMER_ABSTIME)
		time = (struct timespec){ start.tv_sec + seconds, start.tv_nsec };
	ret = result(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, flags, &time, to));
	printf("%ld %s %s\n", ret, duration(), touched());
}

static void do_clock_nanosleep(void)
{
	clock_nanosleep_to(0, NULL);
}

static void do_clock_nanosleep_rest(void)
{
	clock_nanosleep_to(0, &remaining);
}

static void do_clock_nanosleep_abs(void)
{
	clock_nanosleep_to(TIMER_ABSTIME, &remaining);
}

/* poll, select */

#ifdef SYS_poll
static void poll_for(int ms)
{
	struct pollfd waited = { .fd = in, .events = POLLIN };
	long ret = result(syscall(SYS_poll, &waited, 1, ms));

	printf("%ld %#x\n", ret, waited.revents);
}

static void do_poll(void)
{
	poll_for(-1);
}

static void do_poll_limit(void)
{
	poll_for(LONG_TIME * 1000);
}

static void do_poll_timeout(void)
{
	poll_for(seconds * 1000);
	printf("%s\n", duration());
}
#endif

static void ppoll_for(struct timespec *time, sigset_t *mask)
{
	struct pollfd waited = { .fd = in, .events = POLLIN };
	long ret = result(syscall(SYS_ppoll, &waited, 1, time, mask, 8));

	printf("%ld %#x\n", ret, waited.revents);
}

static void do_ppoll(void)
{
	ppoll_for(NULL, NULL);
}

static void do_ppoll_mask(void)
{
	sigset_t set;

	sigemptyset(&set);
	ppoll_for(NULL, &set);
}

static void do_ppoll_timeout(void)
{
	struct timespec time = { .tv_sec = LONG_TIME };

	ppoll_for(&time, NULL);
	printf("%s\n", rest(time.tv_sec + time.tv_nsec / 1e9));
}

#ifdef SYS_select
static void select_for(struct timeval *time)
{
	fd_set set;
	long ret;

	FD_ZERO(&set);
	FD_SET(in, &set);
	ret = result(syscall(SYS_select, in + 1, &set, NULL, NULL, time));
	printf("%ld %d\n", ret, FD_ISSET(in, &set));
}

static void do_select(void)
{
	select_for(NULL);
}

static void do_select_timeout(void)
{
	struct timeval time = { .tv_sec = LONG_TIME };

	select_for(&time);
	printf("%s\n", rest(time.tv_sec + time.tv_usec / 1e6));
}

static void keep_timeout(void)
{
	personality(STICKY_TIMEOUTS);
}
#endif

static void pselect6_for(struct timespec *time, void *mask)
{
	fd_set set;
	long ret;

	FD_ZERO(&set);
	FD_SET(in, &set);
	ret = result(syscall(SYS_pselect6, in + 1, &set, NULL, NULL, time, mask));
	printf("%ld %d\n", ret, FD_ISSET(in, &set));
}

static void do_pselect6(void)
{
	pselect6_for(NULL, NULL);
}

static void do_pselect6_mask(void)
{
	unsigned long set = 0;
	struct { void *set; size_t size; } mask = { &set, sizeof(set) };

	pselect6_for(NULL, &mask);
}

static void do_pselect6_timeout(void)
{
	struct timespec time = { .tv_sec = LONG_TIME };

	pselect6_for(&time, NULL);
	printf("%s\n", rest(time.tv_sec + time.tv_nsec / 1e9));
}

static void open_epoll(void)
{
	struct epoll_event event = { .events = EPOLLIN };

	open_pipe();
	epoll = epoll_create1(0);
	check(epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, in, &event), "epoll");
}

#ifdef SYS_epoll_wait
static void do_epoll_wait(void)
{
	struct epoll_event event;

	printf("%ld\n", result(syscall(SYS_epoll_wait, epoll, &event, 1, -1)));
}
#endif

static void do_epoll_pwait(void)
{
	struct epoll_event event;

	printf("%ld\n", result(syscall(SYS_epoll_pwait, epoll, &event, 1, -1, NULL, 8)));
}

/* futex */

static void share_word(void)
{
	word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	check(word == MAP_FAILED, "mmap");
}

static void wake_word(void)
{
	__atomic_store_n(word, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void *wake_own_word(void *p)
{
	if (read(in, buffer, 1) != 1)
		return p;
	__atomic_store_n(&own_word, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &own_word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
	return p;
}

static void start_waker(void)
{
	pthread_t thread;

	word = &own_word;
	check(pthread_create(&thread, NULL, wake_own_word, NULL), "pthread_create");
}

static void futex(int op, struct timespec *time)
{
	long ret = result(syscall(SYS_futex, word, op, 0, time, NULL, FUTEX_BITSET_MATCH_ANY));

	printf("%ld %d\n", ret, __atomic_load_n(word, __ATOMIC_SEQ_CST));
}

static void do_futex(void)
{
	futex(FUTEX_WAIT, NULL);
}

static void do_futex_private(void)
{
	futex(FUTEX_WAIT_PRIVATE, NULL);
}

static void do_futex_bitset(void)
{
	futex(FUTEX_WAIT_BITSET, NULL);
}

/* Woken before its time. */
static void do_futex_limit(void)
{
	struct timespec time = { .tv_sec = LONG_TIME };

	futex(FUTEX_WAIT, &time);
}

static void do_futex_timeout(void)
{
	struct timespec time = { .tv_sec = seconds };

	futex(FUTEX_WAIT, &time);
	printf("%s\n", duration());
}

static void do_futex_bitset_timeout(void)
{
	struct timespec time = { .tv_sec = start.tv_sec + seconds, .tv_nsec = start.tv_nsec };

	futex(FUTEX_WAIT_BITSET_PRIVATE, &time);
	printf("%s\n", duration());
}

/* Others that Linux ends with EINTR */

static void open_semaphore(void)
{
	semaphore = semget(IPC_PRIVATE, 1, 0600);
	check(semaphore < 0, "semget");
}

static void raise_semaphore(void)
{
	struct sembuf up = { .sem_op = 1 };

	check(semop(semaphore, &up, 1), "semop");
}

static void remove_semaphore(void)
{
	semctl(semaphore, 0, IPC_RMID);
}

static void do_semop(void)
{
	struct sembuf down = { .sem_op = -1 };

	printf("%ld\n", result(syscall(SYS_semop, semaphore, &down, 1)));
}

static aio_context_t aio;

static void try_aio(void)
{
	aio_context_t context = 0;

	check(syscall(SYS_io_setup, 1, &context), "io_setup");
	syscall(SYS_io_destroy, context);
	open_pipe();
}

static void submit_aio(void)
{
	struct iocb cb = { .aio_lio_opcode = IOCB_CMD_POLL, .aio_fildes = in, .aio_buf = POLLIN };
	struct iocb *cbs = &cb;

	check(syscall(SYS_io_setup, 1, &aio), "io_setup");
	check(syscall(SYS_io_submit, aio, 1, &cbs) != 1, "io_submit");
}

static void do_io_getevents(void)
{
	struct io_event event = {};
	long ret = result(syscall(SYS_io_getevents, aio, 1, 1, &event, NULL));

	printf("%ld %#llx\n", ret, event.res);
}

static void block_signal(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void send_signal(void)
{
	kill(child, SIGUSR1);
}

static void do_sigtimedwait(void)
{
	unsigned long set = 1UL << (SIGUSR1 - 1);

	printf("%ld\n", result(syscall(SYS_rt_sigtimedwait, &set, NULL, NULL, 8)));
}

static int ring;
static char *cq;
static struct io_uring_params params;

static void try_io_uring(void)
{
	struct io_uring_params p = {};
	int fd = syscall(SYS_io_uring_setup, 1, &p);

	check(fd < 0, "io_uring_setup");
	close(fd);
	open_pipe();
}

static void open_io_uring(void)
{
	struct io_uring_sqe *sqe;
	size_t size;
	char *sq;

	ring = syscall(SYS_io_uring_setup, 1, &params);
	check(ring < 0, "io_uring_setup");
	size = params.sq_off.array + params.sq_entries * sizeof(__u32);
	sq = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	size = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
	cq = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
	size = params.sq_entries * sizeof(*sqe);
	sqe = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
	check(sq == MAP_FAILED || cq == MAP_FAILED || sqe == MAP_FAILED, "mmap");
	sqe->opcode = IORING_OP_POLL_ADD;
	sqe->fd = in;
	sqe->poll_events = POLLIN;
	*(__u32 *)(sq + params.sq_off.array) = 0;
	__atomic_store_n((__u32 *)(sq + params.sq_off.tail), 1, __ATOMIC_RELEASE);
}

static void do_io_uring(void)
{
	long ret = result(syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0));
	struct io_uring_cqe *cqe = (void *)(cq + params.cq_off.cqes);

	printf("%ld %u %#x\n", ret, *(__u32 *)(cq + params.cq_off.tail), cqe->res);
}

/* A filter that does not allow restart_syscall, as older ones did not. */
static void filter(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_restart_syscall, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { ARRAY_SIZE(code), code };

	check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), "seccomp");
}

static const struct row {
	const char *name;
	int nr;
	void (*prepare)(void);	/* before the fork */
	void (*begin)(void);	/* in the child */
	void (*call)(void);
	void (*end)(void);	/* in the parent */
	void (*clean)(void);
} rows[] = {
	{ "read", SYS_read, open_pipe, nothing, do_read, put_byte, nothing },
	{ "read_fifo", SYS_read, open_fifo, nothing, do_read, put_byte, nothing },
	{ "readv", SYS_readv, open_pipe, nothing, do_readv, put_byte, nothing },
	{ "read_socket", SYS_read, open_sockets, nothing, do_read, put_byte, nothing },
	{ "read_socket_timeout", SYS_read,
	  open_timed_sockets, nothing, do_read, put_byte, nothing },
	{ "tty", SYS_read, open_tty, nothing, do_read, type_line, nothing },
	{ "tty_raw", SYS_read, open_tty_raw, nothing, do_read, put_byte, nothing },
	{ "tty_shared", SYS_read, open_tty, share_files, do_read, type_line, nothing },
	{ "tty_min", SYS_read, open_tty_min, nothing, do_read, type_rest, nothing },
	{ "tty_time", SYS_read, open_tty_time, nothing, do_read, put_byte, nothing },
	{ "write", SYS_write, open_pipe, nothing, do_write, drain, nothing },
	{ "sendfile", SYS_sendfile, open_file, nothing, do_sendfile, drain, nothing },
	{ "splice", SYS_splice, open_splice, nothing, do_splice, put_byte, nothing },
	{ "wait4", SYS_wait4, open_pipe, nothing, do_wait4, put_byte, nothing },
	{ "waitid", SYS_waitid, open_pipe, nothing, do_waitid, put_byte, nothing },
#ifdef SYS_pause
	{ "pause", SYS_pause, nothing, nothing, do_pause, terminate, nothing },
#endif
	{ "nanosleep", SYS_nanosleep, nothing, nothing, do_nanosleep, nothing, nothing },
	{ "nanosleep_rest", SYS_nanosleep, nothing, nothing, do_nanosleep_rest, nothing, nothing },
	{ "nanosleep_seccomp", SYS_nanosleep, nothing, filter, do_nanosleep, nothing, nothing },
	{ "clock_nanosleep", SYS_clock_nanosleep,
	  nothing, nothing, do_clock_nanosleep, nothing, nothing },
	{ "clock_nanosleep_rest", SYS_clock_nanosleep,
	  nothing, nothing, do_clock_nanosleep_rest, nothing, nothing },
	{ "clock_nanosleep_abs", SYS_clock_nanosleep,
	  nothing, nothing, do_clock_nanosleep_abs, nothing, nothing },
	{ "clock_nanosleep_seccomp", SYS_clock_nanosleep,
	  nothing, filter, do_clock_nanosleep, nothing, nothing },
#ifdef SYS_poll
	{ "poll", SYS_poll, open_pipe, nothing, do_poll, put_byte, nothing },
	{ "poll_limit", SYS_poll, open_pipe, nothing, do_poll_limit, put_byte, nothing },
	{ "poll_timeout", SYS_poll, open_pipe, nothing, do_poll_timeout, nothing, nothing },
	{ "poll_seccomp", SYS_poll, open_pipe, filter, do_poll_timeout, nothing, nothing },
#endif
	{ "ppoll", SYS_ppoll, open_pipe, nothing, do_ppoll, put_byte, nothing },
	{ "ppoll_mask", SYS_ppoll, open_pipe, nothing, do_ppoll_mask, put_byte, nothing },
	{ "ppoll_timeout", SYS_ppoll, open_pipe, nothing, do_ppoll_timeout, put_byte, nothing },
#ifdef SYS_select
	{ "select", SYS_select, open_pipe, nothing, do_select, put_byte, nothing },
	{ "select_timeout", SYS_select, open_pipe, nothing, do_select_timeout, put_byte, nothing },
	{ "select_sticky", SYS_select,
	  open_pipe, keep_timeout, do_select_timeout, put_byte, nothing },
#endif
	{ "pselect6", SYS_pselect6, open_pipe, nothing, do_pselect6, put_byte, nothing },
	{ "pselect6_mask", SYS_pselect6, open_pipe, nothing, do_pselect6_mask, put_byte, nothing },
	{ "pselect6_timeout", SYS_pselect6,
	  open_pipe, nothing, do_pselect6_timeout, put_byte, nothing },
#ifdef SYS_epoll_wait
	{ "epoll_wait", SYS_epoll_wait, open_epoll, nothing, do_epoll_wait, put_byte, nothing },
#endif
	{ "epoll_pwait", SYS_epoll_pwait, open_epoll, nothing, do_epoll_pwait, put_byte, nothing },
	{ "futex", SYS_futex, share_word, nothing, do_futex, wake_word, nothing },
	{ "futex_private", SYS_futex, open_pipe, start_waker, do_futex_private, put_byte, nothing },
	{ "futex_bitset", SYS_futex, share_word, nothing, do_futex_bitset, wake_word, nothing },
	{ "futex_limit", SYS_futex, share_word, nothing, do_futex_limit, wake_word, nothing },
	{ "futex_timeout", SYS_futex, share_word, nothing, do_futex_timeout, nothing, nothing },
	{ "futex_bitset_timeout", SYS_futex,
	  share_word, nothing, do_futex_bitset_timeout, nothing, nothing },
	{ "futex_seccomp", SYS_futex, share_word, filter, do_futex_timeout, nothing, nothing },
	{ "semop", SYS_semop,
	  open_semaphore, nothing, do_semop, raise_semaphore, remove_semaphore },
	{ "io_getevents", SYS_io_getevents,
	  try_aio, submit_aio, do_io_getevents, put_byte, nothing },
	{ "sigtimedwait", SYS_rt_sigtimedwait,
	  block_signal, nothing, do_sigtimedwait, send_signal, nothing },
	{ "io_uring", SYS_io_uring_enter,
	  try_io_uring, open_io_uring, do_io_uring, put_byte, nothing },
};

static void run(const struct row *row)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	row->begin();
	clock_gettime(CLOCK_MONOTONIC, &start);
	row->call();
	fflush(stdout);
	_exit(0);
}

static int follow(const struct row *row)
{
	char line[8];
	int status;

	row->prepare();
	child = fork();
	if (!child)
		run(row);
	check(child < 0, "fork");
	printf("%d\n", child);
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		return 1;
	row->end();
	waitpid(child, &status, 0);
	row->clean();
	if (WIFSIGNALED(status))
		printf("ended by signal %d\n", WTERMSIG(status));
	return 0;
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc == 2 && !strcmp(argv[1], "-l")) {
		for (i = 0; i < ARRAY_SIZE(rows); i++)
			printf("%s %d\n", rows[i].name, rows[i].nr);
		return 0;
	}
	if (argc == 3)
		seconds = atoi(argv[2]);
	for (i = 0; (argc == 2 || argc == 3) && i < ARRAY_SIZE(rows); i++)
		if (!strcmp(argv[1], rows[i].name))
			return follow(&rows[i]);
	fprintf(stderr, "Usage: waits ROW [SECONDS] | -l\n");
	return 2;
}
