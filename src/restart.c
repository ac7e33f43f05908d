// SPDX-License-Identifier: GPL-2.0
/*
 * Which sleeping calls the kernel makes again without a visible trace.
 *
 * A kick ends a sleep as a signal would. Many calls then return what they have
 * done so far, or EINTR, and a program that handles no signals expects neither.
 * The calls below sleep only before they have done anything, and have the same
 * result when they are restarted. doc/interface.md has the reason for each.
 *
 * The number of a call does not say where it sleeps: read() may sleep in a pipe
 * or wait for a daemon. The stack decides: the innermost function that is not the
 * scheduler's must be the one that sleeps in this way and in no other; with a page
 * fault, a client's handler or a lock in between, the innermost function is
 * another. A call that is not recognised is not silent.
 */

#include <linux/fdtable.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/string.h>
#include <linux/time.h>
#include <linux/tty.h>
#include <asm/unistd.h>
#include "calls.h"
#include "compat.h"
#include "dyn_syscall.h"
#include "restart.h"
#include "stack.h"

/* Longer names are cut, and are none that is looked for. */
#define NAME_LEN 64

/* What else must hold for a call that sleeps in the right place. */
enum condition {
	ALWAYS,
	TERMINAL,	/* that never has part of an answer */
	NO_TIMEOUT,	/* neither a timeout nor a signal mask */
	SLEEP,		/* remaining time is not reported; see unfiltered() */
	UNFILTERED,	/* see there */
	FUTEX,		/* the operations that wait for a word */
};

static const struct silent {
	int nr;
	enum condition condition;
	const char *waits_in[4];	/* the same in several kernels */
} silent[] = {
	{ __NR_read, ALWAYS, { "pipe_read", "anon_pipe_read" } },
	{ __NR_readv, ALWAYS, { "pipe_read", "anon_pipe_read" } },
	{ __NR_read, TERMINAL, { "n_tty_read" } },
	{ __NR_wait4, ALWAYS, { "do_wait" } },
	{ __NR_waitid, ALWAYS, { "do_wait" } },
	{ __NR_nanosleep, SLEEP, { "do_nanosleep" } },
	{ __NR_clock_nanosleep, SLEEP, { "do_nanosleep" } },
	{ __NR_ppoll, NO_TIMEOUT, { "poll_schedule_timeout", "do_poll", "do_sys_poll" } },
	{ __NR_pselect6, NO_TIMEOUT, { "poll_schedule_timeout", "do_select" } },
	{ __NR_futex, FUTEX, { "futex_wait_queue", "futex_wait_queue_me", "futex_do_wait",
			       "__futex_wait" /* with the first inlined, by clang */ } },
	/* What only older architectures have. */
#ifdef __NR_pause
	{ __NR_pause, ALWAYS, { "__x64_sys_pause", "__do_sys_pause", "__ia32_sys_pause" } },
#endif
#ifdef __NR_poll
	{ __NR_poll, UNFILTERED, { "poll_schedule_timeout", "do_poll", "do_sys_poll" } },
#endif
#ifdef __NR_select
	{ __NR_select, NO_TIMEOUT, { "poll_schedule_timeout", "do_select" } },
#endif
};

/*
 * The kernel continues some calls through restart_syscall(), which has its own
 * number: a seccomp filter may kill the program for it.
 */
static bool unfiltered(const struct task_struct *task)
{
#ifdef CONFIG_SECCOMP
	return !READ_ONCE(task->seccomp.mode);
#else
	return true;
#endif
}

static bool condition_holds(const struct silent *s, const struct restart *r,
			    const struct task_struct *task,
			    const unsigned long *arg)
{
	switch (s->condition) {
	case ALWAYS:
		return true;
	case TERMINAL:
		return r->fd >= 0 && arg[0] == r->fd;
	case NO_TIMEOUT:
		if (s->nr == __NR_ppoll)
			return !arg[2] && !arg[3];
		return !arg[4] && (s->nr != __NR_pselect6 || !arg[5]);
	case SLEEP:
		if (s->nr == __NR_clock_nanosleep)
			return arg[1] & TIMER_ABSTIME || (!arg[3] && unfiltered(task));
		return !arg[1] && unfiltered(task);
	case UNFILTERED:
		return unfiltered(task);
	case FUTEX:
		switch (arg[1] & FUTEX_CMD_MASK) {
		case FUTEX_WAIT:
		case FUTEX_WAIT_BITSET:
			return !arg[3] || unfiltered(task);
		}
		return false;
	}
	return false;
}

