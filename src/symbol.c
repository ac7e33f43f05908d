// SPDX-License-Identifier: GPL-2.0
/* Finds the kernel's functions by name, and their names by address. */

#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include "symbol.h"

/* The size of the function that contains an address, and the offset in it. */
static unsigned long __init size_of(const void *address, unsigned long *offset)
{
	char symbol[KSYM_SYMBOL_LEN];
	unsigned long size;
	const char *plus;

	sprint_symbol(symbol, (unsigned long)address);
	plus = strchr(symbol, '+');
	return plus && sscanf(plus, "+0x%lx/0x%lx", offset, &size) == 2 ? size : 0;
}

/* The size of the function that begins at @begin. */
unsigned long __init symbol_size(const void *begin)
{
	unsigned long offset;

	return size_of(begin, &offset);
}

/**
 * symbol_find() - where a function of the kernel begins and ends
 * @name: its name
 * @begin: where to store the address of its first byte
 * @end: where to store the address behind its last byte
 *
 * Uses a kprobe that is never armed: nothing is patched for it, so removing it,
 * which may need memory and then fails half-way, has nothing to undo. The kprobe
 * may be placed behind what the architecture has at the beginning of a function.
 *
 * Return: 0; %-ENOENT no such function; %-ENOMEM; another error of
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

/* Does a function of the kernel or of a module begin at this address? */
bool symbol_begins(unsigned long address)
{
	char symbol[KSYM_SYMBOL_LEN];

	sprint_symbol(symbol, address);
	return strstr(symbol, "+0x0/");
}

/* Does a function of the kernel itself begin at this address? */
bool __init symbol_is_function(unsigned long address)
{
	char symbol[KSYM_SYMBOL_LEN];

	sprint_symbol(symbol, address);
	return strstr(symbol, "+0x0/") && !strchr(symbol, '[');
}

/* Is this address in the kernel itself? */
bool __init symbol_is_kernel(unsigned long address)
{
	char symbol[KSYM_SYMBOL_LEN];

	sprint_symbol(symbol, address);
	return strchr(symbol, '+') && !strchr(symbol, '[');
}

bool __init symbol_begins_with(unsigned long address, const char *name)
{
	char symbol[KSYM_SYMBOL_LEN];

	sprint_symbol(symbol, address);
	return str_has_prefix(symbol, name);
}

/*
 * Does the name of the function at this address end in @name? Aliases of one
 * address, such as __x64_sys_x and __ia32_sys_x, are listed in any order.
 */
bool symbol_ends_in(unsigned long address, const char *name)
{
	char symbol[KSYM_SYMBOL_LEN];
	size_t len = scnprintf(symbol, sizeof(symbol), "%ps", (void *)address);

	return len >= strlen(name) && !strcmp(symbol + len - strlen(name), name);
}
