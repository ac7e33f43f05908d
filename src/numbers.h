/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The number files, for programs:
 * /proc/sys/kernel/{dynamic,hijacked}_syscalls/<name>, from registration to
 * the beginning of removal.
 */
#ifndef DYN_SYSCALL_NUMBERS_H
#define DYN_SYSCALL_NUMBERS_H

#include <linux/types.h>

struct number;

struct number *number_create(bool hijacked, const char *name, int nr);
void number_remove(struct number *n);
void number_settle(const struct number *n);

void numbers_exit(void);

#endif /* DYN_SYSCALL_NUMBERS_H */
