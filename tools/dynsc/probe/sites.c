// SPDX-License-Identifier: GPL-2.0
/*
 * Finds sites as dispatch_switch.c, dispatch_table.c and dispatch.c of the module
 * do, with the same walker, and fails where they do. Nothing is written.
 */

#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../../../src/tree.h"
#include "libdynsc/memory.h"
#include "sites.h"

#define TABLE		"sys_call_table"
#define MAX_NUMBERS	1024

/* On x86-64. They do not return, and nothing needs to follow their calls. */
#define NR_EXIT		60
#define NR_EXIT_GROUP	231

/* The walker's functions have no argument for these. */
static const struct memory *memory;
static const struct symbols *symbols;

static const char *name_of(__u64 address)
{
	const struct symbol *symbol = symbols_at(symbols, address);

	return symbol ? symbol->name : "";
}

static bool ends_in(__u64 address, const char *end)
{
	const char *name = name_of(address);
	size_t length = strlen(name);

	return length >= strlen(end) && !strcmp(name + length - strlen(end), end);
}

static bool begins_with(__u64 address, const char *begin)
{
	return !strncmp(name_of(address), begin, strlen(begin));
}

static bool read_code(void *to, unsigned long from, size_t size)
{
	return memory_read(memory, to, from, size);
}

static bool is_return(unsigned long target)
{
	return ends_in(target, "return_thunk") || ends_in(target, "__x86_return_skl");
}

static bool is_system_call(__u64 address)
{
	return symbols_name(symbols, address) &&
	       (begins_with(address, "__x64_sys_") || begins_with(address, "__do_sys_") ||
		begins_with(address, "__ia32_sys_") || ends_in(address, "sys_ni_syscall"));
}

/* Kernels refuse kprobes in these sections; then the module does not find the function. */
static bool may_probe(__u64 address)
{
	static const char * const sections[][2] = {
		{ "__kprobes_text_start", "__kprobes_text_end" },
		{ "__noinstr_text_start", "__noinstr_text_end" },
		{ "__entry_text_start", "__entry_text_end" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sections); i++)
		if (address >= symbols_address(symbols, sections[i][0]) &&
		    address < symbols_address(symbols, sections[i][1]))
			return false;
	return true;
}

/* The address of what a kprobe finds by its name; 0 if there is none. */
static __u64 find_function(const char *name)
{
	__u64 address = symbols_address(symbols, name);

	return address && may_probe(address) ? address : 0;
}

static __u64 read_row(__u64 table, int nr)
{
	__u64 row = 0;

	memory_read(memory, &row, table + 8ULL * nr, sizeof(row));
	return row;
}

/* Addresses of the kernel are in the upper half. */
static int count_rows(__u64 table, __u64 end)
{
	int nr = 0;

	while (nr < MAX_NUMBERS && table + 8ULL * (nr + 1) <= end && read_row(table, nr) >> 63)
		nr++;
	return nr;
}

/* Does arch_static_call_transform() patch conditional jumps? As COMPAT_PATCHES_JCC. */
static bool patches_jcc(__u32 version)
{
	return version >= VERSION_CODE(6, 12, 0) ||
	       (version >= VERSION_CODE(6, 1, 192) && version < VERSION_CODE(6, 2, 0));
}

/* A tracer that is being switched on or off has an int3 there for some milliseconds. */
static bool find_tree(struct tree *tree)
{
	static const char * const names[] = { TREE_FUNCTION, TREE_FUNCTION ".cold" };
	size_t i;

	*tree = (struct tree){ .read = read_code, .is_return = is_return };
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		tree->part[i].begin = find_function(names[i]);
		if (!tree->part[i].begin)
			break;
		tree->part[i].end = symbols_end(symbols, tree->part[i].begin);
	}
	if (!i)
		return false;
	for (i = 0; !(tree->root = tree_skip_entry(tree)) && i < 200; i++)
		usleep(1000);
	return true;
}

static const char * const kinds[] = {
	[TREE_JUMP] = "jump",
	[TREE_CONDITIONAL] = "conditional",
	[TREE_CALL] = "call",
	[TREE_LAST_CALL] = "call",
};

