/* SPDX-License-Identifier: GPL-2.0 */
/* The names of the interfaces that peers use, in different kernels. */
#ifndef PEER_COMPAT_H
#define PEER_COMPAT_H

#include <linux/fprobe.h>
#include <linux/ftrace.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define ftrace_regs_set_instruction_pointer ftrace_instruction_pointer_set

/* For one function and for many they differ only in their arguments. */
#define register_ftrace_direct register_ftrace_direct_multi

static inline int peer_unregister_direct(struct ftrace_ops *ops, unsigned long addr)
{
	return unregister_ftrace_direct_multi(ops, addr);
}
#else
static inline int peer_unregister_direct(struct ftrace_ops *ops, unsigned long addr)
{
	return unregister_ftrace_direct(ops, addr, false);
}
#endif

/* Parameters and result of the handlers of an fprobe. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
#define FPROBE_ENTRY(name)						\
	void name(struct fprobe *fp, unsigned long ip,			\
		  struct pt_regs *regs, void *data)
#define FPROBE_EXIT(name)						\
	void name(struct fprobe *fp, unsigned long ip,			\
		  struct pt_regs *regs, void *data)
#define FPROBE_GO_ON
#else
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#define fprobe_regs pt_regs
#else
#define fprobe_regs ftrace_regs
#endif
#define FPROBE_ENTRY(name)						\
	int name(struct fprobe *fp, unsigned long ip, unsigned long to,	\
		 struct fprobe_regs *regs, void *data)
#define FPROBE_EXIT(name)						\
	void name(struct fprobe *fp, unsigned long ip, unsigned long to,\
		  struct fprobe_regs *regs, void *data)
#define FPROBE_GO_ON 0
#endif

#endif /* PEER_COMPAT_H */
