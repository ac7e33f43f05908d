// SPDX-License-Identifier: GPL-2.0
/* Memory that is there, or the program ends. */

#include <stdlib.h>
#include "dynsc.h"

void *must(void *memory)
{
	if (memory)
		return memory;
	complain("out of memory");
	exit(FAILED);
}

/* An array with room for one more than @count, which grows at powers of two. */
void *must_grow(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return must(realloc(array, size * (count ? 2 * count : 1)));
}
