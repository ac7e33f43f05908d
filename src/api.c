// SPDX-License-Identifier: GPL-2.0
/*
 * The calls for clients: check the arguments, find the entry, call down. The
 * seven calls of 2004 keep their names, meanings and error codes.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <asm/unistd.h>
#include "api.h"
#include "entry.h"
#include "symbol.h"

/* An identifier, so that it can be a file name, a sysctl and a shell word. */
static bool valid_name(const char *name)
{
	size_t i, len;

	if (!name)
		return false;
	len = strnlen(name, DYN_SYSCALL_NAME_LEN);
	if (!len || len == DYN_SYSCALL_NAME_LEN || isdigit(name[0]))
		return false;
	for (i = 0; i < len; i++)
		if (!isascii(name[i]) || (!isalnum(name[i]) && name[i] != '_'))
			return false;
	return true;
}

/**
 * api_entry() - the entry that a client means
 * @name: what it says the name is
 * @nr: what it says the number is
 *
 * Return: the entry, which need not have that name; %NULL when there can be no
 * such name or number.
 */
struct entry *api_entry(const char *name, int nr)
{
	if (!valid_name(name) || nr < 0 || nr >= NR_syscalls)
		return NULL;
	return entry_get(nr);
}

static bool valid_handler(const char *name, dyn_syscall_t fn,
			  const struct module *owner)
{
	const char *why = NULL;

	if (!fn)
		return false;
	/* Not by its alignment: functions of a kernel built for size have none. */
	if (!symbol_begins((unsigned long)fn))
		why = "no function is known to begin there";
	/* Code that goes when the client's init has returned. */
	else if (owner && within_module_init((unsigned long)fn, owner))
		why = "it goes when the module's init has returned (__init)";
	if (why)
		pr_warn_ratelimited("%s: the handler %pS cannot be registered: %s\n",
				    name, fn, why);
	return !why;
}

/**
 * __dyn_syscall_reg() - put a handler on an unused number
 * @name: identifier of at most 31 characters, used by no other entry; copied
 * @nr: an unused number, or 0 for the highest free one
 * @fn: the handler, in the client's text
 * @owner: the client; dyn_syscall_reg() passes %THIS_MODULE
 *
 * The entry starts locked: callers get %-ENOSYS until syscall_unlock(). The
 * number is in /proc/sys/kernel/dynamic_syscalls/@name when this returns. As in
 * 2004; that 0 means any number, too.
 *
 * Context: Process context, sleeps.
 * Return: the number; %-ENOENT no free number; %-EINVAL bad name, number or
 * handler; %-EBUSY number or name in use; %-ENOMEM; %-EOPNOTSUPP somebody else
 * has changed the site of the unused numbers.
 */
int __dyn_syscall_reg(const char *name, int nr, dyn_syscall_t fn,
		      struct module *owner)
{
	might_sleep();
	if (!api_entry(name, nr) || !valid_handler(name, fn, owner))
		return -EINVAL;
	return entry_register(ENTRY_DYNAMIC, name, nr, fn, 0, owner);
}
EXPORT_SYMBOL_NS_GPL(__dyn_syscall_reg, DYN_SYSCALL);

/**
 * __hijack_syscall() - put a handler over an existing system call
 * @name: identifier of at most 31 characters, used by no other entry; copied
 * @nr: a used number; 0 is a number like any other
 * @fn: the handler, in the client's text
 * @flags: 0, or %DYN_SYSCALL_FALLBACK: while the gate is closed callers get the
 *	   original in the place of %-ENOSYS
 * @owner: the client; hijack_syscall() and hijack_syscall_flags() pass
 *	   %THIS_MODULE
 *
 * The entry starts locked. The number is in
 * /proc/sys/kernel/hijacked_syscalls/@name when this returns. As in 2004, where
 * there were no flags. exit and exit_group cannot be hijacked: they do not come
 * back, so no gate could count them out.
 *
 * Context: Process context, sleeps.
 * Return: the number; %-EINVAL bad name, number, handler or flags; %-ENOENT
 * unused number; %-EBUSY number registered already, or name in use;
 * %-EOPNOTSUPP exit, exit_group, or a site of an unknown shape; %-ENOMEM.
 */