/* Sets @fails, or finds the site of a number, or the reason why it has none. */
static void find_site(struct sites *s, const struct tree *tree, int nr, __u32 version, bool loaded)
{
	struct tree_site found = tree_walk(tree, nr);
	struct site *site = &s->list[nr];
	const char *why = found.why;
	unsigned char insn = 0;

	memory_read(memory, &insn, found.at, 1);
	*site = (struct site){ .at = found.at };
	if (found.kind == TREE_UNPROVED && insn == 0xcc) {
		s->fails = dynsc_text("number %d meets a breakpoint at %s", nr,
				      symbols_print(symbols, found.at));
		return;
	}
	if (found.kind != TREE_UNPROVED && !symbols_at(symbols, found.target)) {
		site->redirected = loaded;
		if (!loaded)
			s->fails = dynsc_text("number %d leads from %s out of the kernel", nr,
					      symbols_print(symbols, found.at));
		return;
	}
	if (found.kind == TREE_UNPROVED)
		;
	else if (found.kind == TREE_LAST_CALL && nr != NR_EXIT && nr != NR_EXIT_GROUP)
		;
	else if (!is_system_call(found.target))
		why = "a jump or call to a function that is not a system call";
	else if (found.kind == TREE_CONDITIONAL && !patches_jcc(version))
		why = "a conditional jump, which this kernel may not know how to patch";
	else
		why = NULL;
	site->why = why ? dynsc_text("%s", why) : NULL;
	if (why)
		return;
	site->kind = kinds[found.kind];
	site->target = found.target;
}

/* How many numbers: those of the table that is there for tracing, or up to the last used. */
static int count_numbers(const struct tree *tree)
{
	__u64 table = symbols_address(symbols, TABLE);
	struct tree_site site;
	int nr;

	if (table)
		return count_rows(table, symbols_end(symbols, table));
	for (nr = MAX_NUMBERS; nr > 0; nr--) {
		site = tree_walk(tree, nr - 1);
		if (site.kind != TREE_UNPROVED && !ends_in(site.target, "sys_ni_syscall"))
			break;
	}
	return nr;
}

/* A number that is used must have its site for itself. */
static void refuse_shared(struct sites *s)
{
	int nr, other;

	for (nr = 0; nr < s->count; nr++) {
		if (!s->list[nr].kind || s->list[nr].unused)
			continue;
		for (other = 0; other < s->count && !s->list[nr].why; other++)
			if (other != nr && s->list[other].at == s->list[nr].at)
				s->list[nr].why = dynsc_text("number %d has the same site", other);
	}
}

static void mark_unused(struct sites *s, __u64 unused)
{
	int nr;

	for (nr = 0; nr < s->count; nr++)
		s->list[nr].unused = s->list[nr].kind && s->list[nr].target == unused;
}

/* False if this kernel does not dispatch in this way. */
static bool find_switch(struct sites *s, __u32 version, bool loaded)
{
	__u64 unused = 0;
	struct tree tree;
	bool any = false;
	int nr;

	if (!find_tree(&tree))
		return false;
	s->dispatch = "switch";
	s->place = TREE_FUNCTION;
	if (!tree.root) {
		s->fails = dynsc_text("a breakpoint stays at the entry of " TREE_FUNCTION);
		return true;
	}
	s->count = count_numbers(&tree);
	s->list = dynsc_must(calloc(s->count + 1, sizeof(*s->list)));
	for (nr = 0; nr < s->count && !s->fails; nr++) {
		find_site(s, &tree, nr, version, loaded);
		any |= s->list[nr].kind || s->list[nr].redirected;
		if (s->list[nr].kind && ends_in(s->list[nr].target, "sys_ni_syscall"))
			unused = s->list[nr].target;
	}
	if (!s->fails && !any)
		s->fails = dynsc_text(TREE_FUNCTION " is not understood: %s at %s",
				      s->count ? s->list[0].why : "no number",
				      symbols_print(symbols, s->count ? s->list[0].at : tree.root));
	if (s->fails)
		return true;
	mark_unused(s, unused);
	refuse_shared(s);
	return true;
}

/* On x86-64, code that dispatches through the table has its address. */
static bool dispatches_by(__u64 table)
{
	__u64 at = symbols_address(symbols, "do_syscall_64"), end = symbols_end(symbols, at);
	__u32 word;

	if (memory->machine != EM_X86_64)
		return true;
	for (; at && at + sizeof(word) <= end; at++)
		if (memory_read(memory, &word, at, sizeof(word)) && word == (__u32)table)
			return true;
	return false;
}

