// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel's memory; see memory.h. Images are: vmlinux, an ELF file; bzImage,
 * which has a compressed one; and arm64's Image, which is memory as it is, up to
 * the relocations that the kernel makes when it begins.
 */

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "libdynsc/memory.h"
#include "memory.h"

static bool add_segment(struct memory *m, __u64 begin, __u64 size, __u64 offset)
{
	if (m->file < 0 && (offset > m->image.size || size > m->image.size - offset))
		return false;
	m->segments = dynsc_must_grow(m->segments, m->count, sizeof(*m->segments));
	m->segments[m->count++] = (struct segment){ begin, size, offset };
	return true;
}

static bool read_segments(struct memory *m, Elf *elf)
{
	GElf_Ehdr header;
	GElf_Phdr segment;
	size_t count, i;

	if (!elf || !gelf_getehdr(elf, &header) || elf_getphdrnum(elf, &count) ||
	    header.e_ident[EI_CLASS] != ELFCLASS64)
		return false;
	m->machine = header.e_machine;
	for (i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, i, &segment))
			return false;
		if (segment.p_type == PT_LOAD && segment.p_filesz &&
		    !add_segment(m, segment.p_vaddr, segment.p_filesz, segment.p_offset))
			return false;
	}
	return m->count;
}

bool memory_of_running(struct memory *m)
{
	Elf *elf;

	*m = (struct memory){ .file = open("/proc/kcore", O_RDONLY | O_CLOEXEC) };
	if (m->file < 0)
		return false;
	elf_version(EV_CURRENT);
	elf = elf_begin(m->file, ELF_C_READ, NULL);
	if (!read_segments(m, elf)) {
		m->machine = 0;
		errno = EINVAL;
	}
	elf_end(elf);
	return m->machine;
}

static bool is_elf(struct memory *m)
{
	Elf *elf;
	bool good;

	elf_version(EV_CURRENT);
	elf = elf_memory(m->image.at, m->image.size);
	good = read_segments(m, elf);
	elf_end(elf);
	return good;
}

/* The field of a header; all are little-endian. */
static __u32 field(const struct memory *m, size_t at, size_t size)
{
	__u32 value = 0;

	if (at + size <= m->image.size)
		memcpy(&value, m->image.at + at, size);
	return value;
}

/* The kernel's Documentation/arch/x86/boot.rst has the header. */
static bool is_bzimage(struct memory *m)
{
	size_t begin = (field(m, 0x1f1, 1) + 1) * 512 + field(m, 0x248, 4);
	size_t size = field(m, 0x24c, 4);
	struct bytes packed = m->image, elf;

	if (memcmp(m->image.at + 0x202, "HdrS", 4) || field(m, 0x206, 2) < 0x208 ||
	    begin > packed.size || size > packed.size - begin || size < 4)
		return false;
	/* The size that it will have follows, except with gzip, which has it itself. */
	if (field(m, begin, 2) != 0x8b1f)
		size -= 4;
	if (!bytes_unpack(&elf, packed.at + begin, size))
		return false;
	bytes_free(&packed);
	m->image = elf;
	return is_elf(m);
}

static bool is_relative(const Elf64_Rela *r)
{
	return r->r_info == R_AARCH64_RELATIVE;
}

/* An address that is used, and may be where the image begins. */
static bool is_base(const struct memory *m, const Elf64_Rela *r)
{
	__u64 base = r->r_addend;

	return !(base & 0xffff) && base >> 47 == 0x1ffff && r->r_offset > base &&
	       r->r_offset - base < m->image.size;
}

/*
 * Documentation/arch/arm64/booting.rst has the header. Relocations have absolute
 * addresses, of which the lowest is that of the image itself.
 */
static bool is_arm64(struct memory *m)
{
	size_t i, end = m->image.size - sizeof(Elf64_Rela);
	__u64 base = ~0ULL;
	Elf64_Rela r;

	if (memcmp(m->image.at + 56, "ARM\x64", 4))
		return false;
	for (i = 0; i < end; i += 8) {
		memcpy(&r, m->image.at + i, sizeof(r));
		if (is_relative(&r) && is_base(m, &r) && (__u64)r.r_addend < base)
			base = r.r_addend;
	}
	for (i = 0; i < end; i += 8) {
		memcpy(&r, m->image.at + i, sizeof(r));
		if (is_relative(&r) && r.r_offset - base <= m->image.size - 8)
			memcpy(m->image.at + (r.r_offset - base), &r.r_addend, 8);
	}
	m->machine = EM_AARCH64;
	return base != ~0ULL && add_segment(m, base, m->image.size, 0);
}

bool memory_of_image(struct memory *m, struct bytes image)
{
	*m = (struct memory){ .file = -1, .image = image };
	if (image.size > 0x1000 && (is_bzimage(m) || is_arm64(m) || is_elf(m)))
		return true;
	bytes_free(&m->image);
	m->machine = 0;
	return false;
}

bool memory_read(const struct memory *m, void *to, __u64 from, size_t size)
{
	const struct segment *s;

	for (s = m->segments; s < m->segments + m->count; s++) {
		__u64 offset = from - s->begin;

		if (from < s->begin || offset >= s->size || size > s->size - offset)
			continue;
		if (m->file >= 0)
			return pread(m->file, to, size, s->offset + offset) == (ssize_t)size;
		memcpy(to, m->image.at + s->offset + offset, size);
		return true;
	}
	return false;
}

const char *memory_of_segment(const struct memory *m, size_t segment, size_t *size)
{
	*size = m->segments[segment].size;
	return m->image.at + m->segments[segment].offset;
}

__u64 memory_address(const struct memory *m, const char *at)
{
	__u64 offset = at - m->image.at;
	size_t i;

	for (i = 0; i < m->count; i++)
		if (offset >= m->segments[i].offset &&
		    offset - m->segments[i].offset < m->segments[i].size)
			return m->segments[i].begin + offset - m->segments[i].offset;
	return 0;
}
