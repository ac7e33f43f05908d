// SPDX-License-Identifier: GPL-2.0
/* The symbols of a kernel; see symbols.h. */

#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "libdynsc/memory.h"
#include "symbols.h"

void symbols_add(struct symbols *s, __u64 address, const char *name)
{
	s->list = dynsc_must_grow(s->list, s->count, sizeof(*s->list));
	s->list[s->count++] = (struct symbol){ address, name };
}

/* The names lie one behind the other, in the order in which they were added. */
static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

void symbols_sort(struct symbols *s)
{
	if (s->count)
		qsort(s->list, s->count, sizeof(*s->list), by_address);
	s->begin = symbols_address(s, "_stext");
	/* Some kernels only know their code. */
	s->end = symbols_address(s, "_end") ?: symbols_address(s, "_einittext");
}

void symbols_of_map(struct symbols *s, struct bytes text)
{
	char *line, *rest = NULL, *name, *end;
	__u64 address;

	*s = (struct symbols){ .names = text };
	for (line = strtok_r(text.at, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		address = strtoull(line, &end, 16);
		/* "ADDRESS TYPE NAME", and a module's behind a tab */
		if (end == line || end[0] != ' ' || !end[1] || end[2] != ' ')
			continue;
		name = end + 3;
		if (!name[strcspn(name, " \t")])
			symbols_add(s, address, name);
	}
	symbols_sort(s);
}

/* Those that the kernel has in its own tables, or nearly so. */
static bool is_symbol(const GElf_Sym *symbol, const char *name)
{
	int type = GELF_ST_TYPE(symbol->st_info);

	return symbol->st_shndx != SHN_UNDEF && type != STT_FILE && type != STT_SECTION &&
	       name && *name && *name != '$' && *name != '.';
}

bool symbols_of_elf(struct symbols *s, struct bytes image)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;
	const char *name;
	Elf_Data *data;
	Elf *elf;
	int i;

	*s = (struct symbols){ 0 };
	elf_version(EV_CURRENT);
	elf = elf_memory(image.at, image.size);
	while (elf && (section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB)
			continue;
		data = elf_getdata(section, NULL);
		for (i = 0; data && gelf_getsym(data, i, &symbol); i++) {
			name = elf_strptr(elf, header.sh_link, symbol.st_name);
			if (is_symbol(&symbol, name))
				symbols_add(s, symbol.st_value, name);
		}
	}
	elf_end(elf);
	symbols_sort(s);
	return s->count;
}

static const struct symbol *find(const struct symbols *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (!strcmp(s->list[i].name, name))
			return &s->list[i];
	return NULL;
}

bool symbols_have(const struct symbols *s, const char *name)
{
	return find(s, name);
}

__u64 symbols_address(const struct symbols *s, const char *name)
{
	const struct symbol *symbol = find(s, name);

	return symbol ? symbol->address : 0;
}

/* The first one behind an address. */
static size_t behind(const struct symbols *s, __u64 address)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (s->list[middle].address > address)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

const struct symbol *symbols_at(const struct symbols *s, __u64 address)
{
	size_t i = behind(s, address);

	if (!i || address < s->begin || address >= s->end)
		return NULL;
	for (i--; i && s->list[i - 1].address == s->list[i].address; i--)
		;
	return &s->list[i];
}

const char *symbols_name(const struct symbols *s, __u64 address)
{
	const struct symbol *symbol = symbols_at(s, address);

	return symbol && symbol->address == address ? symbol->name : NULL;
}

__u64 symbols_end(const struct symbols *s, __u64 address)
{
	size_t i = behind(s, address);

	return i < s->count ? s->list[i].address : s->end;
}

const char *symbols_print(const struct symbols *s, __u64 address)
{
	static char *texts[2];
	static int next;
	const struct symbol *symbol = symbols_at(s, address);

	next ^= 1;
	free(texts[next]);
	if (!symbol)
		texts[next] = dynsc_text("%#llx", address);
	else if (symbol->address == address)
		texts[next] = dynsc_text("%s", symbol->name);
	else
		texts[next] = dynsc_text("%s+%#llx", symbol->name, address - symbol->address);
	return texts[next];
}
