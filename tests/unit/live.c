// SPDX-License-Identifier: GPL-2.0
/*
 * unit-live: tests of what dynsc top and dynsc calls read from debugfs, and of rates, order
 * and lines. Needs no module: the files are made here, in the directory where it runs.
 *
 * Prints KTAP. The exit status is 1 if a test failed.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "dynsc/top.h"
#include "libdynsc/memory.h"

#define FILE_NAME	"unit-live.table"

static int tests, failures;

static void check(bool good, const char *name)
{
	printf("%s %d %s\n", good ? "ok" : "not ok", ++tests, name);
	failures += !good;
}

static void is(const char *name, const char *got, const char *wanted)
{
	check(!strcmp(got, wanted), name);
	if (strcmp(got, wanted))
		printf("# got:    '%s'\n# wanted: '%s'\n", got, wanted);
}

static const char *file(const char *text)
{
	FILE *f = fopen(FILE_NAME, "w");

	if (!f || fputs(text, f) < 0 || fclose(f)) {
		perror(FILE_NAME);
		exit(1);
	}
	return FILE_NAME;
}

#define HEAD	"# nr name kind owner state gate living calls enosys fallback eagain handler original generation\n"

/* Names in the order in which they are shown. */
static const char *order(struct top *t, enum top_key key)
{
	static char text[256];
	size_t i;

	*text = 0;
	t->key = key;
	top_sort(t);
	for (i = 0; i < t->count; i++) {
		strcat(text, i ? " " : "");
		strcat(text, t->row[i].entry.name);
	}
	return text;
}

static const char *line(struct top *t, size_t i, int width)
{
	static char text[256];

	top_line(t, &t->row[i], text, width);
	return text;
}

static void test_top(void)
{
	struct top t = { .key = TOP_NR };
	char head[256];
	size_t i;
	int width;

	check(top_sample(&t, file(HEAD
		"1 a hijacked m active open 0 100 0 0 0 f g 1\n"
		"2 b dynamic m active open 3 7 1 0 0 f g 2\n"), 10), "table: read");
	is("rates: none at first", line(&t, 0, 80),
	   "    1 a                      hijacked       -       -       -      0    1 open  ");
	check(top_sample(&t, file(HEAD
		"1 a hijacked m active open 0 1100 0 50 0 f g 1\n"
		"2 b dynamic m undoing closed 2 7 4001 0 3 f g 2\n"
		"3 a_name_of_thirty_one_characters dynamic m active open 0 9 0 0 0 f g 1\n"), 12),
	      "table: read again");
	is("rates: per second", line(&t, 0, 80),
	   "    1 a                      hijacked     500     0.0    25.0      0    1 open  ");
	is("rates: refused", line(&t, 1, 80),
	   "    2 b                      dynamic      0.0    2000     0.0      2    2 closed");
	is("rates: a new entry has none", line(&t, 2, 80),
	   "    3 a_name_of_thirty_one_c dynamic        -       -       -      0    1 open  ");
	is("order: calls", order(&t, TOP_CALLS), "a b a_name_of_thirty_one_characters");
	is("order: refused", order(&t, TOP_REFUSED), "b a a_name_of_thirty_one_characters");
	is("order: living", order(&t, TOP_LIVING), "b a a_name_of_thirty_one_characters");
	is("order: generation", order(&t, TOP_GENERATION), "b a a_name_of_thirty_one_characters");
	is("order: number", order(&t, TOP_NR), "a b a_name_of_thirty_one_characters");
	for (width = 80, i = 0; width < 120; width++) {
		t.latency = width & 1;
		top_head(&t, head, width);
		i |= strlen(head) > (size_t)width || strlen(line(&t, 2, width)) != strlen(head);
	}
	check(!i, "lines: as wide as the head, and no wider than the screen");
	t.latency = false;

	/* Registered again: counters begin again. */
	top_sample(&t, file(HEAD "1 a hijacked m active open 0 3 0 0 0 f g 1\n"), 13);
	check(t.count == 1 && !t.row[0].known, "rates: none across a registration");
	top_sample(&t, file(HEAD "1 z hijacked m active open 0 3 0 0 0 f g 1\n"), 14);
	check(!t.row[0].known, "rates: none under another name");
	top_sample(&t, file("# generation nr calls name more\n3 9 1500003 z x\n"), 15);
	is("columns: by the header, in any order", line(&t, 0, 80),
	   "    9 z                                     -       -       -      0    3       ");
	top_sample(&t, file("# generation nr calls name more\n3 9 3000003 z x\n"), 16);
	is("rates: millions", line(&t, 0, 80),
	   "    9 z                                 1.50M     0.0     0.0      0    3       ");
	check(!top_sample(&t, file("no header\n"), 17), "table: without a header");
	check(!top_sample(&t, file(HEAD "1 a\n"), 17), "table: a line that is too short");
	check(t.count == 1 && t.row[0].entry.nr == 9, "table: the last one stays");
	check(!top_sample(&t, "no such file", 17), "table: no file");
	check(top_sample(&t, file(HEAD), 18) && !t.count, "table: empty");
}

static void test_calls(void)
{
	const char *text;
	struct live_calls c;
	char function[128];

	text = file("# nr name pid tid comm state generation, then its stack\n"
		"400 one 12 13 a\\040b S 1\n"
		"  schedule+0x27/0xc0\n"
		"  block+0x8e/0xd0 [actor]\n"
		"5 two 20 20 cat R -\n"
		"# 2 that may be inside wait for a CPU and could not be examined: read again\n");
	check(live_calls_read(&c, text), "calls: read");
	check(c.count == 2 && c.unseen == 2, "calls: how many");
	check(c.call[0].nr == 400 && c.call[0].pid == 12 && c.call[0].tid == 13 &&
	      c.call[0].state == 'S' && c.call[0].depth == 2 && !c.call[1].depth, "calls: numbers");
	is("calls: name", c.call[0].name, "one");
	is("calls: task", c.call[0].comm, "a\\040b");
	is("calls: generation", c.call[1].generation, "-");
	is("calls: frame", c.call[0].frame[1], "block+0x8e/0xd0 [actor]");
	live_function(c.call[0].frame[1], function);
	is("calls: function", function, "block");
	live_calls_free(&c);
	check(!live_calls_read(&c, file("  block+0x8e/0xd0\n")), "calls: a stack of none");
	live_calls_free(&c);
	check(!live_calls_read(&c, file("# nr name\n400\n")), "calls: a line that is too short");
	live_calls_free(&c);
}

int main(void)
{
	test_top();
	test_calls();
	unlink(FILE_NAME);
	printf("1..%d\n", tests);
	return failures ? 1 : 0;
}
