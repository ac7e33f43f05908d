/* SPDX-License-Identifier: GPL-2.0 */
/* Whole files in memory, decompressed by libarchive. */
#ifndef DYNSC_BYTES_H
#define DYNSC_BYTES_H

#include <stdbool.h>
#include <stddef.h>

struct archive;

/* @at is NULL if there are none; otherwise a zero follows the last byte. */
struct bytes {
	char *at;
	size_t size;
};

/* False with errno. A compressed file is decompressed. */
bool bytes_read(struct bytes *b, const char *path);
/* False if it is not compressed in a way that is known, or damaged. */
bool bytes_unpack(struct bytes *b, const void *from, size_t size);
/* What an archive has at its current entry; false if that is damaged. */
bool bytes_of_entry(struct bytes *b, struct archive *a);
void bytes_free(struct bytes *b);

#endif /* DYNSC_BYTES_H */
