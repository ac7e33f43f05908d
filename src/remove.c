// SPDX-License-Identifier: GPL-2.0
/*
 * The whole removal at once: prepare, wait until the last living call has
 * left, free. For clients that do not want to do it step by step, and for
 * those that have gone without doing it.
 *
 * Waiting is done by trying: a call that leaves wakes nobody, so that leaving
 * stays as cheap as it is. The tries come at growing distances, up to
 * TRY_AGAIN_MAX, without a lock in between.
 *
 * A client that asks for removal from inside its own handler waits for itself.
 * That cannot be mended from here; the log says who is inside.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/sched/signal.h>
#include <asm/unistd.h>
#include "api.h"
#include "calls.h"
#include "compat.h"
#include "entry.h"
#include "kick.h"
#include "remove.h"
#include "testing.h"

#define TRY_AGAIN_MAX	msecs_to_jiffies(100)
#define LOG_EVERY	(10 * HZ)

/* From when on dyn_syscall_remove() wakes those who sleep inside. */
#define KICK_AFTER	HZ

static void log_inside(const struct entry *e)
{
	char name[DYN_SYSCALL_NAME_LEN];
	struct call call;

	entry_copy_name(e, name);
	if (calls_find(entry_nr(e), &call))
		pr_warn("removal of %s (%d) waits for %llu inside: %s (pid %d)\n",
			name, entry_nr(e), gate_living(&e->gate), call.comm,
			call.tid);
	else
		pr_warn("removal of %s (%d) waits for %llu inside\n",
			name, entry_nr(e), gate_living(&e->gate));
}

/*
 * Begins removal where it has not begun, and tries until it has the write
 * lock. 0, -EBADF, -ETIMEDOUT; -EINTR only when @killable. Times in jiffies.
 *
 * The machine can freeze meanwhile. The tries come at growing distances, which
 * shrink only when somebody has left: a caller that is woken and goes on
 * sleeping does not keep us busy.
 */
static int drain(struct entry *e, u64 id, unsigned long timeout,
		 enum kick kick, unsigned long kick_after, bool killable)
{
	unsigned long start = jiffies, logged = start, pause = 1;
	u64 living, least = U64_MAX;
	int err;

	gate_will_wait(&e->gate);
	err = entry_prepare(e, id);
	if (err == -EBADF)
		err = entry_trylock(e, id);

	while (err == -EAGAIN) {
		unsigned long waited = jiffies - start;

		if (waited >= timeout)
			return -ETIMEDOUT;
		if (killable && fatal_signal_pending(current))
			return -EINTR;
		if (time_after_eq(jiffies, logged + LOG_EVERY)) {
			log_inside(e);
			logged = jiffies;
		}
		if (kick != KICK_NONE && waited >= kick_after)
			kick_callers(e, id, kick);
		living = gate_living(&e->gate);
		if (living < least || testing_without(TESTING_PAUSES)) {
			least = living;
			pause = 1;
		}
		pause = min3(pause, TRY_AGAIN_MAX, timeout - waited);
		compat_schedule_timeout_freezable(pause, killable);
		pause *= 2;
		err = entry_trylock(e, id);
	}
	return err;
}

/**
 * dyn_syscall_drain_flags() - begin removal and wait for the living calls
 * @name: what the entry was registered with
 * @nr: what registration returned
 * @timeout: how long to wait, in jiffies; %MAX_SCHEDULE_TIMEOUT for ever
 * @flags: 0, or %DYN_SYSCALL_KICK to wake those who sleep inside, as
 *	   dyn_syscall_kick() does; dyn_syscall_drain() passes 0
 *
 * After 0 the entry is locked; free it with dyn_syscall_unreg() or
 * restore_syscall(). After %-ETIMEDOUT or %-EINTR removal has begun and the
 * gate stays closed; call it again to go on waiting, or use syscall_trylock().
 * Beyond 2004.
 *
 * Context: Process context, sleeps, can be killed. Not with a lock held that a
 * handler takes.
 * Return: 0; %-ETIMEDOUT living calls after @timeout; %-EINTR killed;
 * %-EINVAL bad name, number or flags; %-EBADF they do not belong together.
 */
