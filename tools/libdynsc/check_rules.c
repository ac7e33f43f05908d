// SPDX-License-Identifier: GPL-2.0
/*
 * What the events of an entry may follow: states, the gate, removal, swap; see check.h.
 * A new state needs a row in the table, a new event a function.
 */

#include <string.h>
#include "check.h"

#define BIT(n)	(1U << (n))

/* The states that may follow: entry_set_state() has the same table. */
static const unsigned char may_follow[STATES] = {
	[STATE_FREE] = BIT(STATE_RESERVED),
	[STATE_RESERVED] = BIT(STATE_ACTIVE) | BIT(STATE_FREE),
	[STATE_ACTIVE] = BIT(STATE_UNDOING),
	[STATE_UNDOING] = BIT(STATE_FREE),
};

static const char *state_name(const struct check_entry *e)
{
	return dynsc_state_names[e->state];
}

/* Another task has held entry_mutex since, so the gate that was to be opened is open. */
static void opening_done(struct dynsc_check *c, __u64 ts)
{
	if (c->opening && c->opening->epoch == c->epoch && c->opening->gate == GATE_OPENING) {
		c->opening->gate = GATE_OPEN;
		c->opening->open = ts;
	}
	c->opening = NULL;
}

/* An entry keeps name and kind; only a caller that may be late has another one's. */
bool check_name(struct dynsc_check *c, struct check_entry *e, const struct dynsc_event *ev)
{
	if (!e->known || e->state == STATE_FREE || !*e->name)
		return true;
	if (strcmp(e->name, ev->name)) {
		check_violation(c, RULE_OWNER, ev, "it is registered as \"%s\"", e->name);
		return false;
	}
	if ((int)e->kind != ev->value[F_KIND]) {
		check_violation(c, RULE_OWNER, ev, "it is registered as %s",
				dynsc_kind_names[e->kind]);
		return false;
	}
	return true;
}

/* Two may reserve numbers for one name, but only one of them becomes active. */
static void check_unique(struct dynsc_check *c, struct check_entry *e, const struct dynsc_event *ev)
{
	const struct check_entry *other;
	size_t i;

	for (i = 0; i < sizeof(c->entries) / sizeof(*c->entries); i++)
		for (other = c->entries[i]; other; other = other->next)
			if (other != e && other->epoch == c->epoch && other->known &&
			    (other->state == STATE_ACTIVE || other->state == STATE_UNDOING) &&
			    !strcmp(other->name, e->name))
				check_violation(c, RULE_OWNER, ev,
						"number %d has this name, too, and is %s",
						other->nr, state_name(other));
}

/* Every caller that is inside, as far as it was seen. */
static void forget_inside(struct dynsc_check *c, struct check_entry *e)
{
	struct check_task *t;

	while ((t = e->inside)) {
		check_leaves(c, t);
		t->excused = e;
	}
}

static void check_empty(struct dynsc_check *c, struct check_entry *e,
			const struct dynsc_event *ev, const char *what)
{
	if (!e->inside || !c->has[EV_EXIT])
		return;
	check_violation(c, RULE_LOCK, ev, "%s with %zu inside, one of them task %d", what,
			e->n_inside, e->inside->pid);
	forget_inside(c, e);
}

/* execve() in a thread gives the task the pid of its process. */
static bool may_be_exec(struct dynsc_check *c, __u64 original)
{
	const char *name = c->symbol ? c->symbol(c->symbol_data, original) : NULL;

	return !name || strstr(name, "execve");
}

static void registered(struct dynsc_check *c, struct check_entry *e, const struct dynsc_event *ev)
{
	check_empty(c, e, ev, "registered");
	memcpy(e->name, ev->name, sizeof(e->name));
	memcpy(e->owner, ev->owner, sizeof(e->owner));
	e->kind = ev->value[F_KIND];
	e->whole = true;
	e->maybe_exec = may_be_exec(c, ev->value[F_ORIGINAL]);
	e->gate = GATE_SHUT;
	e->generation = 1;
	e->swapped = 0;
	e->attempt = 0;
}

/* A store is seen before its event: a refused caller may have been that early. */
static void settle_doubt(struct check_entry *e, enum dynsc_state to)
{
	if (e->doubt && e->doubt_states & BIT(to))
		e->doubt->dropped = true;
	e->doubt = NULL;
}

