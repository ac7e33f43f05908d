/* SPDX-License-Identifier: GPL-2.0 */
/* The whole removal at once, also for a client that left without it. */
#ifndef DYN_SYSCALL_REMOVE_H
#define DYN_SYSCALL_REMOVE_H

int remove_init(void);
void remove_exit(void);

#endif /* DYN_SYSCALL_REMOVE_H */
