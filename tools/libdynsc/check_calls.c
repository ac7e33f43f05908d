// SPDX-License-Identifier: GPL-2.0
/*
 * What the events of a call may follow: entering, leaving, being refused; see check.h. A
 * new reason to be refused needs a row in the table.
 */

#include <string.h>
#include "check.h"

#define BIT(n)	(1U << (n))

/*
 * In which states, for each kind, a caller is refused for this reason, and what it then
 * gets. No state: never. @open: even while the gate is open.
 */
static const struct {
	unsigned char states[KINDS];
	bool enosys[KINDS], fallback[KINDS], open;
} whys[WHYS] = {
	[WHY_NOT_UNLOCKED] = {
		{ BIT(STATE_RESERVED) | BIT(STATE_ACTIVE), BIT(STATE_ACTIVE) },
		{ true, true }, { false, true }, false
	},
	[WHY_CLOSING] = { { BIT(STATE_UNDOING), 0 }, { true, false }, { }, false },
	[WHY_STRAGGLER] = {
		{ BIT(STATE_FREE), BIT(STATE_RESERVED) | BIT(STATE_UNDOING) | BIT(STATE_FREE) },
		{ true, false }, { false, true }, false
	},
	[WHY_UNUSED] = { { BIT(STATE_FREE), 0 }, { true, false }, { }, false },
};

/*
 * A caller that the gate has let in. It was opened before, and is locked only when the
 * call has left, however late the event is.
 */
static void check_inside(struct dynsc_check *c, struct check_entry *e, const struct dynsc_event *ev,
			 const char *does)
{
	check_name(c, e, ev);
	if (e->gate == GATE_LOCKED && !c->has[EV_STATE] && !c->has[EV_UNLOCK]) {
		/* It may have been registered again. */
		e->gate = GATE_UNKNOWN;
	} else if (e->gate == GATE_LOCKED) {
		check_violation(c, RULE_LOCK, ev, "%s after the write lock was held", does);
	} else if (e->gate == GATE_SHUT && (c->has[EV_UNLOCK] || e->state != STATE_ACTIVE)) {
		check_violation(c, RULE_GATE, ev, "%s, but the gate was not opened yet", does);
	} else if (e->known && e->state == STATE_ACTIVE && e->gate != GATE_OPEN) {
		e->gate = GATE_OPEN;
		e->open = ev->ts;
	}
}

/* Its call before this one is over: it has left, too. */
static void next_call(struct check_task *t)
{
	if (t->last && t->last->maybe_inside)
		t->last->maybe_inside--;
	t->last = NULL;
}

static void check_granted(struct dynsc_check *c, const struct check_task *t,
			  const struct dynsc_event *ev, bool granted, const char *what)
{
	if (!c->has[EV_READ_TRYLOCK] || !t->seen)
		return;
	if (t->did != EV_READ_TRYLOCK || t->did_nr != ev->value[F_NR] || t->granted != granted)
		check_violation(c, granted ? RULE_GATE : RULE_REFUSED, ev,
				"%s, but the gate did not %s it", what,
				granted ? "grant" : "refuse");
}

static void check_enter(struct dynsc_check *c, struct check_entry *e, struct check_task *t,
			const struct dynsc_event *ev)
{
	c->calls++;
	check_granted(c, t, ev, true, "enters");
	check_inside(c, e, ev, "enters");
	if (t->in && c->has[EV_EXIT]) {
		check_violation(c, RULE_LEFT, ev, "enters, but has not left number %d", t->in->nr);
		check_leaves(c, t);
	} else if (t->in) {
		check_leaves(c, t);
	}
	next_call(t);
	if (t->done <= e->swapped)
		e->swap_late++;
	if (e->gate == GATE_CLOSING)
		e->late++;
	check_enters(c, e, t, ev->ts);
	t->excused = NULL;
}

/*
 * An exit without an enter: the call began before the trace, so the task was not seen
 * before, and the number was registered before.
 */
static void check_no_enter(struct dynsc_check *c, struct check_entry *e, struct check_task *t,
			   const struct dynsc_event *ev)
{
	if (t->excused == e || !c->has[EV_ENTER])
		return;
	if (e->maybe_exec && e->inside)
		check_leaves(c, e->inside);
	else if (t->seen || e->whole)
		check_violation(c, RULE_LEFT, ev, "leaves, but has not entered");
}

