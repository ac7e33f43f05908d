// SPDX-License-Identifier: GPL-2.0
/*
 * Proves the walker of src/tree.c on object files: walks each number as the
 * module would, then executes the object's own bytes to see where the number
 * really goes, and what is there when it arrives. See usage().
 */

#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../src/tree.h"
#include "object.h"
#include "run.h"

#define ROWS 1024

/* What rules.S writes for each of them. */
struct rule {
	const char *name, *why;
	unsigned long begin, end, twin, twin_end;
	unsigned long kind, esi, cold, cold_end;
};

static const char * const kinds[] = {
	[TREE_UNPROVED] = "unproved",
	[TREE_JUMP] = "jump",
	[TREE_CONDITIONAL] = "conditional",
	[TREE_CALL] = "call",
	[TREE_LAST_CALL] = "last-call",
};

static struct tree tree;
static int failures;

/* One mistake may be made for each number. */
#define fail(format, ...) do {						\
	if (failures++ < 20)						\
		printf("# " format "\n", ##__VA_ARGS__);		\
} while (0)

static bool read_memory(void *to, unsigned long from, size_t size)
{
	if (!object_has(from, size))
		return false;
	memcpy(to, (void *)from, size);
	return true;
}

static bool is_return(unsigned long target)
{
	const char *name = object_name(target);

	return name && strstr(name, "return_thunk");
}

/* As the module asks: the target of a site must be called so. */
static bool is_system_call(unsigned long target)
{
	const char *name = object_name(target);

	return name && (!strncmp(name, "__x64_sys_", 10) || !strcmp(name, "sys_ni_syscall"));
}

/* A site that leads to no system call is none. */
static struct tree_site walk(unsigned int nr)
{
	struct tree_site site = tree_walk(&tree, nr);

	if (site.kind != TREE_UNPROVED && !is_system_call(site.target)) {
		site.kind = TREE_UNPROVED;
		site.why = "not a system call";
	}
	return site;
}

/* The stub behind a function of the object that is a jump to it, and no more. */
static unsigned long stub_of(unsigned long target)
{
	return object_is_stub(target) ? target : tree_target(&tree, target);
}

/*
 * Executes @nr, which must arrive at @stub with all that the walk has proved of
 * its site.
 */
static void execute(unsigned int nr, const struct tree_site *site, unsigned long stub)
{
	struct run seen = run(tree.part[0].begin, nr, site->kind == TREE_LAST_CALL);

	if (seen.died)
		fail("number %u: it died", nr);
	if (seen.stub != stub || seen.arrivals != 1)
		fail("number %u: arrives %d times, at %s, not at %s", nr, seen.arrivals,
		     object_name(seen.stub), object_name(stub));
	if (seen.rdi != RUN_RDI)
		fail("number %u: %%rdi is %#lx", nr, seen.rdi);
	if (site->nr_in_esi && (unsigned int)seen.rsi != nr)
		fail("number %u: %%esi is %#x", nr, (unsigned int)seen.rsi);
	if ((site->kind == TREE_JUMP || site->kind == TREE_CONDITIONAL) &&
	    (seen.depth || !seen.preserved))
		fail("number %u: the stack has %ld bytes, registers %s", nr, seen.depth,
		     seen.preserved ? "are preserved" : "are lost");
	if (site->kind != TREE_LAST_CALL && !seen.returned)
		fail("number %u: does not return as it was called", nr);
}

static struct tree_site sites[ROWS];

static unsigned long field(const struct tree_site *site)
{
	return site->at + (site->kind == TREE_CONDITIONAL ? 2 : 1);
}

/* Lets a site lead to @target, as the kernel's patcher does. */
static void patch(const struct tree_site *site, unsigned long target)
{
	s32 relative = target - field(site) - 4;

	memcpy((void *)field(site), &relative, sizeof(relative));
}

