// SPDX-License-Identifier: GPL-2.0
/*
 * The number files, read-only for everyone.
 *
 * Any user can keep a file of sysctl busy: its header is in use while the
 * number is copied to the reader, or its name to a reader of the directory,
 * and the copy blocks until the reader's memory is available. That may be a
 * mapping of a FUSE file whose daemon never answers. Unregistering a header
 * waits for all of its users, and so does unregistering the directory, which
 * happens with its last file.
 *
 * So no registration or removal waits for that. Removal marks a file as gone;
 * from then on reading it fails. A work item polls files that are gone, and
 * unregisters them when they are no longer in use. If the name is registered
 * again before that, the file is taken over as it is.
 *
 *   reader (sysctl, number_read)         removal (number_remove, in_use)
 *   ----------------------------         -------------------------------
 *   used++                               gone = true
 *   smp_mb()                (R)          smp_mb()                (U)
 *   gone? then -ENOENT                   used? then later
 *
 * R pairs with U: a reader whose use the work item does not see finds the file
 * gone, copies nothing, and delays nothing. A reader of the directory does not
 * call number_read(). It can still get in between the check of "used" and
 * sysctl's own check under its lock, a few instructions later. Then the work
 * item alone waits for that reader: registrations go on, and a file that cannot
 * be created meanwhile is created when the reader has left.
 *
 * A file that is gone holds a reference to this module until it is unregistered.
 * So rmmod fails with EBUSY while a reader is there, and does not hang.
 *
 * Model: doc/model/litmus/, number-*.
 */

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include "compat.h"
#include "dyn_syscall.h"
#include "numbers.h"
#include "pause.h"

/* How long a registration or a removal waits for its file to come or to go. */
#define SETTLE		(HZ / 10)
/* Files in use are polled at intervals that double up to this. */
#define SWEEP_MAX	(HZ / 10)

/**
 * struct number - one number file
 * @node: in numbers
 * @header: sysctl's, %NULL while the file cannot be created
 * @table: its row; the second ends the table on older kernels
 * @name: of the file
 * @hijacked: its directory
 * @gone: its registration is being removed; reading fails
 * @leaving: it is being unregistered, without numbers_mutex
 * @nr: the number
 */
struct number {
	struct list_head node;
	struct ctl_table_header *header;
	struct ctl_table table[2];
	char name[DYN_SYSCALL_NAME_LEN];
	bool hijacked;
	bool gone;
	bool leaving;
	int nr;
};

static const char * const directories[] = {
	"kernel/dynamic_syscalls",
	"kernel/hijacked_syscalls",
};

/* Not held while anything waits for a reader. Taken under entry_mutex. */
static DEFINE_MUTEX(numbers_mutex);
static LIST_HEAD(numbers);
static DECLARE_WAIT_QUEUE_HEAD(settled);

static void sweep(struct work_struct *work);
static DECLARE_DELAYED_WORK(sweep_work, sweep);
static unsigned long pause;

static int number_read(COMPAT_CTL_CONST struct ctl_table *table, int write,
		       void *buffer, size_t *lenp, loff_t *ppos)
{
	const struct number *n = container_of(table, struct number, table[0]);

	/* sysctl has already counted this use. */
	smp_mb();	/* R, pairs with U in number_remove() */
	/* Acquire pairs with the release in number_create(). */
	if (smp_load_acquire(&n->gone))
		return -ENOENT;
	return proc_dointvec(table, write, buffer, lenp, ppos);
}

static bool is_last(const struct number *n)
{
	const struct number *other;

	list_for_each_entry(other, &numbers, node)
		if (other != n && other->hijacked == n->hijacked && other->header)
			return false;
	return true;
}

static bool in_use(const struct number *n)
{
	const struct ctl_table_header *file = n->header;
	const struct ctl_table_header *directory = &file->parent->header;

	/* Counted under a lock of sysctl's own, so this may be stale. */
	return data_race(file->used) ||
	       /* The same. */
	       (is_last(n) && data_race(directory->used));
}

/*
 * Is sysctl about to drop what a new file needs: its own name, or its directory?
 * sysctl itself does not detect the latter.
 */
static bool obstructed(const struct number *n)
{
	const struct number *other;

	list_for_each_entry(other, &numbers, node)
		if (other->leaving && other->hijacked == n->hijacked &&
		    (!strcmp(other->name, n->name) || is_last(other)))
			return true;
	return false;
}

static void create_file(struct number *n)
{
	if (!obstructed(n) && !pause_fail_alloc())
		n->header = compat_register_sysctl(directories[n->hijacked],
						   n->table, 1);
}

static void unregister(struct number *n)
{
	n->leaving = true;
	mutex_unlock(&numbers_mutex);
	pause_at(PAUSE_SWEEPING);
	unregister_sysctl_table(n->header);
	mutex_lock(&numbers_mutex);
	list_del(&n->node);
	kfree(n);
	module_put(THIS_MODULE);
}

