/* SPDX-License-Identifier: GPL-2.0 */
/* Functions and their names. */
#ifndef DYN_SYSCALL_SYMBOL_H
#define DYN_SYSCALL_SYMBOL_H

#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>
#include "dyn_syscall.h"

/* What an event has room for. */
#define SYMBOL_LEN	64

/* One word: %ps appends the module's name after a blank, which is shown elsewhere. */
static inline void symbol_copy(char *to, size_t size, dyn_syscall_t fn)
{
	snprintf(to, size, fn ? "%ps" : "-", fn);
	to[strcspn(to, " ")] = '\0';
}

int symbol_find(const char *name, u8 **begin, u8 **end);
unsigned long symbol_size(const void *begin);
bool symbol_begins(unsigned long address);
bool symbol_is_function(unsigned long address);
bool symbol_is_kernel(unsigned long address);
bool symbol_begins_with(unsigned long address, const char *name);
bool symbol_ends_in(unsigned long address, const char *name);

#endif /* DYN_SYSCALL_SYMBOL_H */
