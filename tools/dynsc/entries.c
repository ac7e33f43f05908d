// SPDX-License-Identifier: GPL-2.0
/* Entries, who called them, and how many are inside; see figures.h. */

#include <stdlib.h>
#include <string.h>
#include "dynsc.h"
#include "figures.h"

static bool is_selected(const struct selection *s, int nr, const char *name)
{
	size_t i;
	bool selected = !s->n_nrs && !s->n_names;

	for (i = 0; i < s->n_nrs; i++)
		selected |= s->nrs[i] == nr;
	for (i = 0; i < s->n_names; i++)
		selected |= !strcmp(s->names[i], name);
	return selected;
}

/* Not of one who came when nothing was registered, or is about to be. */
static bool was_there(const struct event *ev)
{
	switch (ev->type) {
	case EV_STATE:
		return ev->value[F_FROM] != STATE_FREE;
	case EV_ENOSYS:
	case EV_FALLBACK:
	case EV_READ_TRYLOCK:
		return ev->value[F_WHY] != WHY_STRAGGLER && ev->value[F_WHY] != WHY_UNUSED;
	default:
		return true;
	}
}

static struct entry *new_entry(struct figures *f, struct entry **hash,
			       const struct event *ev)
{
	struct entry *e = must(calloc(1, sizeof(*e)));

	e->nr = ev->value[F_NR];
	e->kind = ev->value[F_KIND];
	memcpy(e->name, ev->name, NAME_LEN);
	e->selected = is_selected(&f->selection, e->nr, e->name);
	e->file = must(calloc(f->trace->n_sources, sizeof(*e->file)));
	e->removals_end = &e->removals;
	e->next = *hash;
	*hash = e;
	*f->entries_end = e;
	f->entries_end = &e->all_next;
	f->n_entries++;
	if (f->strips)
		e->strip = strip_new(f->begin);
	if (e->name[0] && was_there(ev)) {
		entry_alive(f, e, f->begin + f->gaps, true);
		e->lossy = f->n_losses;
	}
	return e;
}

/*
 * The entry of an event. A straggler may come when its registration has gone
 * and no name is there: it belongs to the last that had the number.
 */
struct entry *entry_of(struct figures *f, const struct event *ev)
{
	int nr = ev->value[F_NR], kind = ev->value[F_KIND];
	struct entry **hash = &f->entry_hash[(unsigned int)nr % HASH_SIZE];
	struct entry *e, *last = NULL;
	bool straggler = !ev->name[0] && ev->value[F_WHY] == WHY_STRAGGLER &&
			 (ev->type == EV_ENOSYS || ev->type == EV_FALLBACK ||
			  ev->type == EV_READ_TRYLOCK);

	for (e = *hash; e; e = e->next) {
		if (e->nr != nr || (int)e->kind != kind)
			continue;
		if (!straggler && !strcmp(e->name, ev->name))
			return e;
		if (straggler && (!last || e->freed > last->freed))
			last = e;
	}
	return last ?: new_entry(f, hash, ev);
}

struct caller *caller_of(struct entry *e, struct task *t)
{
	struct caller **link, *c;

	for (link = &t->callers; (c = *link); link = &c->next_of_task) {
		if (c->entry != e)
			continue;
		/* The one that was last is likely to be next. */
		*link = c->next_of_task;
		c->next_of_task = t->callers;
		t->callers = c;
		return c;
	}
	c = must(calloc(1, sizeof(*c)));
	c->entry = e;
	c->task = t;
	c->next = e->callers;
	e->callers = c;
	e->n_callers++;
	c->next_of_task = t->callers;
	t->callers = c;
	return c;
}

/* Time between two files is not counted. */
static void level_until(struct figures *f, struct entry *e, __u64 ts)
{
	__u64 now = ts - f->gaps;

	if (e->alive && now > e->level_since) {
		e->level_ns[e->level] += now - e->level_since;
		if (e->strip)
			strip_add(e->strip, e->level_since, now, e->level);
	}
	e->level_since = now;
}

static void room_for(struct entry *e)
{
	unsigned int n;

	if (e->level < e->n_levels)
		return;
	n = 2 * e->level + 4;
	e->level_ns = must(realloc(e->level_ns, n * sizeof(*e->level_ns)));
	memset(e->level_ns + e->n_levels, 0, (n - e->n_levels) * sizeof(*e->level_ns));
	e->n_levels = n;
}

void entry_alive(struct figures *f, struct entry *e, __u64 ts, bool alive)
{
	room_for(e);
	level_until(f, e, ts);
	e->alive = alive;
}

void entry_level(struct figures *f, struct entry *e, __u64 ts, int change)
{
	entry_alive(f, e, ts, true);
	e->level += change;
	room_for(e);
	if (e->level > e->most)
		e->most = e->level;
}

