/* SPDX-License-Identifier: GPL-2.0 */
/* The views under /sys/kernel/debug/dyn_syscall/. They own no state. */
#ifndef DYN_SYSCALL_DEBUGFS_H
#define DYN_SYSCALL_DEBUGFS_H

#ifdef CONFIG_DEBUG_FS
void debugfs_init(void);
void debugfs_exit(void);
#else
static inline void debugfs_init(void) { }
static inline void debugfs_exit(void) { }
#endif

#endif /* DYN_SYSCALL_DEBUGFS_H */