static void check_state(struct dynsc_check *c, struct check_entry *e, const struct dynsc_event *ev)
{
	enum dynsc_state from = ev->value[F_FROM], to = ev->value[F_TO];

	if (e->known && e->state != from)
		check_violation(c, RULE_STATE, ev, "it was %s", state_name(e));
	else if (!(may_follow[from] & BIT(to)))
		check_violation(c, RULE_STATE, ev, "%s never becomes %s",
				dynsc_state_names[from], dynsc_state_names[to]);
	else if (to != STATE_RESERVED && e->known && check_name(c, e, ev) && c->has[EV_SWAP] &&
		 *e->owner && strcmp(e->owner, ev->owner))
		check_violation(c, RULE_OWNER, ev, "its owner is %s", e->owner);
	settle_doubt(e, to);
	if (!e->known) {
		e->learned = ev->ts;
		memcpy(e->name, ev->name, sizeof(e->name));
		memcpy(e->owner, ev->owner, sizeof(e->owner));
		e->kind = ev->value[F_KIND];
		e->maybe_exec = may_be_exec(c, ev->value[F_ORIGINAL]);
	}
	e->left[from] = ev->ts;
	if (from != STATE_FREE)
		opening_done(c, ev->ts);
	if (to == STATE_RESERVED)
		registered(c, e, ev);
	if (to == STATE_ACTIVE)
		e->gate = GATE_SHUT;
	if (to == STATE_FREE) {
		if (e->known && from == STATE_UNDOING && e->gate == GATE_CLOSING &&
		    c->has[EV_WRITE_TRYLOCK])
			check_violation(c, RULE_LOCK, ev, "freed without the write lock");
		check_empty(c, e, ev, "freed");
		e->gate = GATE_LOCKED;
	}
	if (to == STATE_UNDOING) {
		e->gate = GATE_CLOSING;
		e->attempt = 0;
		e->tried = 0;
		e->rescued = false;
		c->removals++;
	}
	e->known = true;
	e->state = to;
	if (to == STATE_ACTIVE)
		check_unique(c, e, ev);
}

static void check_unlock(struct dynsc_check *c, struct check_entry *e, const struct dynsc_event *ev)
{
	check_name(c, e, ev);
	opening_done(c, ev->ts);
	if (e->known && e->state != STATE_ACTIVE)
		check_violation(c, RULE_GATE, ev, "unlocked while it is %s", state_name(e));
	else if ((e->gate == GATE_OPENING || e->gate == GATE_OPEN) &&
		 (c->has[EV_STATE] || c->has[EV_WRITE_TRYLOCK]))
		check_violation(c, RULE_GATE, ev, "unlocked, but it is not locked");
	e->gate = GATE_OPENING;
	c->opening = e;
}

/*
 * How many are inside cannot grow, and has those whose exit is still to come; of others
 * it has at most those whose exit was seen and nothing after it, and those whose enter is
 * still to come.
 */
static void check_living(struct dynsc_check *c, struct check_entry *e,
			 const struct dynsc_event *ev)
{
	__u64 living = ev->value[F_LIVING], attempt = ev->value[F_ATTEMPT];

	if (c->has[EV_EXIT] && e->n_inside > living)
		check_violation(c, RULE_EAGAIN, ev, "living=%llu, but %zu are inside, also task %d",
				living, e->n_inside, e->inside->pid);
	else if (attempt > 1 && e->attempt == attempt - 1 && living > e->living)
		check_violation(c, RULE_EAGAIN, ev, "living=%llu after %llu, behind a closed gate",
				living, e->living);
}

static void check_locked(struct dynsc_check *c, struct check_entry *e,
			 const struct dynsc_event *ev)
{
	__u64 most = e->first_most + e->late;

	if (ev->value[F_LIVING])
		check_violation(c, RULE_EAGAIN, ev, "granted with living=%llu",
				ev->value[F_LIVING]);
	check_empty(c, e, ev, "locked");
	if (e->whole && c->has[EV_ENTER] && c->has[EV_EXIT] && e->attempt && e->first_living > most)
		check_violation(c, RULE_EAGAIN, ev, "living=%llu at first, of at most %llu callers",
				e->first_living, most);
	e->gate = GATE_LOCKED;
}

static void check_write_trylock(struct dynsc_check *c, struct check_entry *e,
				const struct dynsc_event *ev)
{
	__u64 attempt = ev->value[F_ATTEMPT];

	check_name(c, e, ev);
	opening_done(c, ev->ts);
	if (e->known && e->state != STATE_UNDOING)
		check_violation(c, RULE_LOCK, ev, "tried for the write lock while it is %s",
				state_name(e));
	else if (e->known && (e->attempt || e->left[STATE_ACTIVE]) && attempt != e->attempt + 1)
		check_violation(c, RULE_EAGAIN, ev, "attempt %llu after %llu", attempt, e->attempt);
	if (attempt == 1) {
		e->first_living = ev->value[F_LIVING];
		e->first_most = e->n_inside + e->maybe_inside;
		e->late = 0;
	}
	if (ev->value[F_GRANTED]) {
		check_locked(c, e, ev);
	} else {
		if (!ev->value[F_LIVING])
			check_violation(c, RULE_EAGAIN, ev, "refused with living=0");
		check_living(c, e, ev);
	}
	e->attempt = attempt;
	e->living = ev->value[F_LIVING];
	e->tried = ev->ts;
	e->tried_pid = ev->pid;
}

