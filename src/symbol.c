// SPDX-License-Identifier: GPL-2.0
/* Finds the kernel's own functions by name, and their names by address. */

#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include "symbol.h"

/* Of the function that an address is in; where that begins, in @offset. */
static unsigned long __init size_of(const void *address, unsigned long *offset)
{
	char symbol[KSYM_SYMBOL_LEN];
	unsigned long size;
	const char *plus;

	sprint_symbol(symbol, (unsigned long)address);
	plus = strchr(symbol, '+');
	return plus && sscanf(plus, "+0x%lx/0x%lx", offset, &size) == 2 ? size : 0;
}

/* How many bytes the function has that begins at @begin. */
unsigned long __init symbol_size(const void *begin)
{
	unsigned long offset;

	return size_of(begin, &offset);
}

/**
 * symbol_find() - where a function of the kernel begins and ends
 * @name: the function's
 * @begin: where to put its first byte
 * @end: where to put the byte behind its last
 *
 * By a kprobe that is never armed: nothing is patched for it, and taking it
 * away, which may need memory and then fails half-way, has nothing to undo. It
 * may be behind what the architecture wants at the beginning of a function.
 *
 * Return: 0; %-ENOENT there is no such function; %-ENOMEM; another error of
 * register_kprobe().
 */
int __init symbol_find(const char *name, u8 **begin, u8 **end)
{
	struct kprobe kp = {
		.symbol_name = name,
		.flags = KPROBE_FLAG_DISABLED,
	};
	unsigned long offset, size;
	int err;

	err = register_kprobe(&kp);
	if (err)
		return err;
	unregister_kprobe(&kp);

	size = size_of(kp.addr, &offset);
	if (!size)
		return -ENOENT;
	*begin = (u8 *)kp.addr - offset;
	*end = *begin + size;
	return 0;
}

/* Whether a function begins at an address: of the kernel's, or of a module. */
bool symbol_begins(unsigned long address)
{
	char symbol[KSYM_SYMBOL_LEN];

	sprint_symbol(symbol, address);
	return strstr(symbol, "+0x0/");
}

/* Whether a function of the kernel's own begins at an address. */
bool __init symbol_is_function(unsigned long address)
{
	char symbol[KSYM_SYMBOL_LEN];

	sprint_symbol(symbol, address);
	return strstr(symbol, "+0x0/") && !strchr(symbol, '[');
}

/*
 * Whether the function at an address is called so, but for what may stand in
 * front: aliases of one address are listed in any order.
 */
bool __init symbol_ends_in(unsigned long address, const char *name)
{
	char symbol[KSYM_SYMBOL_LEN];
	size_t len = scnprintf(symbol, sizeof(symbol), "%ps", (void *)address);

	return len >= strlen(name) && !strcmp(symbol + len - strlen(name), name);
}
