/* SPDX-License-Identifier: GPL-2.0 */
/* The symbols of a kernel, without those of modules, as its own kallsyms knows them. */
#ifndef DYNSC_PROBE_SYMBOLS_H
#define DYNSC_PROBE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>
#include "bytes.h"

struct symbol {
	__u64 address;
	const char *name;
};

/**
 * struct symbols - all of them
 * @list: by address; those of one address in the kernel's own order
 * @count: of @list
 * @begin: of the kernel
 * @end: of the kernel; 0 if addresses are not known
 * @names: memory of the names
 */
struct symbols {
	struct symbol *list;
	size_t count;
	__u64 begin, end;
	struct bytes names;
};

/* @name stays where it is. */
void symbols_add(struct symbols *s, __u64 address, const char *name);
/* After the last one. */
void symbols_sort(struct symbols *s);

/* A System.map or /proc/kallsyms; takes over @text. */
void symbols_of_map(struct symbols *s, struct bytes text);
/* False if that ELF file has none. The names stay in @image. */
bool symbols_of_elf(struct symbols *s, struct bytes image);

bool symbols_have(const struct symbols *s, const char *name);
/* 0 if there is none. */
__u64 symbols_address(const struct symbols *s, const char *name);
/* The first name of what begins at an address of the kernel; NULL if nothing does. */
const char *symbols_name(const struct symbols *s, __u64 address);
/* The symbol that an address of the kernel is in; NULL if there is none. */
const struct symbol *symbols_at(const struct symbols *s, __u64 address);
/* Where the next symbol begins. */
__u64 symbols_end(const struct symbols *s, __u64 address);
/* As the kernel prints an address: NAME+0x1. Valid until the next call but one. */
const char *symbols_print(const struct symbols *s, __u64 address);

#endif /* DYNSC_PROBE_SYMBOLS_H */
