// SPDX-License-Identifier: GPL-2.0
/* dynsc calls: who is inside, and where. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "dynsc.h"
#include "libdynsc/memory.h"
#include "live.h"
#include "report/writer.h"

static bool json, folded, watch;
static double interval = 1;

/* A stack on one line, and how often it was seen. */
static struct folded_stack {
	char *text;
	unsigned long count;
} *stacks;
static size_t n_stacks;

static void fold(const struct live_call *call)
{
	char *text = dynsc_text("%s;%s", call->name, call->comm), *more, function[128];
	size_t i;

	for (i = call->depth; i; i--) {
		live_function(call->frame[i - 1], function);
		more = dynsc_text("%s;%s", text, function);
		free(text);
		text = more;
	}
	for (i = 0; i < n_stacks; i++) {
		if (strcmp(stacks[i].text, text))
			continue;
		stacks[i].count++;
		free(text);
		return;
	}
	stacks = dynsc_must_grow(stacks, n_stacks, sizeof(*stacks));
	stacks[n_stacks++] = (struct folded_stack){ text, 1 };
}

static void print_folded(void)
{
	size_t i;

	for (i = 0; i < n_stacks; i++)
		printf("%s %lu\n", stacks[i].text, stacks[i].count);
}

static void print_text(const struct live_calls *c)
{
	const struct live_call *call;
	size_t i;

	if (!c->count)
		puts("no call is inside");
	for (call = c->call; call < c->call + c->count; call++) {
		printf("%d %s: %s, task %d of process %d, %c", call->nr, call->name, call->comm,
		       call->tid, call->pid, call->state);
		if (*call->generation && strcmp(call->generation, "-"))
			printf(", generation %s", call->generation);
		putchar('\n');
		for (i = 0; i < call->depth; i++)
			printf("    %s\n", call->frame[i]);
	}
	if (c->unseen)
		printf("%d more may be inside: they wait for a CPU and could not be examined\n",
		       c->unseen);
}

static void print_json(const struct live_calls *c)
{
	const struct live_call *call;
	struct emit e;
	char state[2] = "";
	size_t i;

	emit_begin(&e, NULL);
	emit_number(&e, "unseen", c->unseen);
	emit_list(&e, "calls");
	for (call = c->call; call < c->call + c->count; call++) {
		*state = call->state;
		emit_object(&e, NULL);
		emit_number(&e, "nr", call->nr);
		emit_text(&e, "name", call->name);
		emit_number(&e, "pid", call->pid);
		emit_number(&e, "tid", call->tid);
		emit_text(&e, "comm", call->comm);
		emit_text(&e, "state", state);
		emit_known(&e, "generation", atoi(call->generation), atoi(call->generation));
		emit_list(&e, "stack");
		for (i = 0; i < call->depth; i++) {
			emit_object(&e, NULL);
			emit_text(&e, "frame", call->frame[i]);
			emit_object_end(&e);
		}
		emit_list_end(&e);
		emit_object_end(&e);
	}
	emit_list_end(&e);
	emit_end(&e);
}

static void print(const struct live_calls *c)
{
	if (json)
		print_json(c);
	else
		print_text(c);
}

static bool once(void)
{
	struct live_calls c;
	size_t i;

	if (!live_calls_read(&c, LIVE_CALLS)) {
		live_complain(LIVE_CALLS);
		return false;
	}
	if (folded)
		for (i = 0; i < c.count; i++)
			fold(&c.call[i]);
	else
		print(&c);
	live_calls_free(&c);
	return true;
}

static int watch_them(void)
{
	bool terminal = isatty(STDOUT_FILENO) && !folded && !json;
	bool good;

	live_until_stopped();
	do {
		if (terminal)
			fputs("\033[H\033[J", stdout);
		good = once();
		if (!terminal && !folded && !json)
			putchar('\n');
		fflush(stdout);
	} while (good && !ferror(stdout) && live_sleep(interval));
	print_folded();
	return good ? DONE : FAILED;
}

static int run(int argc, char **argv)
{
	if (argc > 1) {
		complain("calls takes no argument \"%s\"; see \"dynsc calls --help\"", argv[1]);
		return USAGE;
	}
	if (json && folded) {
		complain("--json and --folded exclude each other");
		return USAGE;
	}
	if (watch)
		return watch_them();
	if (!once())
		return FAILED;
	print_folded();
	return DONE;
}

static bool set(int key, char *text)
{
	char *end;

	(void)key;
	watch = true;
	if (!text)
		return true;
	interval = strtod(text, &end);
	return end != text && !*end && interval >= 0.01 && interval <= 3600;
}

static const struct option_row options[] = {
	{ "watch", "[SECONDS]", "again each second, or after SECONDS, until ctrl-C", NULL, 'w' },
	{ "folded", NULL, "a line for each stack, and how often it was seen, for flame graphs",
	  &folded, 0 },
	{ "json", NULL, "an object for each look, for programs", &json, 0 },
	{ }
};

const struct command cmd_calls = {
	.name = "calls",
	.words = "[OPTION...]",
	.does = "show which callers are inside, and where",
	.about =
"Prints one line for each task that is inside a call, and below it the stack of the\n"
"task, innermost function first, from dyn_syscall/calls in debugfs, which only root\n"
"may read. Callers keep no record of where they are, so this costs them nothing.\n"
"\n"
"With --watch and --folded, stacks are counted until ctrl-C and printed then: a\n"
"sampling profile of what is inside.\n",
	.options = options,
	.status = "0; 1 the module is not loaded, or its files cannot be read; 2 wrong usage.",
	.set = set,
	.run = run,
};