/* Create or unregister one file; false when there is nothing to do. */
static bool sweep_one(void)
{
	struct number *n;

	list_for_each_entry(n, &numbers, node) {
		if (!n->gone && !n->header) {
			create_file(n);
			if (n->header)
				return true;
		} else if (n->gone && !in_use(n)) {
			unregister(n);
			return true;
		}
	}
	return false;
}

static void sweep(struct work_struct *work)
{
	const struct number *n;
	bool again = false;

	mutex_lock(&numbers_mutex);
	while (sweep_one())
		wake_up_all(&settled);
	list_for_each_entry(n, &numbers, node)
		again |= n->gone || !n->header;
	if (again) {
		queue_delayed_work(system_unbound_wq, &sweep_work, pause);
		pause = min(2 * pause, SWEEP_MAX);
	}
	mutex_unlock(&numbers_mutex);
}

static void sweep_soon(void)
{
	lockdep_assert_held(&numbers_mutex);
	pause = 1;
	mod_delayed_work(system_unbound_wq, &sweep_work, 0);
}

/* The file of that name whose registration was removed and which still exists. */
static struct number *take_over(const struct number *new)
{
	struct number *n;

	list_for_each_entry(n, &numbers, node)
		if (n->gone && !n->leaving && n->hijacked == new->hijacked &&
		    !strcmp(n->name, new->name))
			return n;
	return NULL;
}

/**
 * number_create() - make a number readable
 * @hijacked: the directory
 * @name: a name that no other registration has
 * @nr: the number
 *
 * The file exists when number_settle() returns, unless a reader obstructs it.
 *
 * Context: Process context, sleeps, entry_mutex held.
 * Return: the file, for number_remove(); %-ENOMEM.
 */
struct number *number_create(bool hijacked, const char *name, int nr)
{
	struct number *n, *old;

	n = pause_fail_alloc() ? NULL : kzalloc(sizeof(*n), GFP_KERNEL);
	if (!n)
		return ERR_PTR(-ENOMEM);
	strscpy(n->name, name, sizeof(n->name));
	n->hijacked = hijacked;
	n->nr = nr;
	n->table[0] = (struct ctl_table) {
		.procname = n->name,
		.data = &n->nr,
		.maxlen = sizeof(n->nr),
		.mode = 0444,
		.proc_handler = number_read,
	};

	mutex_lock(&numbers_mutex);
	old = take_over(n);
	if (old) {
		kfree(n);
		n = old;
		WRITE_ONCE(n->nr, nr);
		/* Release pairs with the acquire in number_read(). */
		smp_store_release(&n->gone, false);
		/* Not the last reference: a client has called us. */
		module_put(THIS_MODULE);
	} else {
		list_add_tail(&n->node, &numbers);
		create_file(n);
		if (!n->header && !obstructed(n)) {
			list_del(&n->node);
			kfree(n);
			n = ERR_PTR(-ENOMEM);
		}
	}
	mutex_unlock(&numbers_mutex);
	return n;
}

/**
 * number_remove() - make a number unreadable
 * @n: what number_create() returned
 *
 * Waits for no reader. The file is gone when number_settle() returns, unless a
 * reader keeps it busy; then reading it fails.
 *
 * Context: Process context, sleeps, entry_mutex held.
 */
void number_remove(struct number *n)
{
	mutex_lock(&numbers_mutex);
	if (n->header) {
		__module_get(THIS_MODULE);
		WRITE_ONCE(n->gone, true);
		smp_mb();	/* U, pairs with R in number_read() */
		sweep_soon();
	} else {
		list_del(&n->node);
		kfree(n);
	}
	mutex_unlock(&numbers_mutex);
}

/* By its address only: the work item may have freed it. */
static bool is_settled(const struct number *number)
{
	const struct number *n;
	bool done = true;

	mutex_lock(&numbers_mutex);
	list_for_each_entry(n, &numbers, node)
		if (n == number)
			done = !n->gone && n->header;
	mutex_unlock(&numbers_mutex);
	return done;
}

/**
 * number_settle() - wait until a file has appeared or disappeared
 * @n: what number_create() returned, or number_remove() was given
 *
 * Usually that takes some microseconds. A reader that keeps the file busy delays
 * the caller for at most a tenth of a second.
 *
 * Context: Process context, sleeps, without entry_mutex.
 */
void number_settle(const struct number *n)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	long left = SETTLE;

	add_wait_queue(&settled, &wait);
	while (!is_settled(n) && left)
		left = wait_woken(&wait, TASK_IDLE, left);
	remove_wait_queue(&settled, &wait);
}

/* Every file that is gone holds a reference, so none is left. */
void numbers_exit(void)
{
	cancel_delayed_work_sync(&sweep_work);
	WARN_ON_ONCE(!list_empty(&numbers));
}
