/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DYN_SYSCALL_KICK_H
#define DYN_SYSCALL_KICK_H

struct entry;

int kick_callers(struct entry *e, const char *name);

#endif /* DYN_SYSCALL_KICK_H */