int __hijack_syscall(const char *name, int nr, dyn_syscall_t fn,
		     unsigned int flags, struct module *owner)
{
	might_sleep();
	if (!api_entry(name, nr) ||
	    !valid_handler(name, fn, owner) || flags & ~(DYN_SYSCALL_FALLBACK | DYN_SYSCALL_KICK))
		return -EINVAL;
	if (nr == __NR_exit || nr == __NR_exit_group)
		return -EOPNOTSUPP;
	return entry_register(ENTRY_HIJACKED, name, nr, fn, flags, owner);
}
EXPORT_SYMBOL_NS_GPL(__hijack_syscall, DYN_SYSCALL);

/**
 * syscall_unlock() - open the gate
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * As in 2004.
 *
 * Context: Process context, sleeps.
 * Return: 0; %-EINVAL bad name or number; %-EBADF they do not belong together,
 * or removal has begun; %-ENOLCK not locked.
 */
int syscall_unlock(const char *name, int nr)
{
	struct entry *e = api_entry(name, nr);

	might_sleep();
	return e ? entry_unlock(e, entry_id(e, name)) : -EINVAL;
}
EXPORT_SYMBOL_NS_GPL(syscall_unlock, DYN_SYSCALL);

/**
 * prep_restore_syscall() - begin removal
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * The number file disappears, a hijacked number is restored, the gate closes
 * and stays closed; then the write lock is tried. Waits for one RCU grace
 * period. As in 2004, for both kinds.
 *
 * Context: Process context, sleeps.
 * Return: 0 locked; %-EAGAIN living calls; %-EINVAL bad name or number;
 * %-EBADF they do not belong together, or removal has begun before.
 */
int prep_restore_syscall(const char *name, int nr)
{
	struct entry *e = api_entry(name, nr);

	might_sleep();
	return e ? entry_prepare(e, entry_id(e, name)) : -EINVAL;
}
EXPORT_SYMBOL_NS_GPL(prep_restore_syscall, DYN_SYSCALL);

/**
 * syscall_trylock() - try the write lock again
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * Only after prep_restore_syscall(). As in 2004.
 *
 * Context: Process context, sleeps.
 * Return: 0 locked; %-EAGAIN living calls; %-EINVAL bad name or number;
 * %-EBADF they do not belong together, or removal has not begun.
 */
int syscall_trylock(const char *name, int nr)
{
	struct entry *e = api_entry(name, nr);

	might_sleep();
	return e ? entry_trylock(e, entry_id(e, name)) : -EINVAL;
}
EXPORT_SYMBOL_NS_GPL(syscall_trylock, DYN_SYSCALL);

/**
 * dyn_syscall_unreg() - free a dynamic entry
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * No call is inside when it returns 0, and none can get there: the client may
 * be unloaded. As in 2004.
 *
 * Context: Process context, sleeps.
 * Return: 0; %-EINVAL bad name or number; %-EBADF they do not belong together,
 * the entry is hijacked, or removal has not begun; %-ENOLCK it has begun but
 * has not got the write lock.
 */
int dyn_syscall_unreg(const char *name, int nr)
{
	struct entry *e = api_entry(name, nr);

	might_sleep();
	return e ? entry_unregister(e, entry_id(e, name), ENTRY_DYNAMIC) : -EINVAL;
}
EXPORT_SYMBOL_NS_GPL(dyn_syscall_unreg, DYN_SYSCALL);

/**
 * restore_syscall() - free a hijacked entry
 * @name: what the entry was registered with
 * @nr: what registration returned
 *
 * No call is inside when it returns 0, and none can get there: the client may
 * be unloaded. As in 2004.
 *
 * Context: Process context, sleeps.
 * Return: 0; %-EINVAL bad name or number; %-EBADF they do not belong together,
 * the entry is dynamic, or removal has not begun; %-ENOLCK it has begun but
 * has not got the write lock.
 */
int restore_syscall(const char *name, int nr)
{
	struct entry *e = api_entry(name, nr);

	might_sleep();
	return e ? entry_unregister(e, entry_id(e, name), ENTRY_HIJACKED) : -EINVAL;
}
EXPORT_SYMBOL_NS_GPL(restore_syscall, DYN_SYSCALL);
