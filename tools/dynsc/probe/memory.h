/* SPDX-License-Identifier: GPL-2.0 */
/* A kernel's memory: of the one that runs, or as its image has it. */
#ifndef DYNSC_PROBE_MEMORY_H
#define DYNSC_PROBE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>
#include "bytes.h"

struct segment {
	__u64 begin, size, offset;
};

/**
 * struct memory - what can be read
 * @machine: the architecture, as in ELF; 0 if there is no memory
 * @file: /proc/kcore, or -1
 * @image: all of the image, decompressed
 * @segments: where addresses are in the file or the image
 * @count: of @segments
 */
struct memory {
	int machine;
	int file;
	struct bytes image;
	struct segment *segments;
	size_t count;
};

/* False with errno. */
bool memory_of_running(struct memory *m);
/* False if it is no image that is known. Takes over @image. */
bool memory_of_image(struct memory *m, struct bytes image);
/* False if not all of it is there. */
bool memory_read(const struct memory *m, void *to, __u64 from, size_t size);
/* What an image has of a segment. */
const char *memory_of_segment(const struct memory *m, size_t segment, size_t *size);
/* The address of a byte of the image. */
__u64 memory_address(const struct memory *m, const char *at);

#endif /* DYNSC_PROBE_MEMORY_H */
