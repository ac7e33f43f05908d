/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dyn_syscall: add system calls to a running kernel, hijack existing ones, and
 * remove both again. The only header that a client includes.
 *
 * A client is a module that is built against the Module.symvers of dyn_syscall
 * (KBUILD_EXTRA_SYMBOLS) and has module_dyn_syscalls() or
 * MODULE_IMPORT_NS(DYN_SYSCALL).
 *
 * All calls below may sleep and need process context. A name is a C identifier
 * of at most 31 characters and is copied; a number is one of the native ABI. If a
 * call takes both, they must belong together.
 */
#ifndef DYN_SYSCALL_H
#define DYN_SYSCALL_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/version.h>
#include <asm/syscall.h>

/*
 * The symbol namespace is a string since 6.13, and written as a word before. With
 * this, the same source of a client suits both.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define DYN_SYSCALL "DYN_SYSCALL"
#endif

/* A handler: called for the number, with the caller's registers. */
typedef long (*dyn_syscall_t)(const struct pt_regs *regs);

/* The size of a name with its terminating zero. */
#define DYN_SYSCALL_NAME_LEN	32

/* Hijacked only: while the gate is closed, callers get the original. */
#define DYN_SYSCALL_FALLBACK	BIT(0)
/*
 * While a removal waits, it kicks all callers that sleep inside, as
 * dyn_syscall_kick() does, even if their programs will notice.
 */
#define DYN_SYSCALL_KICK	BIT(1)

/*
 * Take the place of another client's registration of the same name, kind and
 * number that has this flag, too; without one, register as usual. No call is
 * refused, and none is given to the original. Callers that sleep in the previous
 * handler are kicked after a second of its client's removal: their calls are made
 * again, in this handler. A handler that sleeps should therefore return one of the
 * restart codes, such as -ERESTARTSYS, when a signal is pending, and should not
 * have done anything by then that must not be done twice.
 */
#define DYN_SYSCALL_SWAP	BIT(2)

/*
 * Hijacked only: the handler runs before the original. It returns a result, or
 * DYN_SYSCALL_PASS: then the caller has left the handler, and gets the original, in
 * which it may sleep, without delaying a removal, or never return. exit and exit_group,
 * which never return, can only be hijacked in this way, and are passed on whatever the
 * handler returns; it must not call their original.
 */
#define DYN_SYSCALL_BEFORE	BIT(3)
#define DYN_SYSCALL_PASS	LONG_MIN

/* For &dyn_syscall.nr: the highest free number. */
#define DYN_SYSCALL_ANY		(-1)

/**
 * struct dyn_syscall - a system call to register
 * @name: identifier of at most 31 characters, used by no other registration; copied
 * @handler: in the client's text
 * @nr: %DYN_SYSCALL_ANY or a number; registration stores the number it got
 * @flags: any of %DYN_SYSCALL_KICK and %DYN_SYSCALL_SWAP, and for a hijack
 *	   %DYN_SYSCALL_BEFORE, or 0
 * @hijack: over an existing system call; otherwise on an unused number
 * @cgroup: only its tasks, and those of the cgroups below it, reach the handler: a
 *	    path from the root of the v2 hierarchy. %NULL: all tasks, or as the
 *	    parameter cgroup of dyn_syscall says
 * @registration: ours
 */
struct dyn_syscall {
	const char *name;
	dyn_syscall_t handler;
	int nr;
	unsigned int flags;
	bool hijack;
	const char *cgroup;
	void *registration;
};

