// SPDX-License-Identifier: GPL-2.0
/*
 * Generations: the handlers that have followed each other in one registration by
 * swap; see stats.h.
 *
 * A call belongs to the generation during which its enter event was recorded. A
 * swap takes a few grace periods and its event is the last step, so a call that
 * entered just before the event may have reached the new handler already.
 *
 * Where events may be missing, a swap may be, too. What follows is assigned to no
 * generation until the next swap shows which one it was.
 */

#include <stdlib.h>
#include <string.h>
#include "memory.h"
#include "stats.h"

static struct dynsc_generation *add(struct dynsc_entry *e, unsigned int number, __u64 since)
{
	struct dynsc_generation *g;

	e->generations = dynsc_must_grow(e->generations, e->n_generations,
					 sizeof(*e->generations));
	g = &e->generations[e->n_generations++];
	*g = (struct dynsc_generation){ .number = number, .since = since };
	return g;
}

static struct dynsc_generation *present(struct dynsc_entry *e)
{
	return e->n_generations ? &e->generations[e->n_generations - 1] : add(e, 0, 0);
}

/* The one whose callers are still inside, or may be. */
static struct dynsc_generation *replaced(struct dynsc_entry *e)
{
	struct dynsc_generation *g;

	if (e->n_generations < 2)
		return NULL;
	g = &e->generations[e->n_generations - 2];
	return g->replaced ? g : NULL;
}

static bool is_known(const char *text)
{
	return *text && strcmp(text, "-");
}

static void forget_unsure(struct dynsc_entry *e)
{
	e->no_generation += e->unsure_calls;
	e->no_generation_tried += e->unsure_tried;
	e->unsure_calls = 0;
	e->unsure_tried = 0;
	e->unsure = false;
}

/* A change of state: registration is the beginning of generation 1. */
void dynsc_generation_state(struct dynsc_stats *s, struct dynsc_entry *e,
			    const struct dynsc_event *ev)
{
	struct dynsc_generation *g;

	if (ev->value[F_TO] == STATE_RESERVED) {
		forget_unsure(e);
		g = add(e, 1, ev->ts);
		g->complete = dynsc_reader_has(s->reader, EV_ENTER) &&
			      dynsc_reader_has(s->reader, EV_EXIT) && !s->selection.n_pids;
	}
	g = present(e);
	if (e->unsure)
		return;
	if (is_known(ev->owner))
		memcpy(g->owner, ev->owner, DYNSC_CLIENT_LEN);
	if (is_known(ev->handler))
		memcpy(g->handler, ev->handler, DYNSC_CLIENT_LEN);
}

/* @c: NULL if the end of calls is not recorded */
void dynsc_generation_entered(struct dynsc_entry *e, struct dynsc_call *c)
{
	struct dynsc_generation *g = present(e);

	(*(e->unsure ? &e->unsure_calls : &g->calls))++;
	if (c)
		c->generation = e->n_generations - 1;
}

/* Counts when no other event of calls was recorded. */
void dynsc_generation_tried(struct dynsc_entry *e)
{
	(*(e->unsure ? &e->unsure_tried : &present(e)->tried))++;
}

/* The one that a swap replaces: the present one, unless another swap is missing. */
static struct dynsc_generation *before_swap(struct dynsc_entry *e, const struct dynsc_event *ev)
{
	struct dynsc_generation *g = present(e);
	unsigned int number = ev->value[F_GENERATION] - 1;

	if (g->number ? g->number == number && !strcmp(g->owner, ev->from) : !e->unsure) {
		g->number = number;
		g->calls += e->unsure_calls;
		g->tried += e->unsure_tried;
		e->unsure_calls = 0;
		e->unsure_tried = 0;
	} else {
		/* No loss was recorded, yet its end is unknown, and so are its calls. */
		if (g->number && !e->unsure) {
			e->no_generation += g->calls;
			e->no_generation_tried += g->tried;
			g->calls = 0;
			g->tried = 0;
			g->lossy = true;
		}
		g = add(e, number, 0);
		g->lossy = true;
	}
	forget_unsure(e);
	memcpy(g->owner, ev->from, DYNSC_CLIENT_LEN);
	return g;
}

void dynsc_generation_swap(struct dynsc_entry *e, const struct dynsc_event *ev)
{
	struct dynsc_generation *g = before_swap(e, ev);
	const struct dynsc_call *c;
	bool complete = g->complete;

	g->replaced = ev->ts;
	g->living = ev->value[F_LIVING];
	for (c = e->calls; c; c = c->next)
		g->seen++;
	g = add(e, ev->value[F_GENERATION], ev->ts);
	g->complete = complete;
	memcpy(g->owner, ev->owner, DYNSC_CLIENT_LEN);
	memcpy(g->handler, ev->handler, DYNSC_CLIENT_LEN);
}

/* @c is NULL for a call that entered before the recording. */
void dynsc_generation_left(struct dynsc_stats *s, struct dynsc_entry *e,
			   const struct dynsc_task *t,
			   const struct dynsc_call *c, const struct dynsc_event *ev)
{
	struct dynsc_generation *g = replaced(e);
	__u64 ns = ev->value[F_NS];

	if (!g || (c && c->generation == e->n_generations - 1))
		return;
	/* Without a time it began before the recording, which may be another one's. */
	if (!c && (ns ? ns < ev->ts && ev->ts - ns + dynsc_clocks_apart(s, ns) > g->replaced :
		   g->broken))
		return;
	if (c)
		g->seen--;
	else
		g->left_unseen++;
	g->left++;
	g->last_left = ev->ts;
	g->last_pid = t->pid;
	memcpy(g->last_comm, t->comm, DYNSC_COMM_LEN);
}

/* Events may be missing. @there: also of the present registration. */
void dynsc_generation_break(struct dynsc_entry *e, bool there)
{
	struct dynsc_generation *g = replaced(e);

	e->unsure = true;
	if (g)
		g->broken = true;
	if (!e->n_generations)
		return;
	g = present(e);
	g->complete = false;
	g->lossy |= there;
}

/* Only the present generation stays, without its past calls. */
void dynsc_generation_restart(struct dynsc_entry *e)
{
	struct dynsc_generation *g = present(e);
	struct dynsc_call *c;

	g->calls = 0;
	g->tried = 0;
	g->lossy = false;
	e->generations[0] = *g;
	e->n_generations = 1;
	for (c = e->calls; c; c = c->next)
		c->generation = 0;
	e->unsure_calls = 0;
	e->unsure_tried = 0;
	e->no_generation = 0;
	e->no_generation_tried = 0;
}

/* Calls of no known generation become the last one, without a number. */
void dynsc_generation_end(struct dynsc_entry *e, bool by_trylock)
{
	bool any = false;
	size_t i;

	forget_unsure(e);
	if (by_trylock)
		e->no_generation = e->no_generation_tried;
	for (i = 0; i < e->n_generations; i++) {
		any |= e->generations[i].replaced;
		if (by_trylock)
			e->generations[i].calls = e->generations[i].tried;
	}
	if (!any)
		e->n_generations = 0;
	else if (e->no_generation)
		add(e, 0, 0)->calls = e->no_generation;
}

/* Whether the last caller that was inside when it was replaced was seen to leave. */
bool dynsc_generation_has_left(const struct dynsc_generation *g)
{
	return g->living && g->left >= g->living && !g->seen && !g->broken &&
	       (g->complete || g->left_unseen >= g->living);
}

const struct dynsc_generation *dynsc_change_generation(const struct dynsc_change *c)
{
	return c->generation ? &c->entry->generations[c->generation] : NULL;
}