/*
 * Redirects the site of each number: all numbers with that site must arrive
 * there, and all others where they did.
 */
static void redirect_each(unsigned int rows)
{
	unsigned int nr, other;

	for (nr = 0; nr < rows; nr++) {
		s32 before;

		if (sites[nr].kind == TREE_UNPROVED)
			continue;
		for (other = 0; other < nr && sites[other].at != sites[nr].at; other++)
			;
		if (other < nr)
			continue;
		memcpy(&before, (void *)field(&sites[nr]), sizeof(before));
		patch(&sites[nr], object_spare());
		for (other = 0; other < rows; other++) {
			unsigned long stub = sites[other].at == sites[nr].at ?
					     object_spare() : stub_of(sites[other].target);

			if (sites[other].kind != TREE_UNPROVED)
				execute(other, &sites[other], stub);
		}
		memcpy((void *)field(&sites[nr]), &before, sizeof(before));
	}
}

/*
 * Walks and executes all numbers of an object, whose sys_call_table says where
 * they should go. Prints a line of words for a table.
 */
static void check_object(const char *path, const char *expected)
{
	int kind[5] = {}, esi = 0, unused = 0, elsewhere = 0, inlined = 0;
	const char *why = NULL;
	unsigned long *table;
	unsigned int nr, rows, at = 0, other;
	size_t size, cold_size = 0, table_size;
	void *function, *cold;

	object_load(path, run_arrived);
	function = object_symbol(TREE_FUNCTION, &size);
	cold = object_symbol(TREE_FUNCTION ".cold", &cold_size);
	table = object_symbol("sys_call_table", &table_size);
	if (!function || !table)
		errx(2, "%s: no " TREE_FUNCTION "(), or no sys_call_table", path);
	rows = table_size / sizeof(*table);
	if (rows < 300 || rows > ROWS)
		errx(2, "%s: a table of %u rows", path, rows);

	tree = (struct tree){
		.part = {
			{ (unsigned long)function, (unsigned long)function + size },
			{ (unsigned long)cold, (unsigned long)cold + cold_size },
		},
		.read = read_memory,
		.is_return = is_return,
	};
	tree.root = tree_skip_entry(&tree);

	for (nr = 0; nr < rows; nr++) {
		struct tree_site *site = &sites[nr];
		const char *name = object_name(table[nr]);
		struct run seen;

		*site = walk(nr);
		kind[site->kind]++;
		esi += site->kind != TREE_UNPROVED && site->nr_in_esi;
		if (site->kind == TREE_UNPROVED) {
			seen = run(tree.part[0].begin, nr, true);
			elsewhere += seen.stub != table[nr];
			inlined += !object_is_stub(table[nr]);
			if (!why) {
				why = site->why;
				at = nr;
			}
			continue;
		}
		if (site->target != table[nr])
			fail("number %u: the walk ends at %s, the table has %s", nr,
			     object_name(site->target), name);
		execute(nr, site, table[nr]);
		if (site->kind == TREE_LAST_CALL && strcmp(name, "__x64_sys_exit") &&
		    strcmp(name, "__x64_sys_exit_group"))
			fail("number %u, %s: %s", nr, name, site->why);
		for (other = 0; other < nr && sites[other].at != site->at; other++)
			;
		unused += other == nr && strstr(name, "sys_ni_syscall");
	}
	redirect_each(rows);

	if (!strcmp(expected, "inlined") && !inlined)
		fail("no number has an inlined handler");
	if (!strcmp(expected, "inlined") && kind[TREE_UNPROVED] != inlined)
		fail("%d numbers are not proved, %d of them with an inlined handler",
		     kind[TREE_UNPROVED], inlined);
	if (!strcmp(expected, "all") && kind[TREE_UNPROVED])
		fail("%d numbers are not proved", kind[TREE_UNPROVED]);
	if (!strcmp(expected, "none") && kind[TREE_UNPROVED] != (int)rows)
		fail("only %d numbers are not proved", kind[TREE_UNPROVED]);
	for (nr = 0; nr < 5; nr++)
		printf("# %s=%d\n", kinds[nr], kind[nr]);
	printf("# numbers=%u\n# esi=%d\n# unused-sites=%d\n# cold=%zu\n# elsewhere=%d\n", rows, esi,
	       unused, cold_size, elsewhere);
	if (why)
		printf("# why=number %u: %s\n", at, why);
}

