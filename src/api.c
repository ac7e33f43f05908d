// SPDX-License-Identifier: GPL-2.0
/*
 * The calls for clients: check the arguments, find the registration, call down.
 * The seven calls of 2004 keep their names, meanings and error codes.
 *
 * Over 400 lines: most of them document the calls, and the checks of what a client
 * passes must be the same for names and for structures.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/unistd.h>
#include "entry.h"
#include "pause.h"
#include "remove.h"
#include "rescue.h"
#include "symbol.h"

/* An identifier, so that it can be a file name, a sysctl and a shell word. */
static bool valid(const char *name, int nr)
{
	size_t i, len;

	if (!name || nr < 0 || nr >= NR_syscalls)
		return false;
	len = strnlen(name, DYN_SYSCALL_NAME_LEN);
	if (!len || len == DYN_SYSCALL_NAME_LEN || isdigit(name[0]))
		return false;
	for (i = 0; i < len; i++)
		if (!isascii(name[i]) || (!isalnum(name[i]) && name[i] != '_'))
			return false;
	return true;
}

/*
 * The registration that a client means, with a reference; or -EINVAL when no
 * registration can have such a name or number, -EBADF when none has.
 */
static struct registration *find(const char *name, int nr)
{
	might_sleep();
	if (!valid(name, nr))
		return ERR_PTR(-EINVAL);
	return registration_find(nr, name) ?: ERR_PTR(-EBADF);
}

static bool valid_handler(const char *name, dyn_syscall_t fn,
			  const struct module *owner)
{
	const char *why = NULL;

	if (!fn)
		return false;
	/* Alignment proves nothing: functions of a kernel built for size have none. */
	if (!symbol_begins((unsigned long)fn))
		why = "no function is known to begin there";
	/* Code that is freed when the client's init has returned. */
	else if (owner && within_module_init((unsigned long)fn, owner))
		why = "it goes when the module's init has returned (__init)";
	if (why)
		pr_warn_ratelimited("%s: the handler %pS cannot be registered: %s\n",
				    name, fn, why);
	return !why;
}

/* The number, or an error as in 2004, when a name in use was -EBUSY. */
static int register_one(enum kind kind, const char *name, int nr, dyn_syscall_t fn,
			unsigned int flags, struct module *owner)
{
	struct registration *r;
	int err;

	if (kind == KIND_HIJACKED && rescue_is_on())
		return -EPERM;
	r = registration_create(kind, name, nr, fn, flags, owner);
	if (!r)
		return -ENOMEM;
	err = scope_set(&r->scope, NULL) ?: entry_register(&r, 1, false);
	if (!err) {
		rescue_watch(r);
		err = entry_nr(r->entry);
	}
	registration_put(r);
	return err == -EEXIST ? -EBUSY : err;
}

/**
 * __dyn_syscall_reg() - put a handler on an unused number
 * @name: identifier of at most 31 characters, used by no other entry; copied
 * @nr: an unused number, or 0 for the highest free one
 * @fn: the handler, in the client's text
 * @owner: the client; dyn_syscall_reg() passes %THIS_MODULE
 *
 * The entry starts locked: callers get %-ENOSYS until syscall_unlock(). The
 * number is in /proc/sys/kernel/dynamic_syscalls/@name when this returns. Same as
 * in 2004, including 0 meaning any free number.
 *
 * Context: Process context, sleeps.
 * Return: the number; %-ENOENT no free number; %-EINVAL bad name, number or
 * handler; %-EBUSY number or name in use; %-ENOMEM; %-EOPNOTSUPP another module
 * has changed the site of the unused numbers.
 */
int __dyn_syscall_reg(const char *name, int nr, dyn_syscall_t fn,
		      struct module *owner)
{
	might_sleep();
	if (!valid(name, nr) || !valid_handler(name, fn, owner))
		return -EINVAL;
	return register_one(KIND_DYNAMIC, name, nr ?: DYN_SYSCALL_ANY, fn, 0, owner);
}
EXPORT_SYMBOL_NS_GPL(__dyn_syscall_reg, DYN_SYSCALL);

/**
 * __hijack_syscall() - put a handler over an existing system call
 * @name: identifier of at most 31 characters, used by no other entry; copied
 * @nr: a used number; 0 is a number like any other
 * @fn: the handler, in the client's text
 * @flags: any of %DYN_SYSCALL_FALLBACK: while the gate is closed callers get the
 *	   original instead of %-ENOSYS; %DYN_SYSCALL_KICK: dyn_syscall_remove()
 *	   kicks all callers that sleep inside
 * @owner: the client; hijack_syscall() and hijack_syscall_flags() pass
 *	   %THIS_MODULE
 *
 * The entry starts locked. The number is in
 * /proc/sys/kernel/hijacked_syscalls/@name when this returns. Same as in 2004,
 * which had no flags. exit and exit_group cannot be hijacked: they never return,
 * so their callers could never be counted as having left.
 *
 * Context: Process context, sleeps.
 * Return: the number; %-EINVAL bad name, number, handler or flags; %-ENOENT
 * unused number; %-EBUSY number registered already, or name in use;
 * %-EOPNOTSUPP exit, exit_group, or a site of an unknown shape; %-EPERM the module
 * is in rescue; %-ENOMEM.
 */