/* The caller that is named was looked for after the attempt, which it follows. */
static void check_eagain(struct dynsc_check *c, struct check_entry *e, const struct dynsc_event *ev)
{
	struct check_task *t = check_task_of(c, ev->value[F_PID]);

	check_name(c, e, ev);
	if (!c->has[EV_WRITE_TRYLOCK]) {
		if (!ev->value[F_LIVING])
			check_violation(c, RULE_EAGAIN, ev, "EAGAIN with living=0");
		else
			check_living(c, e, ev);
		e->attempt = ev->value[F_ATTEMPT];
		e->living = ev->value[F_LIVING];
		return;
	}
	if (!e->tried)
		return;
	if (e->tried_pid != ev->pid || (__s64)e->attempt != ev->value[F_ATTEMPT] ||
	    (__s64)e->living != ev->value[F_LIVING])
		check_violation(c, RULE_EAGAIN, ev, "its attempt was %llu living=%llu of task %d",
				e->attempt, e->living, e->tried_pid);
	else if (ev->value[F_PID] && t->in && t->in != e && t->entered < e->tried &&
		 c->has[EV_EXIT] && !e->maybe_exec)
		check_violation(c, RULE_EAGAIN, ev, "task %d is not inside, but inside number %d",
				t->pid, t->in->nr);
}

/*
 * A swap waits until the generation before the last has left. Which generation a caller
 * is of cannot be seen, but of those that were inside at the swap before, all but
 * @swap_living were of the one that it began, and all others have left now. A caller may
 * have been counted and not seen: its exit was seen, or its enter was still to come.
 */
static void check_drained(struct dynsc_check *c, struct check_entry *e,
			  const struct dynsc_event *ev)
{
	const struct check_task *t;
	__u64 old = 0;

	if (!e->whole || !c->has[EV_ENTER] || !c->has[EV_EXIT] || !e->swapped)
		return;
	for (t = e->inside; t; t = t->next_inside)
		old += t->entered < e->swapped;
	if (old + e->swap_living > e->swap_most + e->swap_late)
		check_violation(c, RULE_GENERATION, ev,
				"%llu are inside since before the last swap, but only %llu of its new handler",
				old, e->swap_most + e->swap_late - e->swap_living);
}

static void check_swap(struct dynsc_check *c, struct check_entry *e, const struct dynsc_event *ev)
{
	__u64 generation = ev->value[F_GENERATION];

	c->swaps++;
	check_name(c, e, ev);
	opening_done(c, ev->ts);
	if (e->known && e->state != STATE_ACTIVE)
		check_violation(c, RULE_GENERATION, ev, "replaced while it is %s", state_name(e));
	else if (e->known && strcmp(e->owner, ev->from))
		check_violation(c, RULE_OWNER, ev, "its owner is %s", e->owner);
	if (e->generation && generation != e->generation + 1)
		check_violation(c, RULE_GENERATION, ev, "generation %llu after %llu", generation,
				e->generation);
	check_drained(c, e, ev);
	memcpy(e->owner, ev->owner, sizeof(e->owner));
	e->generation = generation;
	e->swapped = ev->ts;
	e->swap_living = ev->value[F_LIVING];
	e->swap_most = e->n_inside + e->maybe_inside;
	e->swap_late = 0;
}

/*
 * It takes a grace period to free an entry, so one that was just rescued is still undoing;
 * it remains so until its client frees it.
 */
static void check_rescue(struct dynsc_check *c, struct check_entry *e, const struct dynsc_event *ev)
{
	c->rescues++;
	if (ev->value[F_KIND] != KIND_HIJACKED) {
		check_violation(c, RULE_STATE, ev, "rescued, but it is not hijacked");
		return;
	}
	if (!check_name(c, e, ev))
		return;
	if (e->known && e->state != STATE_UNDOING)
		check_violation(c, RULE_STATE, ev, "rescued, but it is %s", state_name(e));
	else if (e->rescued)
		check_violation(c, RULE_STATE, ev, "rescued twice");
	else if (e->known && c->has[EV_SWAP] && *e->owner && strcmp(e->owner, ev->owner))
		check_violation(c, RULE_OWNER, ev, "its owner is %s", e->owner);
	e->rescued = e->known;
}

void check_rules(struct dynsc_check *c, const struct dynsc_event *ev)
{
	struct check_entry *e = check_entry_of(c, ev->value[F_NR]);

	switch (ev->type) {
	case EV_STATE:
		check_state(c, e, ev);
		break;
	case EV_UNLOCK:
		check_unlock(c, e, ev);
		break;
	case EV_READ_TRYLOCK:
	case EV_ENTER:
	case EV_EXIT:
	case EV_ENOSYS:
	case EV_FALLBACK:
		check_call(c, e, check_task_of(c, ev->pid), ev);
		break;
	case EV_WRITE_TRYLOCK:
		check_write_trylock(c, e, ev);
		break;
	case EV_EAGAIN:
		check_eagain(c, e, ev);
		break;
	case EV_SWAP:
		check_swap(c, e, ev);
		break;
	case EV_RESCUE:
		check_rescue(c, e, ev);
		break;
	default:
		break;
	}
}
