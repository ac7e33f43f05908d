/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The number files, for programs:
 * /proc/sys/kernel/{dynamic,hijacked}_syscalls/<name>, from registration to
 * the beginning of removal.
 */
#ifndef DYN_SYSCALL_NUMBERS_H
#define DYN_SYSCALL_NUMBERS_H

#include <linux/sysctl.h>

/* One file; lives in the reservation. The second row ends the table. */
struct number {
	struct ctl_table_header *header;
	struct ctl_table table[2];
	int nr;
};

int number_create(struct number *n, bool hijacked, const char *name, int nr);
void number_remove(struct number *n);

int numbers_init(void);
void numbers_exit(void);

#endif /* DYN_SYSCALL_NUMBERS_H */