/* On arm64: "adrp xN, page" and, somewhere behind it, "add xN, xN, #offset". */
static __u64 table_by_code(void)
{
	__u64 at = find_function("do_el0_svc"), end = symbols_end(symbols, at), p, q, page;
	__u32 insn, add;

	for (p = at; at && p < end; p += 4) {
		if (!memory_read(memory, &insn, p, 4) || (insn & 0x9f000000) != 0x90000000)
			continue;
		for (q = p + 4; q < end; q += 4) {
			if (!memory_read(memory, &add, q, 4) ||
			    (add & 0xffc003ff) != (0x91000000 | (insn & 31) << 5 | (insn & 31)))
				continue;
			page = (insn >> 5 & 0x7ffff) << 2 | (insn >> 29 & 3);
			/* 21 bits with a sign, of pages */
			page = ((page ^ 0x100000) - 0x100000) << 12;
			return (p & ~0xfffULL) + page + (add >> 10 & 0xfff);
		}
	}
	return 0;
}

static bool find_table(struct sites *s, bool loaded)
{
	__u64 table = 0, unused = 0, row, end;
	struct site *site;
	int nr;

	if (find_function("kallsyms_lookup_name"))
		table = symbols_address(symbols, TABLE);
	end = table ? symbols_end(symbols, table) : ~0ULL;
	if (table && !dispatches_by(table))
		table = 0;
	if (!table && memory->machine == EM_AARCH64)
		table = table_by_code();
	if (!table || table % 8)
		return false;
	s->dispatch = "table";
	s->place = TABLE;
	s->count = count_rows(table, end);
	s->list = dynsc_must(calloc(s->count + 1, sizeof(*s->list)));
	for (nr = 0; nr < s->count; nr++) {
		row = read_row(table, nr);
		site = &s->list[nr];
		*site = (struct site){ .at = table + 8ULL * nr, .target = row, .kind = "row" };
		if (loaded && !symbols_at(symbols, row)) {
			*site = (struct site){ .at = site->at, .redirected = true };
		} else if (!symbols_name(symbols, row)) {
			s->fails = dynsc_text(TABLE ": row %d holds %s, no function of the kernel",
					      nr, symbols_print(symbols, row));
			return true;
		}
		if (!unused && ends_in(row, "sys_ni_syscall"))
			unused = row;
	}
	if (!unused)
		s->fails = dynsc_text(TABLE ": no row holds sys_ni_syscall()");
	else
		mark_unused(s, unused);
	return true;
}

/* A few system calls that every kernel has, with the names of their functions. */
static void check_known(struct sites *s)
{
	static const struct {
		int x86, arm64;
		const char *name;
	} known[] = {
		{ 0, 63, "sys_read" },
		{ 39, 172, "sys_getpid" },
		{ 257, 56, "sys_openat" },
		{ 3, 57, "sys_close" },
	};
	size_t i;
	int nr;

	for (i = 0; i < ARRAY_SIZE(known) && !s->fails; i++) {
		nr = memory->machine == EM_X86_64 ? known[i].x86 : known[i].arm64;
		if (nr >= s->count)
			s->fails = dynsc_text("%s: only %d numbers", s->place, s->count);
		else if (s->list[nr].kind && !ends_in(s->list[nr].target, known[i].name))
			s->fails = dynsc_text("%s: number %d leads to %s, not to %s", s->place, nr,
					      name_of(s->list[nr].target), known[i].name);
	}
}

void sites_find(struct sites *s, const struct memory *m, const struct symbols *list,
		__u32 version, bool loaded)
{
	*s = (struct sites){ 0 };
	memory = m;
	symbols = list;
	if ((m->machine == EM_X86_64 && find_switch(s, version, loaded)) || find_table(s, loaded))
		check_known(s);
}

int sites_redirected(const struct sites *s)
{
	int nr, n = 0;

	for (nr = 0; nr < s->count; nr++)
		n += s->list[nr].redirected;
	return n;
}

int sites_unused(const struct sites *s)
{
	int nr, n = 0;

	for (nr = 0; nr < s->count; nr++)
		n += s->list[nr].unused;
	return n;
}

int sites_refused(const struct sites *s)
{
	int nr, n = 0;

	for (nr = 0; nr < s->count; nr++)
		n += !!s->list[nr].why;
	return n;
}