/* Compilers add ".constprop.0" and the like; a module's name comes behind a blank. */
static void name_of(unsigned long address, char *name)
{
	snprintf(name, NAME_LEN, "%ps", (void *)address);
	if (!strchr(name, ' '))
		name[strcspn(name, ".")] = '\0';
}

static bool is_scheduler(const char *name)
{
	static const char * const names[] = {
		"__switch_to", "__schedule", "schedule", "schedule_timeout",
		"schedule_hrtimeout_range", "schedule_hrtimeout_range_clock",
		"wait_woken",
	};

	int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* The innermost function that is not the scheduler's. */
static bool find_sleeper(unsigned long address, void *data)
{
	char *name = data;

	/* A return address may be the first of what follows a function. */
	name_of(address - 1, name);
	return is_scheduler(name);
}

static bool waits_in(const struct silent *s, const char *name)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(s->waits_in) && s->waits_in[i]; i++)
		if (!strcmp(s->waits_in[i], name))
			return true;
	return false;
}

/**
 * restart_is_silent() - would a kick go unnoticed?
 * @r: the result of restart_prepare()
 * @task: a task for which calls_task_is_blocked() holds
 *
 * Context: With the task's pi_lock held.
 * Return: true if its program gets the same result as without a kick.
 */
bool restart_is_silent(const struct restart *r, struct task_struct *task)
{
	char name[NAME_LEN] = "";
	struct pt_regs regs;
	unsigned long arg[6];
	int i, nr;

	/* If it has run since, it may read another terminal. */
	if (calls_task_switches(task) != r->switches || !calls_task_regs(task, &regs))
		return false;
	nr = syscall_get_nr(task, &regs);
	dyn_syscall_arguments(&regs, arg);
	stack_walk(task, NULL, find_sleeper, name);
	for (i = 0; i < ARRAY_SIZE(silent); i++)
		if (silent[i].nr == nr && waits_in(&silent[i], name) &&
		    condition_holds(&silent[i], r, task, arg))
			return true;
	return false;
}

struct wanted {
	int fd;
	bool silent;
};

/*
 * A read() of a terminal that is interrupted loses nothing if it waits for a
 * line, or for a single character without a timeout. The file's functions are
 * the terminal layer's, so its private data are, too.
 */
static int examine_file(const void *data, struct file *file, unsigned int fd)
{
	struct wanted *wanted = (void *)data;
	const struct tty_struct *tty;
	char name[NAME_LEN];

	if (fd != wanted->fd)
		return 1;
	name_of((unsigned long)file->f_op->read_iter, name);
	if (strcmp(name, "tty_read"))
		return 1;
	tty = ((struct tty_file_private *)file->private_data)->tty;
	wanted->silent = (L_ICANON(tty) && !L_EXTPROC(tty)) ||
			 (MIN_CHAR(tty) <= 1 && !TIME_CHAR(tty));
	return 1;
}

/**
 * restart_prepare() - find out what needs locks, before pi_lock is taken
 * @r: where to store the result
 * @task: a task, with a reference
 *
 * The file descriptor of a call in progress identifies its file only if no other
 * task can replace it: a shared file table proves nothing.
 *
 * Context: Process context.
 */
void restart_prepare(struct restart *r, struct task_struct *task)
{
	struct wanted wanted = { .fd = -1 };
	struct pt_regs regs;
	unsigned long arg[6];

	r->switches = calls_task_switches(task);
	r->fd = -1;
	smp_rmb();	/* the switches before the rest; pairs with the scheduler's barriers */
	if (!calls_task_regs(task, &regs) || syscall_get_nr(task, &regs) != __NR_read)
		return;
	dyn_syscall_arguments(&regs, arg);
	wanted.fd = arg[0];

	task_lock(task);
	if (task->files && atomic_read(&task->files->count) == 1)
		iterate_fd(task->files, wanted.fd, examine_file, &wanted);
	task_unlock(task);
	if (wanted.silent)
		r->fd = wanted.fd;
}
