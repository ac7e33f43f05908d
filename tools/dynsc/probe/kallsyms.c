// SPDX-License-Identifier: GPL-2.0
/*
 * Decodes the tables of kernel/kallsyms.c, which scripts/kallsyms.c has written
 * into the image. Nothing says where they are, so they are found by what they
 * contain, in this order:
 *
 *	offsets, base	addresses; before 6.5
 *	number		of symbols
 *	names		a length each, and bytes that stand for tokens
 *	markers		where every 256th name is; ascending, the first one is 0
 *	sequence	three bytes for each symbol; in some kernels
 *	tokens		256 strings; those of digits are the digits
 *	index		where each of them begins
 *	offsets, base	addresses; since 6.5. In later kernels there is no base: each
 *			offset is from where it is
 *
 * Each begins at a multiple of 8 bytes, or of 4 in later kernels. Every table is
 * verified by another one: a wrong symbol would be a wrong answer.
 */

#include <stdlib.h>
#include <string.h>
#include "kallsyms.h"
#include "libdynsc/memory.h"

#define TOKENS		256
#define BLOCK		256	/* names for each marker */
#define MARKERS_MAX	0x800000UL
#define NAMES_MAX	0x2000000UL
#define LENGTH_MAX	1024

struct tables {
	const struct memory *memory;
	const unsigned char *begin, *end;	/* of the segment */
	const unsigned char *tokens, *index, *markers, *names;
	__u32 blocks, number;
	size_t align;
};

