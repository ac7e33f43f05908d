/* SPDX-License-Identifier: GPL-2.0 */
/* What all calls for clients check first. */
#ifndef DYN_SYSCALL_API_H
#define DYN_SYSCALL_API_H

struct entry *api_entry(const char *name, int nr);

#endif /* DYN_SYSCALL_API_H */