int __hijack_syscall(const char *name, int nr, dyn_syscall_t fn,
		     unsigned int flags, struct module *owner)
{
	might_sleep();
	if (!valid(name, nr) || !valid_handler(name, fn, owner) ||
	    flags & ~(DYN_SYSCALL_FALLBACK | DYN_SYSCALL_KICK))
		return -EINVAL;
	if (nr == __NR_exit || nr == __NR_exit_group)
		return -EOPNOTSUPP;
	return register_one(KIND_HIJACKED, name, nr, fn, flags, owner);
}
EXPORT_SYMBOL_NS_GPL(__hijack_syscall, DYN_SYSCALL);

/**
 * syscall_unlock() - open the gate
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * Same as in 2004.
 *
 * Context: Process context, sleeps.
 * Return: 0; %-EINVAL bad name or number; %-EBADF they do not belong together,
 * or removal has begun; %-ENOLCK not locked.
 */
int syscall_unlock(const char *name, int nr)
{
	struct registration *r = find(name, nr);
	int err;

	if (IS_ERR(r))
		return PTR_ERR(r);
	err = entry_unlock(r);
	registration_put(r);
	return err;
}
EXPORT_SYMBOL_NS_GPL(syscall_unlock, DYN_SYSCALL);

/**
 * prep_restore_syscall() - begin removal
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * The number file disappears, a hijacked number is restored, the gate closes
 * and stays closed; then the write lock is tried. Waits for one RCU grace
 * period. Same as in 2004, for both kinds.
 *
 * Context: Process context, sleeps.
 * Return: 0 locked; %-EAGAIN living calls; %-EINVAL bad name or number;
 * %-EBADF they do not belong together, or removal has begun before.
 */
int prep_restore_syscall(const char *name, int nr)
{
	struct registration *r = find(name, nr);
	int err;

	if (IS_ERR(r))
		return PTR_ERR(r);
	err = remove_begin(r);
	registration_put(r);
	return err;
}
EXPORT_SYMBOL_NS_GPL(prep_restore_syscall, DYN_SYSCALL);

/**
 * syscall_trylock() - try the write lock again
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * Only after prep_restore_syscall(). Same as in 2004.
 *
 * Context: Process context, sleeps.
 * Return: 0 locked; %-EAGAIN living calls; %-EINVAL bad name or number;
 * %-EBADF they do not belong together, or removal has not begun.
 */
int syscall_trylock(const char *name, int nr)
{
	struct registration *r = find(name, nr);
	int err;

	if (IS_ERR(r))
		return PTR_ERR(r);
	err = remove_trylock(r);
	registration_put(r);
	return err;
}
EXPORT_SYMBOL_NS_GPL(syscall_trylock, DYN_SYSCALL);

/**
 * dyn_syscall_unreg() - free a dynamic entry
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * When it returns 0 no call is inside, and none can enter: the client may
 * be unloaded. Same as in 2004.
 *
 * Context: Process context, sleeps.
 * Return: 0; %-EINVAL bad name or number; %-EBADF they do not belong together,
 * the entry is hijacked, or removal has not begun; %-ENOLCK it has begun but the
 * write lock is not held.
 */
int dyn_syscall_unreg(const char *name, int nr)
{
	struct registration *r = find(name, nr);
	int err;

	if (IS_ERR(r))
		return PTR_ERR(r);
	err = remove_free(r, KIND_DYNAMIC);
	registration_put(r);
	return err;
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_unreg, DYN_SYSCALL);

/**
 * restore_syscall() - free a hijacked entry
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * When it returns 0 no call is inside, and none can enter: the client may
 * be unloaded. Same as in 2004.
 *
 * Context: Process context, sleeps.
 * Return: 0; %-EINVAL bad name or number; %-EBADF they do not belong together,
 * the entry is dynamic, or removal has not begun; %-ENOLCK it has begun but the
 * write lock is not held.
 */
int restore_syscall(const char *name, int nr)
{
	struct registration *r = find(name, nr);
	int err;

	if (IS_ERR(r))
		return PTR_ERR(r);
	err = remove_free(r, KIND_HIJACKED);
	registration_put(r);
	return err;
}
EXPORT_SYMBOL_NS_GPL(restore_syscall, DYN_SYSCALL);