/* Each takes further designated members, such as .flags = DYN_SYSCALL_KICK. */
#define DYN_SYSCALL_NEW(function, ...) \
	DYN_SYSCALL_NEW_AT(function, DYN_SYSCALL_ANY, ##__VA_ARGS__)
#define DYN_SYSCALL_NEW_AT(function, number, ...) \
	{ .name = #function, .handler = (function), .nr = (number), ##__VA_ARGS__ }
#define DYN_SYSCALL_HIJACK(function, number, ...) \
	{ .name = #function, .handler = (function), .nr = (number), .hijack = true, \
	  ##__VA_ARGS__ }

int __dyn_syscall_register(struct dyn_syscall *calls, size_t n,
			   struct module *owner);
void dyn_syscall_unregister(struct dyn_syscall *calls, size_t n);

#define dyn_syscall_register(calls, n) \
	__dyn_syscall_register(calls, n, THIS_MODULE)

/* A client's init and exit: @calls is an array of struct dyn_syscall. */
#define module_dyn_syscalls(calls)					\
	static int __init __dyn_syscalls_init(void)			\
	{								\
		return dyn_syscall_register(calls, ARRAY_SIZE(calls));	\
	}								\
	module_init(__dyn_syscalls_init);				\
	static void __exit __dyn_syscalls_exit(void)			\
	{								\
		dyn_syscall_unregister(calls, ARRAY_SIZE(calls));	\
	}								\
	module_exit(__dyn_syscalls_exit);				\
	MODULE_INFO(import_ns, "DYN_SYSCALL")

/* The calls of 2004, by name. */
int __dyn_syscall_reg(const char *name, int nr, dyn_syscall_t fn,
		      struct module *owner);
int __hijack_syscall(const char *name, int nr, dyn_syscall_t fn,
		     unsigned int flags, struct module *owner);

/* Registration records the client, so that what it leaves behind is removed. */
#define dyn_syscall_reg(name, nr, fn) \
	__dyn_syscall_reg(name, nr, fn, THIS_MODULE)
#define hijack_syscall(name, nr, fn) \
	__hijack_syscall(name, nr, fn, 0, THIS_MODULE)
#define hijack_syscall_flags(name, nr, fn, flags) \
	__hijack_syscall(name, nr, fn, flags, THIS_MODULE)

int syscall_unlock(const char *name, int nr);
int prep_restore_syscall(const char *name, int nr);
int syscall_trylock(const char *name, int nr);
int dyn_syscall_unreg(const char *name, int nr);
int restore_syscall(const char *name, int nr);

#define dyn_syscall_drain(name, nr, timeout) \
	dyn_syscall_drain_flags(name, nr, timeout, 0)
int dyn_syscall_drain_flags(const char *name, int nr, unsigned long timeout,
			    unsigned int flags);
int dyn_syscall_kick(const char *name, int nr);
int dyn_syscall_remove(const char *name, int nr);

long dyn_syscall_original(const struct pt_regs *regs);
dyn_syscall_t dyn_syscall_find_original(int nr);

/* A caller's arguments, as the kernel's own wrappers read them. */
static __always_inline void dyn_syscall_arguments(const struct pt_regs *regs,
						  unsigned long *args)
{
#ifdef CONFIG_X86
	args[0] = regs->di;
	args[1] = regs->si;
	args[2] = regs->dx;
	args[3] = regs->r10;
	args[4] = regs->r8;
	args[5] = regs->r9;
#else
	/* Not orig_x0: a tracer's change is in the registers only. */
	memcpy(args, regs->regs, 6 * sizeof(args[0]));
#endif
}

/*
 * DYN_SYSCALL_DEFINEn(name, type1, arg1, ...) { body }
 *
 * Defines a handler "name" whose body sees typed parameters, like
 * SYSCALL_DEFINEn. The inner function takes every argument as a long and casts
 * it, so that an int is sign-extended (or truncated) from the caller's register
 * whatever its upper half holds.
 */
#define DYN_SYSCALL_DEFINE0(name)					\
	static long __dyn_do_##name(void);				\
	static long name(const struct pt_regs *regs)			\
	{								\
		return __dyn_do_##name();				\
	}								\
	static long __dyn_do_##name(void)

#define DYN_SYSCALL_DEFINE1(name, ...) \
	__DYN_SYSCALL_DEFINE(1, name, (a[0]), __VA_ARGS__)
#define DYN_SYSCALL_DEFINE2(name, ...) \
	__DYN_SYSCALL_DEFINE(2, name, (a[0], a[1]), __VA_ARGS__)
#define DYN_SYSCALL_DEFINE3(name, ...) \
	__DYN_SYSCALL_DEFINE(3, name, (a[0], a[1], a[2]), __VA_ARGS__)
#define DYN_SYSCALL_DEFINE4(name, ...) \
	__DYN_SYSCALL_DEFINE(4, name, (a[0], a[1], a[2], a[3]), __VA_ARGS__)
#define DYN_SYSCALL_DEFINE5(name, ...) \
	__DYN_SYSCALL_DEFINE(5, name, (a[0], a[1], a[2], a[3], a[4]), __VA_ARGS__)
#define DYN_SYSCALL_DEFINE6(name, ...) \
	__DYN_SYSCALL_DEFINE(6, name, (a[0], a[1], a[2], a[3], a[4], a[5]), __VA_ARGS__)

#define __DYN_SYSCALL_DEFINE(n, name, call_args, ...)			\
	static inline long						\
	__dyn_do_##name(__MAP(n, __SC_DECL, __VA_ARGS__));		\
	static inline long						\
	__dyn_se_##name(__MAP(n, __SC_LONG, __VA_ARGS__))		\
	{								\
		__MAP(n, __SC_TEST, __VA_ARGS__);			\
		return __dyn_do_##name(__MAP(n, __SC_CAST, __VA_ARGS__)); \
	}								\
	static long name(const struct pt_regs *regs)			\
	{								\
		unsigned long a[6];					\
									\
		dyn_syscall_arguments(regs, a);				\
		return __dyn_se_##name call_args;			\
	}								\
	static inline long						\
	__dyn_do_##name(__MAP(n, __SC_DECL, __VA_ARGS__))

#endif /* DYN_SYSCALL_H */
