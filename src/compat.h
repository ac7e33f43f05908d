/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between kernel versions and architectures. The only place in
 * src/ that asks for LINUX_VERSION_CODE, but for one thing in dyn_syscall.h.
 */
#ifndef DYN_SYSCALL_COMPAT_H
#define DYN_SYSCALL_COMPAT_H

#include <linux/freezer.h>
#include <linux/objtool.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <linux/version.h>
#include <asm/barrier.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

/*
 * register_sysctl() counts the rows of an array since 6.6; before, the table
 * ended in an empty row. The caller keeps room for that row either way.
 */
static inline struct ctl_table_header *
compat_register_sysctl(const char *path, struct ctl_table *table, size_t rows)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
	return register_sysctl_sz(path, table, rows);
#else
	return register_sysctl(path, table);
#endif
}

/* What a sysctl's handler is given is constant since 6.11. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define COMPAT_CTL_CONST const
#else
#define COMPAT_CTL_CONST
#endif

/*
 * Sleeps like schedule_timeout_idle(), or like schedule_timeout_killable(), and
 * lets the machine freeze meanwhile, which it does not for a task that sleeps
 * otherwise. Since 6.1 that is a bit of the task's state.
 */
static inline void compat_schedule_timeout_freezable(long timeout, bool killable)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
	__set_current_state((killable ? TASK_KILLABLE : TASK_IDLE) | TASK_FREEZABLE);
	schedule_timeout(timeout);
#else
	freezer_do_not_count();
	if (killable)
		schedule_timeout_killable(timeout);
	else
		schedule_timeout_idle(timeout);
	freezer_count();
#endif
}

/*
 * Whether the scheduler has taken a task off, so that only a wake-up brings it
 * back. Since 6.12 it may leave such a task queued for a while. The caller holds
 * the task's pi_lock.
 */
static inline bool compat_task_blocked(const struct task_struct *task)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	if (READ_ONCE(task->se.sched_delayed))
		return true;
#endif
	return !READ_ONCE(task->on_rq);
}

/* Renamed in 5.14, so that it is not written by mistake. */
static inline unsigned int compat_task_state(const struct task_struct *task)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 14, 0)
	return READ_ONCE(task->__state);
#else
	return READ_ONCE(task->state);
#endif
}

/* Makes a caller's registers tell number @nr. */
static inline void compat_set_nr(struct pt_regs *regs, int nr)
{
#ifdef CONFIG_X86
	regs->orig_ax = nr;
#else
	regs->syscallno = nr;
#endif
}

/*
 * Orders everything before it, loads and stores, before the this_cpu_inc()
 * that follows: a release for a read-modify-write that has none of its own.
 * x86 keeps that order by itself, so only the compiler needs a barrier.
 */
static __always_inline void compat_this_cpu_release(void)
{
#ifdef CONFIG_X86
	barrier();
#else
	smp_mb();	/* A of gate.h */
#endif
}

/* What a SysRq handler is given. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
#define COMPAT_SYSRQ_KEY u8
#else
#define COMPAT_SYSRQ_KEY int
#endif

/* The event of every WARN(), of which modules know since 5.17. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 17, 0)
#include <trace/events/error_report.h>
#define compat_register_error_report(fn) register_trace_error_report_end(fn, NULL)
#define compat_unregister_error_report(fn) unregister_trace_error_report_end(fn, NULL)
#else
enum error_detector { ERROR_DETECTOR_WARN };
#define compat_register_error_report(fn) ((void)(fn), -EOPNOTSUPP)
#define compat_unregister_error_report(fn) ((void)(fn), 0)
#endif

/* Only x86 has a CPU that lets indirect jumps go to an endbr64 alone. */
#if defined(CONFIG_X86) && LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
#include <asm/ibt.h>
#else
#define __noendbr
#endif

/*
 * Whether a function of the kernel may be called by its address: it takes the
 * endbr64 away where it makes no such call itself.
 */
static inline bool compat_may_call(const void *function)
{
#ifdef CONFIG_X86_KERNEL_IBT
	static const u8 endbr64[] = { 0xf3, 0x0f, 0x1e, 0xfa };

	return !cpu_feature_enabled(X86_FEATURE_IBT) ||
	       !memcmp(function, endbr64, sizeof(endbr64));
#else
	return true;
#endif
}

/*
 * Does arch_static_call_transform() patch conditional jumps? Where it does not, it
 * takes one for corrupt text and panics. Known are the kernels whose source was
 * read.
 */
#define COMPAT_PATCHES_JCC						\
	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0) ||		\
	 (LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 192) &&		\
	  LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)))

/*
 * For objtool: a function whose address is taken is meant to have no endbr64.
 * Since 6.15 the kernel has this; before, objtool read its own section, which
 * every module's linking drops.
 */
#ifndef ANNOTATE_NOENDBR_SYM
#define ANNOTATE_NOENDBR_SYM(sym)					\
	asm(".pushsection .discard.noendbr\n\t"				\
	    ".long " #sym "\n\t"					\
	    ".popsection")
#endif

/*
 * Whether *@word differs from @value, which is a constant; an acquire. x86 can
 * compare where the word is, and keeps that order by itself; what the compiler
 * makes of a volatile load takes one instruction more, which every call would
 * pay. KCSAN has to see the load.
 */
#if defined(CONFIG_X86) && !defined(CONFIG_KCSAN)
#define compat_acquire_differs(word, value) ({				\
	bool differs__;							\
	asm volatile("cmpb %2, %1"					\
		     : "=@ccne" (differs__)				\
		     : "m" (*(word)), "i" (value)			\
		     : "memory");					\
	differs__;							\
})
#else
#define compat_acquire_differs(word, value) \
	(smp_load_acquire(word) != (value))	/* pairs as its caller says */
#endif

#endif /* DYN_SYSCALL_COMPAT_H */
