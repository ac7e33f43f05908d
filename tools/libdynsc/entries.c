// SPDX-License-Identifier: GPL-2.0
/* Entries and their callers; see stats.h. */

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "memory.h"
#include "stats.h"

static bool is_selected(const struct dynsc_selection *s, int nr, const char *name)
{
	size_t i;
	bool selected = !s->n_nrs && !s->n_names;

	for (i = 0; i < s->n_nrs; i++)
		selected |= s->nrs[i] == nr;
	for (i = 0; i < s->n_names; i++)
		selected |= !strcmp(s->names[i], name);
	return selected;
}

/* Whether the entry was registered before this event. */
static bool was_there(const struct dynsc_event *ev)
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

static struct dynsc_entry *new_entry(struct dynsc_stats *s, struct dynsc_entry **hash,
				     const struct dynsc_event *ev)
{
	struct dynsc_entry *e = dynsc_must(calloc(1, sizeof(*e)));

	e->nr = ev->value[F_NR];
	e->kind = ev->value[F_KIND];
	memcpy(e->name, ev->name, DYNSC_NAME_LEN);
	e->selected = is_selected(&s->selection, e->nr, e->name);
	e->file = dynsc_must(calloc(s->reader->n_sources, sizeof(*e->file)));
	e->removals_end = &e->removals;
	e->next = *hash;
	*hash = e;
	*s->entries_end = e;
	s->entries_end = &e->all_next;
	s->n_entries++;
	if (s->strips)
		e->occupancy.strip = dynsc_strip_new(s->begin);
	if (e->name[0] && was_there(ev)) {
		dynsc_occupancy_alive(&e->occupancy, s->begin, true);
		e->lossy = s->n_losses;
	}
	return e;
}

/*
 * A straggler may have no name, because its registration is already free: it
 * belongs to the entry that had the number last. If that is not known, it belongs
 * to none.
 */
struct dynsc_entry *dynsc_entry_of(struct dynsc_stats *s, const struct dynsc_event *ev)
{
	int nr = ev->value[F_NR], kind = ev->value[F_KIND];
	struct dynsc_entry **hash = &s->entry_hash[(unsigned int)nr % DYNSC_HASH_SIZE];
	struct dynsc_entry *e, *last = NULL, *nameless = NULL;
	int others = 0;
	bool straggler = !ev->name[0] && ev->value[F_WHY] == WHY_STRAGGLER &&
			 (ev->type == EV_ENOSYS || ev->type == EV_FALLBACK ||
			  ev->type == EV_READ_TRYLOCK);

	for (e = *hash; e; e = e->next) {
		if (e->nr != nr || (int)e->kind != kind)
			continue;
		if (!straggler && !strcmp(e->name, ev->name))
			return e;
		if (straggler && !e->name[0])
			nameless = e;
		else if (straggler && (!last || e->freed > last->freed))
			last = e;
		others += !!e->name[0];
	}
	if (others > 1 && !dynsc_reader_has(s->reader, EV_STATE))
		last = NULL;
	return last ?: nameless ?: new_entry(s, hash, ev);
}

struct dynsc_caller *dynsc_caller_of(struct dynsc_entry *e, struct dynsc_task *t)
{
	struct dynsc_caller **link, *c;

	for (link = &t->callers; (c = *link); link = &c->next_of_task) {
		if (c->entry != e)
			continue;
		/* The last one is likely to be the next. */
		*link = c->next_of_task;
		c->next_of_task = t->callers;
		t->callers = c;
		return c;
	}
	c = dynsc_must(calloc(1, sizeof(*c)));
	c->entry = e;
	c->task = t;
	c->next = e->callers;
	e->callers = c;
	e->n_callers++;
	c->next_of_task = t->callers;
	t->callers = c;
	return c;
}

static void clear_removals(struct dynsc_entry *e)
{
	struct dynsc_removal *r, *next;

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

/* Forget counts of the past. The present state, such as living calls, stays. */
void dynsc_entry_restart(struct dynsc_stats *s, struct dynsc_entry *e, __u64 ts)
{
	struct dynsc_caller *c;
	struct dynsc_call *call;

	for (c = e->callers; c; c = c->next) {
		c->calls = 0;
		c->refused = 0;
		c->fallback = 0;
		c->inside_ns = 0;
	}
	for (call = e->calls; call; call = call->next)
		call->before = true;
	memset(e->file, 0, s->reader->n_sources * sizeof(*e->file));
	memset((char *)e + offsetof(struct dynsc_entry, lossy), 0,
	       offsetof(struct dynsc_entry, inside) - offsetof(struct dynsc_entry, lossy));
	free(e->errnos);
	e->errnos = NULL;
	dynsc_hist_clear(&e->inside);
	dynsc_hist_clear(&e->original);
	dynsc_hist_clear(&e->added);
	dynsc_occupancy_restart(&e->occupancy, ts);
	free(e->at_end.visit);
	e->at_end = (struct dynsc_visits){ 0 };
	clear_removals(e);
	dynsc_generation_restart(e);
}

static int by_number_and_name(const void *a, const void *b)
{
	const struct dynsc_entry *x = *(struct dynsc_entry * const *)a;
	const struct dynsc_entry *y = *(struct dynsc_entry * const *)b;

	return dynsc_compare(x->nr, y->nr) ?: strcmp(x->name, y->name) ?:
	       dynsc_compare(x->kind, y->kind);
}

static int by_calls(const void *a, const void *b)
{
	const struct dynsc_caller *x = *(struct dynsc_caller * const *)a;
	const struct dynsc_caller *y = *(struct dynsc_caller * const *)b;

	return dynsc_compare(y->calls + y->refused + y->fallback,
			     x->calls + x->refused + x->fallback) ?:
	       dynsc_compare(x->task->pid, y->task->pid);
}

static void sort_callers(struct dynsc_entry *e)
{
	struct dynsc_caller **all, *c, **link = &e->callers;
	size_t n = 0, i;

	if (!e->n_callers)
		return;
	all = dynsc_must(calloc(e->n_callers, sizeof(*all)));
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

/* By number; those that are not selected become others. */
void dynsc_entries_sort(struct dynsc_stats *s)
{
	struct dynsc_entry **all = dynsc_must(calloc(s->n_entries + 1, sizeof(*all)));
	struct dynsc_entry *e, *next, **link = &s->entries;
	size_t n = 0, i;

	for (e = s->entries; e; e = next) {
		next = e->all_next;
		if (e->selected) {
			all[n++] = e;
			continue;
		}
		e->all_next = s->others;
		s->others = e;
	}
	qsort(all, n, sizeof(*all), by_number_and_name);
	for (i = 0; i < n; i++) {
		sort_callers(all[i]);
		*link = all[i];
		link = &all[i]->all_next;
	}
	*link = NULL;
	s->n_entries = n;
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

__u64 dynsc_entry_refused(const struct dynsc_entry *e)
{
	return sum(e->refused);
}

__u64 dynsc_entry_fallback(const struct dynsc_entry *e)
{
	return sum(e->fallback);
}

void dynsc_add_visit(struct dynsc_visits *v, const struct dynsc_task *t, __u64 entered)
{
	struct dynsc_visit *visit;

	v->visit = dynsc_must_grow(v->visit, v->count, sizeof(*v->visit));
	visit = &v->visit[v->count++];
	visit->pid = t->pid;
	memcpy(visit->comm, t->comm, DYNSC_COMM_LEN);
	visit->entered = entered;
}
