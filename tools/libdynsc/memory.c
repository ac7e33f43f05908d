// SPDX-License-Identifier: GPL-2.0
/* Memory whose callers need not check for NULL. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "memory.h"

void (*dynsc_out_of_memory)(void) = abort;

void *dynsc_must(void *memory)
{
	if (!memory)
		dynsc_out_of_memory();
	return memory;
}

void *dynsc_must_grow(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return dynsc_must(realloc(array, size * (count ? 2 * count : 1)));
}

char *dynsc_text(const char *format, ...)
{
	char *text;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	return dynsc_must(text);
}