/* Number 7 has a site in a rule, and in its twin none for the reason given. */
static void check_rule(const struct rule *rule)
{
	struct tree_site site;

	tree = (struct tree){
		.part = { { rule->begin, rule->end }, { rule->cold, rule->cold_end } },
		.read = read_memory,
		.is_return = is_return,
		.root = rule->begin,
	};
	site = walk(7);
	if (site.kind != rule->kind) {
		fail("a site of kind %s, not %s: %s at +%#lx", kinds[site.kind],
		     kinds[rule->kind], site.why, site.at - rule->begin);
	} else {
		execute(7, &site, stub_of(site.target));
		patch(&site, object_spare());
		execute(7, &site, object_spare());
	}
	if (site.nr_in_esi != rule->esi)
		fail("the number %s in %%esi", site.nr_in_esi ? "is" : "is not");

	tree.part[0].begin = rule->twin;
	tree.part[0].end = rule->twin_end;
	tree.part[1].begin = 0;
	tree.part[1].end = 0;
	tree.root = rule->twin;
	site = walk(7);
	if (site.kind != TREE_UNPROVED && site.kind != TREE_LAST_CALL)
		fail("the twin has a site of kind %s", kinds[site.kind]);
	else if (strcmp(site.why, rule->why))
		fail("the twin has none for another reason: %s", site.why);
}

static void check_rules(const char *path)
{
	const struct rule *rule, *end;
	int number = 0, failed = 0;

	object_load(path, run_arrived);
	rule = object_symbol("rules", NULL);
	end = object_symbol("rules_end", NULL);
	if (!rule || !end || rule == end)
		errx(2, "%s: no rules", path);
	printf("KTAP version 1\n1..%d\n", (int)(end - rule));
	for (; rule < end; rule++) {
		failures = 0;
		check_rule(rule);
		failed += failures > 0;
		printf("%sok %d %s\n", failures ? "not " : "", ++number, rule->name);
	}
	failures = failed;
}

static void usage(FILE *to)
{
	fputs("Usage: trees [-e all|inlined|some|none] OBJECT\n"
	      "       trees -r RULES\n"
	      "\n"
	      "Walks x64_sys_call() of OBJECT for every number as the module does, compares\n"
	      "with its sys_call_table, executes it for every number, redirects each site in\n"
	      "turn, and prints what was found as lines \"# WORD=VALUE\". Ends with 1, after\n"
	      "lines that say why, when something is not as it was proved to be.\n"
	      "\n"
	      "  -e all      a number whose site is not proved is a failure, too\n"
	      "  -e inlined  the same, but for some numbers whose handler OBJECT defines\n"
	      "  -e none     one whose site is proved is\n"
	      "  -r          walks the rules of rules.S and their twins, and prints KTAP\n", to);
}

int main(int argc, char **argv)
{
	const char *expected = "some";
	bool rules = false;
	int c;

	while ((c = getopt(argc, argv, "e:rh")) != -1) {
		switch (c) {
		case 'e':
			expected = optarg;
			break;
		case 'r':
			rules = true;
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}
	if (argc != optind + 1 || (strcmp(expected, "all") && strcmp(expected, "inlined") &&
				   strcmp(expected, "some") && strcmp(expected, "none"))) {
		usage(stderr);
		return 2;
	}
	if (rules)
		check_rules(argv[optind]);
	else
		check_object(argv[optind], expected);
	return failures != 0;
}
