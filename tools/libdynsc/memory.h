/* SPDX-License-Identifier: GPL-2.0 */
/* Memory whose callers need not check for NULL. */
#ifndef DYNSC_MEMORY_H
#define DYNSC_MEMORY_H

#include <stddef.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Called when there is no memory; must not return. The default is abort(). */
extern void (*dynsc_out_of_memory)(void);

void *dynsc_must(void *memory);
/* An array with room for one more than @count, which grows at powers of two. */
void *dynsc_must_grow(void *array, size_t count, size_t size);
char *dynsc_text(const char *format, ...);

#endif /* DYNSC_MEMORY_H */