/**
 * dyn_syscall_drain_flags() - begin removal and wait for the living calls
 * @name: what the entry was registered with
 * @nr: what registration returned
 * @timeout: how long to wait, in jiffies; %MAX_SCHEDULE_TIMEOUT: without limit
 * @flags: 0, or %DYN_SYSCALL_KICK to wake callers that sleep inside, as
 *	   dyn_syscall_kick() does; dyn_syscall_drain() passes 0
 *
 * After 0 the entry is locked; free it with dyn_syscall_unreg() or
 * restore_syscall(). After %-ETIMEDOUT or %-EINTR removal has begun and the gate
 * stays closed; call it again to go on waiting, or use syscall_trylock(). Not in
 * 2004.
 *
 * Context: Process context, sleeps, can be killed. Not with a lock held that a
 * handler takes.
 * Return: 0; %-ETIMEDOUT living calls after @timeout; %-EINTR killed; %-EINVAL bad
 * name, number or flags; %-EBADF name and number do not belong together.
 */
int dyn_syscall_drain_flags(const char *name, int nr, unsigned long timeout,
			    unsigned int flags)
{
	struct registration *r;
	int err;

	if (flags & ~DYN_SYSCALL_KICK)
		return -EINVAL;
	r = find(name, nr);
	if (IS_ERR(r))
		return PTR_ERR(r);
	err = remove_drain(r, timeout, flags ? KICK_ALL : KICK_NONE);
	registration_put(r);
	return err;
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_drain_flags, DYN_SYSCALL);

/**
 * dyn_syscall_kick() - wake callers that sleep interruptibly inside
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * For use after prep_restore_syscall() has returned %-EAGAIN. The callers leave
 * as they would for a signal, but without one: the kernel restarts a hijacked
 * call, which reaches its original, and its program notices nothing. Calls that
 * Linux does not restart after a signal, such as epoll_wait(), return %-EINTR. A
 * dynamic call that is restarted finds its gate closed: its program gets
 * %-ENOSYS.
 *
 * A call that is interrupted in the middle returns what it has done: a write() to
 * a pipe returns fewer bytes than it was given. dyn_syscall_remove() by default
 * wakes only callers that cannot notice; this call wakes all.
 *
 * A caller that runs, or sleeps uninterruptibly, is not touched, and no task
 * outside is. Some may still be on their way to sleep: kick again while
 * syscall_trylock() returns %-EAGAIN. Not in 2004.
 *
 * Context: Process context, sleeps.
 * Return: how many were woken; %-EINVAL bad name or number; %-EBADF they do not
 * belong together, or removal has not begun; %-ENOMEM.
 */
int dyn_syscall_kick(const char *name, int nr)
{
	struct registration *r = find(name, nr);
	int err;

	if (IS_ERR(r))
		return PTR_ERR(r);
	err = kick_callers(r, KICK_ALL, true);
	registration_put(r);
	return err;
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_kick, DYN_SYSCALL);

/**
 * dyn_syscall_remove() - the whole removal, for a module's exit function
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * Begins removal if it has not begun, waits without limit until the last living
 * call has left, and frees the entry. It cannot fail half-way. After a second it
 * wakes callers that sleep inside a hijacked call: those whose programs cannot
 * notice, or all if the call was hijacked with %DYN_SYSCALL_KICK. While it waits
 * it logs, every ten seconds, a caller inside. If the entry is freed and
 * registered again meanwhile, even under the same name, the new registration is
 * left alone. Not in 2004.
 *
 * Context: Process context, sleeps. Not with a lock held that a handler takes,
 * and not from a handler of the same entry.
 * Return: 0; %-EINVAL bad name or number; %-EBADF they do not belong together, or
 * another task has freed the entry.
 */
int dyn_syscall_remove(const char *name, int nr)
{
	struct registration *r = find(name, nr);
	int err;

	if (IS_ERR(r))
		return PTR_ERR(r);
	err = remove_all(&r, 1);
	registration_put(r);
	return err;
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_remove, DYN_SYSCALL);

/* 0, or an error. The number is checked when it is reserved. */
static int check(const struct dyn_syscall *call, struct module *owner)
{
	unsigned int allowed = DYN_SYSCALL_KICK | DYN_SYSCALL_SWAP;
	bool any = !call->hijack && call->nr == DYN_SYSCALL_ANY;

	if (call->hijack && rescue_is_on())
		return -EPERM;
	if (call->hijack)
		allowed |= DYN_SYSCALL_FALLBACK | DYN_SYSCALL_BEFORE;
	if (!valid(call->name, any ? 0 : call->nr) || call->flags & ~allowed ||
	    !valid_handler(call->name, call->handler, owner))
		return -EINVAL;
	if (call->hijack && !(call->flags & DYN_SYSCALL_BEFORE) &&
	    (call->nr == __NR_exit || call->nr == __NR_exit_group))
		return -EOPNOTSUPP;
	return 0;
}

