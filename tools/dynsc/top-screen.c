// SPDX-License-Identifier: GPL-2.0
/* dynsc top on a terminal, by ncurses: the entries, and who is inside the selected one. */

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include "dynsc.h"
#include "libdynsc/memory.h"
#include "top.h"

#define MAX_WIDTH	256

static struct screen {
	int nr;			/* of the selected entry */
	char name[32];
	size_t first;		/* the row at the top */
	size_t scroll;		/* lines of callers that are above theirs */
	struct live_calls calls;
	bool has_calls;
} screen;

static int width(void)
{
	int columns = COLS;

	if (columns < 80)
		return 80;
	return columns < MAX_WIDTH ? columns : MAX_WIDTH - 1;
}

/* It stays selected while lines change places; otherwise the first one is. */
static size_t selected(const struct top *t)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		if (t->row[i].entry.nr == screen.nr && !strcmp(t->row[i].entry.name, screen.name))
			return i;
	return 0;
}

static void select_row(const struct top *t, size_t i)
{
	if (i >= t->count)
		return;
	if (screen.nr != t->row[i].entry.nr)
		screen.scroll = 0;
	screen.nr = t->row[i].entry.nr;
	memcpy(screen.name, t->row[i].entry.name, sizeof(screen.name));
}

/* Lines for entries: half of the screen, or less if there are fewer. */
static size_t table_lines(const struct top *t)
{
	size_t most = LINES > 8 ? (LINES - 4) / 2 : 2;

	return t->count < most ? t->count : most;
}

static void draw_table(const struct top *t)
{
	size_t i, lines = table_lines(t), at = selected(t);
	char line[MAX_WIDTH];

	if (at < screen.first)
		screen.first = at;
	if (at >= screen.first + lines)
		screen.first = at - lines + 1;
	if (screen.first + lines > t->count)
		screen.first = t->count - lines;
	top_head(t, line, width());
	attron(A_BOLD);
	mvaddnstr(1, 0, line, COLS);
	attroff(A_BOLD);
	for (i = 0; i < lines; i++) {
		top_line(t, &t->row[screen.first + i], line, width());
		if (screen.first + i == at)
			attron(A_REVERSE);
		mvaddnstr(2 + i, 0, line, COLS);
		attroff(A_REVERSE);
	}
	if (!t->count)
		mvaddnstr(2, 0, "no calls are registered", COLS);
}

/* From @scroll on, as many lines as there is room for. */
static void draw_callers(const struct top *t)
{
	int y = 2 + (t->count ? table_lines(t) : 1) + 1;
	const struct live_call *call;
	size_t i, line = 0, found = 0;
	char text[MAX_WIDTH];

	if (!t->count)
		return;
	for (call = screen.calls.call; call < screen.calls.call + screen.calls.count; call++)
		found += call->nr == screen.nr;
	snprintf(text, sizeof(text), "Inside %d %s: %zu", screen.nr, screen.name, found);
	if (!screen.has_calls)
		snprintf(text, sizeof(text), "Inside %d %s: cannot be read", screen.nr,
			 screen.name);
	else if (screen.calls.unseen)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 " (%d tasks could not be examined)", screen.calls.unseen);
	attron(A_BOLD);
	mvaddnstr(y++, 0, text, COLS);
	attroff(A_BOLD);
	for (call = screen.calls.call; call < screen.calls.call + screen.calls.count; call++) {
		if (call->nr != screen.nr)
			continue;
		if (line++ >= screen.scroll && y < LINES) {
			snprintf(text, sizeof(text), "  %s-%d %c generation %s", call->comm,
				 call->tid, call->state, call->generation);
			mvaddnstr(y++, 0, text, COLS);
		}
		for (i = 0; i < call->depth; i++) {
			if (line++ < screen.scroll || y >= LINES)
				continue;
			snprintf(text, sizeof(text), "      %s", call->frame[i]);
			mvaddnstr(y++, 0, text, COLS);
		}
	}
	if (screen.scroll && screen.scroll >= line)
		screen.scroll = line ? line - 1 : 0;
}

static void draw(const struct top *t, double interval)
{
	erase();
	mvprintw(0, 0, "dynsc top  every %g s  by %s", interval, top_key_names[t->key].name);
	if (COLS >= 76)
		mvaddstr(0, COLS - 40, "q quit  arrows, PgUp, PgDn  sort: crflgn");
	if (t->latency && COLS >= 76)
		addch('p');
	draw_table(t);
	draw_callers(t);
	refresh();
}

/* False: the end. */
static bool handle(struct top *t, int key)
{
	size_t at = selected(t);
	int i;

	switch (key) {
	case 'q':
	case 3:
		return false;
	case KEY_DOWN:
		select_row(t, at + 1);
		return true;
	case KEY_UP:
		if (at)
			select_row(t, at - 1);
		return true;
	case KEY_NPAGE:
		screen.scroll += 5;
		return true;
	case KEY_PPAGE:
		screen.scroll -= screen.scroll < 5 ? screen.scroll : 5;
		return true;
	}
	for (i = 0; i < TOP_KEYS; i++) {
		if (key != top_key_names[i].letter || (i == TOP_P99 && !t->latency))
			continue;
		t->key = i;
		top_sort(t);
		screen.first = 0;
	}
	return true;
}

static bool sample(struct top *t)
{
	if (!top_sample(t, LIVE_TABLE, top_now()))
		return false;
	select_row(t, selected(t));
	live_calls_free(&screen.calls);
	screen.has_calls = live_calls_read(&screen.calls, LIVE_CALLS);
	return true;
}

/* Keys are taken at once, samples at their times. False: the end. */
static bool until(struct top *t, double interval, double next)
{
	double rest;
	int key;

	for (;;) {
		draw(t, interval);
		rest = next - top_now();
		if (rest <= 0)
			return true;
		timeout(rest * 1000 + 1);
		key = getch();
		if (key != ERR && !handle(t, key))
			return false;
		if (!live_sleep(0))
			return false;
	}
}

int top_screen(struct top *t, double interval)
{
	double next = top_now();
	bool good;
	int error;

	live_until_stopped();
	if (!newterm(NULL, stdout, stdin)) {
		complain("cannot use this terminal (TERM=%s); see --batch",
			 getenv("TERM") ?: "");
		return FAILED;
	}
	raw();	/* ctrl-C is a key */
	noecho();
	keypad(stdscr, true);
	curs_set(0);
	set_escdelay(25);
	do {
		good = sample(t);
		next += interval;
	} while (good && until(t, interval, next));
	error = errno;
	endwin();
	errno = error;
	if (!good)
		live_complain(LIVE_TABLE);
	live_calls_free(&screen.calls);
	return good ? DONE : FAILED;
}
