// SPDX-License-Identifier: GPL-2.0
/* Loads an object file: see object.h. */

#include <elf.h>
#include <err.h>
#include <fcntl.h>
#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "object.h"

#define SECTIONS_AT	0x40000000UL
#define STUBS_AT	0x50000000UL
#define ROOM		(16UL << 20)
#define STUB_SIZE	32UL

static const char *path;
static Elf64_Ehdr *header;
static Elf64_Shdr *sections;
static Elf64_Sym *symbols;
static size_t nsymbols;
static const char *names;	/* of symbols */
static unsigned long *placed;	/* sections; 0 for one that is not loaded */
static unsigned long *stubs;	/* of symbols that the object does not define */
static unsigned long sections_end, stubs_end, spare;

static void *at(const Elf64_Shdr *section)
{
	return (char *)header + section->sh_offset;
}

static void map(unsigned long address)
{
	void *p = mmap((void *)address, ROOM, PROT_READ | PROT_WRITE | PROT_EXEC,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	if (p != (void *)address)
		err(2, "no memory at %#lx", address);
}

static void place_sections(void)
{
	int i;

	placed = calloc(header->e_shnum, sizeof(*placed));
	for (i = 0; i < header->e_shnum; i++) {
		Elf64_Shdr *s = &sections[i];

		if (!(s->sh_flags & SHF_ALLOC) || !s->sh_size)
			continue;
		/* Pages of its own: what runs over an end does not find the next one. */
		sections_end = (sections_end + 8191) & ~4095UL;
		placed[i] = sections_end;
		sections_end += s->sh_size;
		if (sections_end > SECTIONS_AT + ROOM || s->sh_addralign > 4096)
			errx(2, "%s: too large", path);
		if (s->sh_type != SHT_NOBITS)
			memcpy((void *)placed[i], at(s), s->sh_size);
	}
}

/* mov $stub,%r11d; jmp *arrived */
static void make_stub(unsigned long stub, unsigned long arrived)
{
	static const __u8 code[] = { 0x41, 0xbb, 0, 0, 0, 0, 0xff, 0x24, 0x25, 0, 0, 0, 0 };
	__u32 self = stub, where = arrived;

	memcpy((void *)stub, code, sizeof(code));
	memcpy((void *)(stub + 2), &self, sizeof(self));
	memcpy((void *)(stub + 9), &where, sizeof(where));
}

/* Functions that are no handlers return at once. */
static bool is_helper(const char *name)
{
	return strstr(name, "return_thunk") || !strcmp(name, "__fentry__");
}

static void make_stubs(void (*arrived)(void))
{
	size_t i;

	/* The first place has the address of what they jump to. */
	memcpy((void *)STUBS_AT, &arrived, sizeof(arrived));
	stubs_end = STUBS_AT + STUB_SIZE;
	stubs = calloc(nsymbols, sizeof(*stubs));
	for (i = 1; i < nsymbols; i++) {
		if (symbols[i].st_shndx != SHN_UNDEF)
			continue;
		if (stubs_end + STUB_SIZE > STUBS_AT + ROOM)
			errx(2, "%s: too many symbols", path);
		stubs[i] = stubs_end;
		stubs_end += STUB_SIZE;
		make_stub(stubs[i], STUBS_AT);
		if (is_helper(names + symbols[i].st_name))
			*(__u8 *)stubs[i] = 0xc3;
	}
	spare = stubs_end;
	stubs_end += STUB_SIZE;
	make_stub(spare, STUBS_AT);
}

static unsigned long address(size_t symbol)
{
	unsigned int section = symbols[symbol].st_shndx;

	if (section == SHN_UNDEF)
		return stubs[symbol];
	if (section == SHN_ABS)
		return symbols[symbol].st_value;
	if (section >= header->e_shnum || !placed[section])
		return 0;
	return placed[section] + symbols[symbol].st_value;
}

static void relocate(const Elf64_Shdr *section)
{
	unsigned long base = placed[section->sh_info];
	Elf64_Rela *r = at(section), *end = r + section->sh_size / sizeof(*r);

	for (; r < end; r++) {
		unsigned long where = base + r->r_offset;
		unsigned long value = address(ELF64_R_SYM(r->r_info)) + r->r_addend;
		__u32 low = value, relative = value - where;

		switch (ELF64_R_TYPE(r->r_info)) {
		case R_X86_64_NONE:
			break;
		case R_X86_64_64:
			memcpy((void *)where, &value, sizeof(value));
			break;
		case R_X86_64_32:
		case R_X86_64_32S:
			memcpy((void *)where, &low, sizeof(low));
			break;
		case R_X86_64_PC32:
		case R_X86_64_PLT32:
			memcpy((void *)where, &relative, sizeof(relative));
			break;
		case R_X86_64_PC64:
			value -= where;
			memcpy((void *)where, &value, sizeof(value));
			break;
		default:
			errx(2, "%s: a relocation of type %u", path,
			     (unsigned int)ELF64_R_TYPE(r->r_info));
		}
	}
}

static void read_file(void)
{
	struct stat st;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &st))
		err(2, "%s", path);
	header = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (header == MAP_FAILED)
		err(2, "%s", path);
	close(fd);
	if ((size_t)st.st_size < sizeof(*header) || memcmp(header->e_ident, ELFMAG, SELFMAG) ||
	    header->e_type != ET_REL || header->e_machine != EM_X86_64)
		errx(2, "%s: no object file for x86-64", path);
	sections = (void *)((char *)header + header->e_shoff);
}

void object_load(const char *file, void (*arrived)(void))
{
	int i;

	path = file;
	read_file();
	map(SECTIONS_AT);
	map(STUBS_AT);
	sections_end = SECTIONS_AT;
	for (i = 0; i < header->e_shnum; i++) {
		if (sections[i].sh_type != SHT_SYMTAB)
			continue;
		symbols = at(&sections[i]);
		nsymbols = sections[i].sh_size / sizeof(*symbols);
		names = at(&sections[sections[i].sh_link]);
	}
	place_sections();
	make_stubs(arrived);
	for (i = 0; i < header->e_shnum; i++)
		if (sections[i].sh_type == SHT_RELA && placed[sections[i].sh_info])
			relocate(&sections[i]);
}

void *object_symbol(const char *name, size_t *size)
{
	size_t i;

	for (i = 1; i < nsymbols; i++) {
		if (symbols[i].st_shndx == SHN_UNDEF || strcmp(names + symbols[i].st_name, name))
			continue;
		if (size)
			*size = symbols[i].st_size;
		return (void *)address(i);
	}
	return NULL;
}

const char *object_name(unsigned long address_)
{
	size_t i;

	for (i = 1; i < nsymbols; i++) {
		bool function = ELF64_ST_TYPE(symbols[i].st_info) == STT_FUNC;

		if ((stubs[i] || function) && address(i) == address_)
			return names + symbols[i].st_name;
	}
	return NULL;
}

unsigned long object_spare(void)
{
	return spare;
}

bool object_is_stub(unsigned long address_)
{
	return address_ >= STUBS_AT && address_ < stubs_end;
}

bool object_has(unsigned long from, size_t size)
{
	return (from >= SECTIONS_AT && from + size <= sections_end) ||
	       (from >= STUBS_AT && from + size <= stubs_end);
}