/* Fill @rs: 0, or an error; what was created is the caller's to put. */
static int create_all(struct registration **rs, const struct dyn_syscall *calls,
		      size_t n, struct module *owner)
{
	size_t i;
	int err;

	for (i = 0; i < n; i++) {
		enum kind kind = calls[i].hijack ? KIND_HIJACKED : KIND_DYNAMIC;
		unsigned int flags = calls[i].flags;

		err = check(&calls[i], owner);
		if (err)
			return err;
		if (kind == KIND_HIJACKED)	/* none of its callers is refused */
			flags |= DYN_SYSCALL_FALLBACK;
		rs[i] = registration_create(kind, calls[i].name, calls[i].nr,
					    calls[i].handler, flags, owner);
		if (!rs[i])
			return -ENOMEM;
		err = scope_set(&rs[i]->scope, calls[i].cgroup);
		if (err)
			return err;
	}
	return 0;
}

/**
 * __dyn_syscall_register() - register system calls, all or none
 * @calls: what to register
 * @n: how many
 * @owner: the client; dyn_syscall_register() passes %THIS_MODULE
 *
 * When it returns 0 all gates are open, and the members nr hold the numbers. No
 * caller of a hijacked number is refused meanwhile: it gets the original until
 * the gate is open. The structures must stay until dyn_syscall_unregister(). Not
 * in 2004.
 *
 * With %DYN_SYSCALL_SWAP in both, a registration takes the place of another
 * client's of the same name, kind and number: callers of that number reach one
 * handler or the other, and none is refused. The other client removes its
 * registration as usual, which waits for the callers of its handler.
 *
 * Context: Process context, sleeps. A few grace periods, whatever @n is.
 * Return: 0, or an error, and nothing has changed: %-EINVAL none, or more than
 * there are numbers, or a bad name, number, handler, flags or cgroup; %-EEXIST
 * name in use; %-EBUSY number in use, or callers of the handler before the one to
 * be replaced are still inside; %-ENOENT no free number, or hijack of an unused
 * one; %-EOPNOTSUPP exit or exit_group without %DYN_SYSCALL_BEFORE, or the site of
 * a number is not proved, was modified, or has a kprobe; %-EPERM a hijack, and the
 * module is in rescue; %-ENOMEM.
 */
int __dyn_syscall_register(struct dyn_syscall *calls, size_t n, struct module *owner)
{
	struct registration **rs;
	size_t i;
	int err;

	might_sleep();
	if (!n || n > NR_syscalls)
		return -EINVAL;
	rs = pause_fail_alloc() ? NULL : kcalloc(n, sizeof(*rs), GFP_KERNEL);
	if (!rs)
		return -ENOMEM;
	err = create_all(rs, calls, n, owner) ?: entry_register(rs, n, true);
	for (i = 0; i < n; i++) {
		if (err) {
			if (rs[i])
				registration_put(rs[i]);
			continue;
		}
		rescue_watch(rs[i]);
		calls[i].nr = entry_nr(rs[i]->entry);
		calls[i].registration = rs[i];
	}
	kfree(rs);
	return err;
}
EXPORT_SYMBOL_NS_GPL(__dyn_syscall_register, DYN_SYSCALL);

/**
 * dyn_syscall_unregister() - remove what dyn_syscall_register() has registered
 * @calls: the same structures, or some of them
 * @n: how many
 *
 * Waits without limit until the last living call of each, or, if another client
 * has taken its place, of its handler, has left, side by side,
 * as dyn_syscall_remove() does for one, and cannot fail: what another task has
 * removed by its name is removed. Not in 2004.
 *
 * Context: Process context, sleeps. Not with a lock held that a handler takes, and
 * not from one of the handlers.
 */
void dyn_syscall_unregister(struct dyn_syscall *calls, size_t n)
{
	struct registration **rs;
	unsigned int count = 0;
	size_t i;

	might_sleep();
	if (WARN_ON_ONCE(n > NR_syscalls))
		n = NR_syscalls;
	/* At most a page or two, so it may insist. */
	rs = kcalloc(n, sizeof(*rs), GFP_KERNEL | __GFP_NOFAIL);
	for (i = 0; i < n; i++) {
		if (WARN_ON_ONCE(!calls[i].registration))
			continue;
		rs[count++] = calls[i].registration;
		calls[i].registration = NULL;
	}
	remove_all(rs, count);
	while (count)
		registration_put(rs[--count]);
	kfree(rs);
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_unregister, DYN_SYSCALL);
