// SPDX-License-Identifier: GPL-2.0
/* The views of debugfs; see live.h. */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "dynsc.h"
#include "libdynsc/memory.h"
#include "live.h"

#define MAX_COLUMNS	32

struct columns {
	char *name[MAX_COLUMNS];
	int count;
};

static int split(char *line, char *word[MAX_COLUMNS])
{
	char *rest, *next;
	int n = 0;

	line[strcspn(line, "\n")] = 0;
	for (next = strtok_r(line, " ", &rest); next && n < MAX_COLUMNS;
	     next = strtok_r(NULL, " ", &rest))
		word[n++] = next;
	return n;
}

/* "# nr name ...", perhaps with a comma and words for people behind it. */
static void learn_columns(struct columns *c, char *line)
{
	char *word[MAX_COLUMNS];
	int i;

	line[strcspn(line, ",")] = 0;
	c->count = split(line + 1, word);
	for (i = 0; i < c->count; i++)
		c->name[i] = dynsc_text("%s", word[i]);
}

static void forget_columns(struct columns *c)
{
	while (c->count)
		free(c->name[--c->count]);
}

/* An empty text if there is no such column. */
static const char *cell(const struct columns *c, char *word[MAX_COLUMNS], const char *name)
{
	int i;

	for (i = 0; i < c->count; i++)
		if (!strcmp(c->name[i], name))
			return word[i];
	return "";
}

#define copy(to, from)	snprintf(to, sizeof(to), "%s", from)

static void add_entry(struct live_table *t, const struct columns *c, char *word[MAX_COLUMNS])
{
	static const char * const names[LIVE_NUMBERS] = {
		"living", "calls", "enosys", "fallback", "eagain", "generation"
	};
	struct live_entry *e;
	int i;

	t->entry = dynsc_must_grow(t->entry, t->count, sizeof(*e));
	e = &t->entry[t->count++];
	e->nr = atoi(cell(c, word, "nr"));
	copy(e->name, cell(c, word, "name"));
	copy(e->kind, cell(c, word, "kind"));
	copy(e->state, cell(c, word, "state"));
	copy(e->gate, cell(c, word, "gate"));
	copy(e->owner, cell(c, word, "owner"));
	for (i = 0; i < LIVE_NUMBERS; i++)
		e->number[i] = strtoull(cell(c, word, names[i]), NULL, 10);
}

/* Hands each line of a view to @add, which returns false if it is not as it must be. */
static bool read_view(const char *path, void *to,
		      bool (*add)(void *to, struct columns *c, char *line))
{
	FILE *file = fopen(path, "re");
	struct columns columns = { 0 };
	char *line = NULL;
	size_t size = 0;
	bool good = true;

	if (!file)
		return false;
	while (good && getline(&line, &size, file) > 0)
		good = add(to, &columns, line);
	errno = 0;
	good = good && columns.count && !ferror(file);
	forget_columns(&columns);
	free(line);
	fclose(file);
	return good;
}

static bool add_table_line(void *table, struct columns *c, char *line)
{
	char *word[MAX_COLUMNS];

	if (*line == '#') {
		learn_columns(c, line);
		return true;
	}
	if (!c->count || split(line, word) != c->count)
		return false;
	add_entry(table, c, word);
	return true;
}

bool live_table_read(struct live_table *t, const char *path)
{
	*t = (struct live_table){ 0 };
	return read_view(path, t, add_table_line);
}

void live_table_free(struct live_table *t)
{
	free(t->entry);
	*t = (struct live_table){ 0 };
}

static void add_call(struct live_calls *calls, const struct columns *c, char *word[MAX_COLUMNS])
{
	struct live_call *call;

	calls->call = dynsc_must_grow(calls->call, calls->count, sizeof(*call));
	call = &calls->call[calls->count++];
	*call = (struct live_call){ 0 };
	call->nr = atoi(cell(c, word, "nr"));
	call->pid = atoi(cell(c, word, "pid"));
	call->tid = atoi(cell(c, word, "tid"));
	call->state = *cell(c, word, "state");
	copy(call->name, cell(c, word, "name"));
	copy(call->comm, cell(c, word, "comm"));
	copy(call->generation, cell(c, word, "generation"));
}

static void add_frame(struct live_calls *calls, char *line)
{
	struct live_call *call = &calls->call[calls->count - 1];

	line[strcspn(line, "\n")] = 0;
	call->frame = dynsc_must_grow(call->frame, call->depth, sizeof(*call->frame));
	call->frame[call->depth++] = dynsc_text("%s", line + strspn(line, " "));
}

static bool add_calls_line(void *to, struct columns *c, char *line)
{
	struct live_calls *calls = to;
	char *word[MAX_COLUMNS];

	if (*line == '#' && !c->count) {
		learn_columns(c, line);
	} else if (*line == '#') {
		calls->unseen = atoi(line + 1);
	} else if (*line == ' ') {
		if (!calls->count)
			return false;
		add_frame(calls, line);
	} else {
		if (!c->count || split(line, word) < c->count)
			return false;
		add_call(calls, c, word);
	}
	return true;
}

bool live_calls_read(struct live_calls *c, const char *path)
{
	*c = (struct live_calls){ 0 };
	return read_view(path, c, add_calls_line);
}

void live_calls_free(struct live_calls *c)
{
	struct live_call *call;

	while (c->count) {
		call = &c->call[--c->count];
		while (call->depth)
			free(call->frame[--call->depth]);
		free(call->frame);
	}
	free(c->call);
	*c = (struct live_calls){ 0 };
}

void live_complain(const char *path)
{
	int error = errno;

	if (!is_loaded())
		complain("%s", not_loaded);
	else if (!error)
		complain("%s is not as this dynsc knows it", path);
	else if (error == ENOENT)
		complain("%s is not there: is debugfs mounted, and not turned off?", path);
	else
		complain("%s: %s%s", path, strerror(error),
			 error == EACCES ? "; only root may read it" : "");
}

void live_function(const char *frame, char text[128])
{
	snprintf(text, 128, "%.*s", (int)strcspn(frame, "+ "), frame);
}

static sigset_t stops;

/* They stay pending, so none can come at a wrong moment. */
void live_until_stopped(void)
{
	sigemptyset(&stops);
	sigaddset(&stops, SIGINT);
	sigaddset(&stops, SIGTERM);
	sigprocmask(SIG_BLOCK, &stops, NULL);
}

bool live_sleep(double seconds)
{
	struct timespec time = { seconds, (seconds - (time_t)seconds) * 1e9 };
	static bool stopped;

	stopped = stopped || sigtimedwait(&stops, NULL, &time) > 0;
	return !stopped;
}