static __u16 get16(const unsigned char *at)
{
	__u16 value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static __u32 get32(const unsigned char *at)
{
	__u32 value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static __u64 get64(const unsigned char *at)
{
	__u64 value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static const unsigned char *aligned(const struct tables *t, const unsigned char *at, size_t align)
{
	return t->begin + (((at - t->begin) + align - 1) & ~(align - 1));
}

/* @zero is the token of "0", the 48th. */
static bool tokens_around(struct tables *t, const unsigned char *zero)
{
	const unsigned char *at = zero;
	size_t i;

	for (i = '0'; i < TOKENS; i++) {
		at = memchr(at, 0, t->end - at);
		if (!at)
			return false;
		at++;
	}
	t->index = aligned(t, at, t->align);
	if (t->end - t->index < 2 * TOKENS || zero - t->begin < get16(t->index + 2 * '0'))
		return false;
	t->tokens = zero - get16(t->index + 2 * '0');
	for (i = 0, at = t->tokens; i < TOKENS; i++) {
		if (t->tokens + get16(t->index + 2 * i) != at)
			return false;
		at += strlen((const char *)at) + 1;
	}
	return true;
}

static bool find_tokens(struct tables *t)
{
	static const char digits[] = "0\0001\0002\0003\0004\0005\0006\0007\0008\0009";
	const unsigned char *at = t->begin;

	while ((at = memmem(at, t->end - at, digits, sizeof(digits)))) {
		if (tokens_around(t, at))
			return true;
		at++;
	}
	return false;
}

/* The name behind one of @blocks markers' worth, or NULL. */
static const unsigned char *next_name(const unsigned char *at, const unsigned char *end,
				      size_t *length)
{
	if (end - at < 2)
		return NULL;
	*length = *at++;
	if (*length & 0x80)
		*length = (*length & 0x7f) | *at++ << 7;
	return *length && *length <= LENGTH_MAX && (size_t)(end - at) >= *length ?
	       at + *length : NULL;
}

/* Whether the names at @t->names are as the markers say. */
static bool names_fit(const struct tables *t)
{
	const unsigned char *at = t->names;
	size_t length;
	__u32 i;

	for (i = 0; i < t->number; i++) {
		if (i % BLOCK == 0 && at - t->names != get32(t->markers + i / BLOCK * 4))
			return false;
		at = next_name(at, t->markers, &length);
		if (!at)
			return false;
	}
	return t->markers - at < 8;
}

static bool find_names(struct tables *t)
{
	const unsigned char *at;

	for (at = t->markers; at - t->begin >= 8 && t->markers - at < (long)NAMES_MAX; at -= 4) {
		t->number = get32(at - t->align);
		/* What follows the markers may look like one or two more. */
		if ((t->number + BLOCK - 1) / BLOCK > t->blocks ||
		    (t->number + BLOCK - 1) / BLOCK + 2 < t->blocks)
			continue;
		t->names = at;
		if (names_fit(t))
			return true;
	}
	return false;
}

/* How many ascending numbers are there, each by what a block of names may take? */
static __u32 count_markers(const struct tables *t, const unsigned char *at)
{
	__u32 count = 1;

	for (; t->tokens - at >= 8; at += 4, count++)
		if (get32(at + 4) - get32(at) < 2 * BLOCK ||
		    get32(at + 4) - get32(at) > LENGTH_MAX * BLOCK)
			break;
	return count;
}

static bool find_markers(struct tables *t)
{
	const unsigned char *at = t->tokens - (t->tokens - t->begin) % 4;

	for (at -= 4; at > t->begin && t->tokens - at < (long)MARKERS_MAX; at -= 4) {
		if (get32(at))
			continue;
		t->markers = at;
		t->blocks = count_markers(t, at);
		if (t->blocks > 1 && find_names(t))
			return true;
	}
	return false;
}

/* How the offsets may be meant. */
enum meaning { FROM_BASE, ABSOLUTE_OR_FROM_BASE, FROM_HERE, MEANINGS };

static __u64 address_of(const struct tables *t, const unsigned char *offset, __u64 base,
			enum meaning meaning)
{
	__s32 value = get32(offset);

	switch (meaning) {
	case FROM_BASE:
		return base + get32(offset);
	case ABSOLUTE_OR_FROM_BASE:	/* those of CPUs are absolute */
		return value < 0 ? base - 1 - value : (__u64)value;
	default:
		return memory_address(t->memory, (const char *)offset) + value;
	}
}

/* Whether addresses ascend up to the end, and are of the image. */
static bool offsets_fit(const struct tables *t, const unsigned char *offsets, __u64 base,
			enum meaning meaning)
{
	__u64 address, last = 0;
	bool inside = false;
	char byte;
	__u32 i;

	for (i = 0; i < t->number; i++, last = address) {
		address = address_of(t, offsets + 4UL * i, base, meaning);
		if (address < last)
			return false;
		if (!inside && address >> 63)
			inside = memory_read(t->memory, &byte, address, 1);
	}
	return inside;
}

static void add_names(struct symbols *s, const struct tables *t, const unsigned char *offsets,
		      __u64 base, enum meaning meaning)
{
	const unsigned char *at = t->names, *next;
	size_t size = 0, length, i;
	const char *token;
	__u32 n;
	int pass;
	char *to;

	/* First how much memory the names take, so that they stay where they are. */
	for (pass = 0; pass < 2; pass++) {
		to = pass ? s->names.at : NULL;
		for (n = 0, at = t->names; n < t->number; n++, at = next) {
			next = next_name(at, t->markers, &length);
			if (pass)
				/* The first character is the type. */
				symbols_add(s, address_of(t, offsets + 4UL * n, base, meaning),
					    to + 1);
			for (i = 0; i < length; i++) {
				token = (const char *)t->tokens +
					get16(t->index + 2 * next[(long)i - (long)length]);
				size += strlen(token);
				if (pass)
					to = stpcpy(to, token);
			}
			size++;
			if (pass)
				*to++ = '\0';
		}
		if (!pass)
			s->names = (struct bytes){ dynsc_must(malloc(size)), size };
	}
}

static bool find_offsets(struct symbols *s, const struct tables *t)
{
	size_t size = 4UL * t->number, whole = (size + 7) & ~7UL;
	const unsigned char *after = aligned(t, t->index + 2 * TOKENS, t->align);
	const unsigned char *number = t->names - t->align;
	const unsigned char *offsets[2] = { 0 };
	__u64 bases[2] = { 0 };
	int place, meaning;

	if (t->end - after > (long)(whole + 8)) {
		offsets[0] = after;
		bases[0] = get64(after + whole);
	}
	if (number - t->begin > (long)(whole + 8)) {
		offsets[1] = number - 8 - whole;
		bases[1] = get64(number - 8);
	}
	for (place = 0; place < 2; place++) {
		for (meaning = 0; offsets[place] && meaning < MEANINGS; meaning++) {
			if (!offsets_fit(t, offsets[place], bases[place], meaning))
				continue;
			add_names(s, t, offsets[place], bases[place], meaning);
			return true;
		}
	}
	return false;
}

bool kallsyms_read(struct symbols *s, const struct memory *m)
{
	size_t i, size, align;

	*s = (struct symbols){ 0 };
	for (i = 0; i < m->count; i++) {
		for (align = 8; align >= 4; align -= 4) {
			struct tables t = { .memory = m, .align = align };

			t.begin = (const unsigned char *)memory_of_segment(m, i, &size);
			t.end = t.begin + size;
			if (find_tokens(&t) && find_markers(&t) && find_offsets(s, &t)) {
				symbols_sort(s);
				return s->begin && s->end;
			}
		}
	}
	return false;
}