static void clear_removals(struct entry *e)
{
	struct removal *r, *next;

	for (r = e->removals; r; r = next) {
		next = r->next;
		if (r == e->removing)
			continue;
		free(r->inside.visit);
		free(r->refusals);
		free(r);
	}
	e->removals = e->removing;
	e->removals_end = e->removing ? &e->removing->next : &e->removals;
}

/* What is counted begins here; what is so now stays so. */
void entry_restart(struct figures *f, struct entry *e, __u64 ts)
{
	struct caller *c;
	struct call *call;

	level_until(f, e, ts);
	for (c = e->callers; c; c = c->next) {
		c->calls = 0;
		c->refused = 0;
		c->fallback = 0;
		c->inside_ns = 0;
	}
	for (call = e->calls; call; call = call->next)
		call->before = true;
	memset(e->file, 0, f->trace->n_sources * sizeof(*e->file));
	memset(e->refused, 0, sizeof(e->refused));
	memset(e->fallback, 0, sizeof(e->fallback));
	memset(e->tried_refused, 0, sizeof(e->tried_refused));
	memset(e->by_originals, 0, sizeof(e->by_originals));
	if (e->n_levels)
		memset(e->level_ns, 0, e->n_levels * sizeof(*e->level_ns));
	e->granted = 0;
	e->eagain = 0;
	e->tried = 0;
	e->successes = 0;
	e->left = 0;
	e->entered_before = 0;
	e->untimed = 0;
	e->end_unknown = 0;
	e->lossy = false;
	free(e->errnos);
	e->errnos = NULL;
	hist_clear(&e->inside);
	hist_clear(&e->original);
	hist_clear(&e->added);
	e->most = e->level;
	free(e->at_end.visit);
	e->at_end = (struct visits){ 0 };
	if (e->strip) {
		free(e->strip);
		e->strip = strip_new(ts - f->gaps);
	}
	clear_removals(e);
}

static int by_number_and_name(const void *a, const void *b)
{
	const struct entry *x = *(struct entry * const *)a, *y = *(struct entry * const *)b;

	if (x->nr != y->nr)
		return x->nr < y->nr ? -1 : 1;
	return strcmp(x->name, y->name) ?: (int)x->kind - (int)y->kind;
}

static int by_calls(const void *a, const void *b)
{
	const struct caller *x = *(struct caller * const *)a;
	const struct caller *y = *(struct caller * const *)b;
	__u64 calls_x = x->calls + x->refused + x->fallback;
	__u64 calls_y = y->calls + y->refused + y->fallback;

	if (calls_x != calls_y)
		return calls_x > calls_y ? -1 : 1;
	return x->task->pid < y->task->pid ? -1 : x->task->pid > y->task->pid;
}

static void sort_callers(struct entry *e)
{
	struct caller **all, *c, **link = &e->callers;
	size_t n = 0, i;

	if (!e->n_callers)
		return;
	all = must(calloc(e->n_callers, sizeof(*all)));
	for (c = e->callers; c; c = c->next)
		if (c->calls || c->refused || c->fallback)
			all[n++] = c;
	qsort(all, n, sizeof(*all), by_calls);
	for (i = 0; i < n; i++) {
		*link = all[i];
		link = &all[i]->next;
	}
	*link = NULL;
	e->n_callers = n;
	free(all);
}

/* For output: by number, and without those that are not asked for. */
void entries_sort(struct figures *f)
{
	struct entry **all = must(calloc(f->n_entries + 1, sizeof(*all)));
	struct entry *e, **link = &f->entries;
	size_t n = 0, i;

	for (e = f->entries; e; e = e->all_next)
		if (e->selected)
			all[n++] = e;
	qsort(all, n, sizeof(*all), by_number_and_name);
	for (i = 0; i < n; i++) {
		sort_callers(all[i]);
		*link = all[i];
		link = &all[i]->all_next;
	}
	*link = NULL;
	f->n_entries = n;
	free(all);
}

static __u64 sum(const __u64 by_why[WHYS])
{
	__u64 all = 0;
	int why;

	for (why = 0; why < WHYS; why++)
		all += by_why[why];
	return all;
}

__u64 entry_refused(const struct entry *e)
{
	return sum(e->refused);
}

__u64 entry_fallback(const struct entry *e)
{
	return sum(e->fallback);
}

__u64 entry_attempts(const struct entry *e)
{
	return e->granted + entry_refused(e) + entry_fallback(e);
}

/* How long it was registered, in what is counted. */
__u64 entry_time(const struct entry *e)
{
	__u64 all = 0;
	unsigned int level;

	for (level = 0; level < e->n_levels; level++)
		all += e->level_ns[level];
	return all;
}

void add_visit(struct visits *v, const struct task *t, __u64 entered)
{
	struct visit *visit;

	v->visit = must_grow(v->visit, v->count, sizeof(*v->visit));
	visit = &v->visit[v->count++];
	visit->pid = t->pid;
	memcpy(visit->comm, t->comm, COMM_LEN);
	visit->entered = entered;
}