int dyn_syscall_drain_flags(const char *name, int nr, unsigned long timeout,
			    unsigned int flags)
{
	struct entry *e = api_entry(name, nr);

	might_sleep();
	if (!e || flags & ~DYN_SYSCALL_KICK)
		return -EINVAL;
	return drain(e, entry_id(e, name), timeout, flags ? KICK_ALL : KICK_NONE,
		     0, true);
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_drain_flags, DYN_SYSCALL);

/* Two that remove the same: one frees it, the other finds it gone. */
static int remove(struct entry *e, u64 id)
{
	enum kick kick = KICK_NONE;
	int err;

	if (e->kind == ENTRY_HIJACKED)
		kick = READ_ONCE(e->flags) & DYN_SYSCALL_KICK ? KICK_ALL : KICK_SILENT;
	err = drain(e, id, MAX_SCHEDULE_TIMEOUT, kick, KICK_AFTER, false);
	testing_pause(TESTING_DRAINED);
	return err ?: entry_unregister(e, id, e->kind);
}

/**
 * dyn_syscall_remove() - the whole removal, for a module's exit function
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * Begins removal where it has not begun, waits until the last living call has
 * left, however long that takes, and frees the entry. It cannot fail half-way.
 * After a second it wakes those who sleep inside a hijacked call and whose
 * programs cannot notice, or all if the call was hijacked with
 * %DYN_SYSCALL_KICK. While it waits it logs, once every ten seconds, who is
 * inside. Should the entry be freed and registered again meanwhile, with
 * whatever name, the new registration is left alone. Beyond 2004.
 *
 * Context: Process context, sleeps. Not with a lock held that a handler takes,
 * and not from a handler of the same entry.
 * Return: 0; %-EINVAL bad name or number; %-EBADF they do not belong together,
 * or another has freed it.
 */
int dyn_syscall_remove(const char *name, int nr)
{
	struct entry *e = api_entry(name, nr);

	might_sleep();
	return e ? remove(e, entry_id(e, name)) : -EINVAL;
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_remove, DYN_SYSCALL);

/* Whether there was any. */
static bool remove_all_of(const struct module *owner)
{
	char name[DYN_SYSCALL_NAME_LEN];
	bool found = false;
	u64 id;
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		id = entry_owned_by(entry_get(nr), owner, name);
		if (!id)
			continue;

		pr_warn("%s: went without unregistering %s (%d): removed for it\n",
			owner->name, name, nr);
		remove(entry_get(nr), id);
		found = true;
	}
	return found;
}

/*
 * Model: NO_NOTIFIER. A client is going, by rmmod or because its init has failed, and its memory
 * goes when we return: whatever it has left registered is removed first. No code
 * of it runs any more but its living calls. Should one of these register another
 * number meanwhile, that one is inside something that is still to be removed;
 * when nothing is left, nobody is inside anything.
 */
static int client_going(struct notifier_block *nb, unsigned long action,
			void *module)
{
	if (action != MODULE_STATE_GOING || testing_without(TESTING_NOTIFIER))
		return NOTIFY_DONE;
	while (remove_all_of(module) && !testing_without(TESTING_UNTIL_NONE))
		cond_resched();
	return NOTIFY_OK;
}

/*
 * Before all others. Kprobes and tracers take back what they have put into the
 * client when they are told, and expect that none of its code runs any more.
 */
static struct notifier_block client_notifier = {
	.notifier_call = client_going,
	.priority = INT_MAX,
};

int __init remove_init(void)
{
	return register_module_notifier(&client_notifier);
}

void remove_exit(void)
{
	unregister_module_notifier(&client_notifier);
}