static void check_exit(struct dynsc_check *c, struct check_entry *e, struct check_task *t,
		       const struct dynsc_event *ev)
{
	if (t->excused != e)
		check_inside(c, e, ev, "leaves");
	if (t->in == e) {
		check_leaves(c, t);
	} else if (t->in) {
		check_violation(c, RULE_LEFT, ev, "leaves, but has entered number %d", t->in->nr);
		check_leaves(c, t);
	} else {
		check_no_enter(c, e, t, ev);
	}
	next_call(t);
	t->last = e;
	e->maybe_inside++;
	t->excused = NULL;
	t->done = ev->ts;
}

/* Was it in one of these states at some moment since @since? */
static bool was_in(const struct check_entry *e, unsigned int states, __u64 since)
{
	int state;

	for (state = 0; state < STATES; state++)
		if (states & BIT(state) &&
		    ((int)e->state == state || e->left[state] >= since))
			return true;
	return false;
}

/*
 * A caller is refused when it finds the gate not open, and then looks at the state, for
 * the reason. Both is between the end of its call before this one and the event.
 */
static void check_refused(struct dynsc_check *c, struct check_entry *e, struct check_task *t,
			  const struct dynsc_event *ev)
{
	enum dynsc_why why = ev->value[F_WHY];
	enum dynsc_kind kind = ev->value[F_KIND];
	const char *does = ev->type == EV_FALLBACK ? "gets the original" : "gets ENOSYS";
	unsigned int states = whys[why].states[kind];

	c->refused++;
	/* A caller from outside the scope does not try the gate. */
	if (why == WHY_OUTSIDE && ev->type == EV_ENOSYS && kind == KIND_DYNAMIC) {
		next_call(t);
		t->done = ev->ts;
		return;
	}
	if (ev->type != EV_READ_TRYLOCK)
		check_granted(c, t, ev, false, does);
	if (t->in && c->has[EV_EXIT]) {
		check_violation(c, RULE_LEFT, ev, "%s, but has not left number %d", does,
				t->in->nr);
		check_leaves(c, t);
	}
	next_call(t);
	if (!states || (ev->type == EV_ENOSYS && !whys[why].enosys[kind]) ||
	    (ev->type == EV_FALLBACK && !whys[why].fallback[kind])) {
		check_violation(c, RULE_REFUSED, ev, "%s, never because of %s if it is %s", does,
				dynsc_why_names[why], dynsc_kind_names[kind]);
	} else if (e->known && t->done > e->learned) {
		if (!whys[why].open && e->gate == GATE_OPEN && e->open < t->done) {
			check_violation(c, RULE_REFUSED, ev,
					"%s, but the gate was open all the time", does);
		} else if (!was_in(e, states, t->done)) {
			e->doubt = check_violation(c, RULE_REFUSED, ev,
						   "%s because of %s, but it is %s", does,
						   dynsc_why_names[why],
						   dynsc_state_names[e->state]);
			e->doubt_states = states;
		}
	}
	t->done = ev->ts;
}

static void check_read_trylock(struct dynsc_check *c, struct check_entry *e, struct check_task *t,
			       const struct dynsc_event *ev)
{
	bool granted = ev->value[F_GRANTED], open = ev->value[F_WHY] == WHY_OPEN;

	if (granted != open)
		check_violation(c, RULE_GATE, ev, "granted and the reason do not agree");
	else if (granted && !c->has[EV_ENTER])
		check_inside(c, e, ev, "is granted the gate");
	else if (!granted && (!c->has[EV_ENOSYS] || !c->has[EV_FALLBACK]))
		check_refused(c, e, t, ev);
	t->granted = granted;
}

void check_call(struct dynsc_check *c, struct check_entry *e, struct check_task *t,
		const struct dynsc_event *ev)
{
	switch (ev->type) {
	case EV_READ_TRYLOCK:
		check_read_trylock(c, e, t, ev);
		break;
	case EV_ENTER:
		check_enter(c, e, t, ev);
		break;
	case EV_EXIT:
		check_exit(c, e, t, ev);
		break;
	default:
		check_refused(c, e, t, ev);
	}
	t->seen = true;
	t->did = ev->type;
	t->did_nr = ev->value[F_NR];
}
