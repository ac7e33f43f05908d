// SPDX-License-Identifier: GPL-2.0
/* Whole files in memory; see bytes.h. */

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include "bytes.h"
#include "libdynsc/memory.h"

#define STEP	0x100000UL

/* What kernels and their configuration are compressed with, and no archives. */
static struct archive *new_reader(void)
{
	struct archive *a = dynsc_must(archive_read_new());

	archive_read_support_filter_gzip(a);
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_lzma(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_lz4(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_format_raw(a);
	archive_read_support_format_empty(a);
	return a;
}

bool bytes_of_entry(struct bytes *b, struct archive *a)
{
	la_ssize_t got = 0;
	size_t room = 0;

	*b = (struct bytes){ 0 };
	do {
		b->size += got;
		if (room - b->size < STEP) {
			room = 2 * room + 2 * STEP;
			b->at = dynsc_must(realloc(b->at, room));
		}
		got = archive_read_data(a, b->at + b->size, room - b->size - 1);
	} while (got > 0);
	b->at[b->size] = '\0';
	if (got < 0)
		bytes_free(b);
	return got >= 0;
}

static bool read_all(struct archive *a, struct bytes *b)
{
	struct archive_entry *entry;
	int status;

	*b = (struct bytes){ 0 };
	status = archive_read_next_header(a, &entry);
	if (status == ARCHIVE_EOF)
		b->at = dynsc_must(calloc(1, 1));
	return status == ARCHIVE_EOF || (status == ARCHIVE_OK && bytes_of_entry(b, a));
}

bool bytes_read(struct bytes *b, const char *path)
{
	struct archive *a = new_reader();
	bool good;

	good = archive_read_open_filename(a, path, STEP) == ARCHIVE_OK && read_all(a, b);
	if (!good)
		errno = archive_errno(a) > 0 ? archive_errno(a) : EINVAL;
	archive_read_free(a);
	return good;
}

bool bytes_unpack(struct bytes *b, const void *from, size_t size)
{
	struct archive *a = new_reader();
	bool good;

	*b = (struct bytes){ 0 };
	good = archive_read_open_memory(a, from, size) == ARCHIVE_OK && read_all(a, b) &&
	       archive_filter_count(a) > 1;
	if (!good)
		bytes_free(b);
	archive_read_free(a);
	return good;
}

void bytes_free(struct bytes *b)
{
	free(b->at);
	*b = (struct bytes){ 0 };
}
