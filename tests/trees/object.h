/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An object file as the kernel's linker would place it: every section has an
 * address, relocations are applied, and each function that is not in the object
 * is a stub with an address of its own. All of it is below 2 GB, and can be
 * executed.
 */
#ifndef OBJECT_H
#define OBJECT_H

#include <stdbool.h>
#include <stddef.h>

/* Where stubs jump to, with the address of the stub in %r11. */
void object_load(const char *path, void (*arrived)(void));

/* By name; NULL if the object has no such symbol, or does not define it. */
void *object_symbol(const char *name, size_t *size);

/* The name of the function that begins at an address; NULL if there is none. */
const char *object_name(unsigned long address);

/* A stub that no symbol is for: to redirect to. */
unsigned long object_spare(void);

/* Whether an address is of a stub, or all of a range of what was loaded. */
bool object_is_stub(unsigned long address);
bool object_has(unsigned long from, size_t size);

#endif /* OBJECT_H */
