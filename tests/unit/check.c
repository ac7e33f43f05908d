// SPDX-License-Identifier: GPL-2.0
/*
 * unit-check [TRACE...]: tests of the rules of dynsc check, on events made here and on
 * those of each TRACE:
 *
 *	clean		no violation: as they are; beginning or ending at any event;
 *			with any events lost; with any types of events not recorded
 *	faults		each is put in, one at a time, and the rule that it breaks must
 *			find it. In a TRACE a fault may have no place.
 *
 * Prints KTAP. The exit status is 1 if a test failed.
 *
 * Over 400 lines: each fault is a function, and all work on the history that is made here.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "libdynsc/check.h"
#include "libdynsc/memory.h"
#include "libdynsc/reader.h"

enum { ONE = 400, OTHER = 401, TWO = 121, THREE = 122, EXEC = 59 };

struct history {
	const char *name;
	struct dynsc_event *ev;
	size_t n;
	bool has[EV_RECORDED];
	struct dynsc_reader *reader;	/* NULL: made here */
};

static int tests, failures;

static void check(bool good, const char *history, const char *name, const char *more)
{
	printf("%s %d %s: %s%s\n", good ? "ok" : "not ok", ++tests, history, name, more);
	failures += !good;
}

static void set_text(char *to, const char *from)
{
	memcpy(to, from, strlen(from) + 1);
}

/* Putting events in and taking them out again. */

static void insert(struct history *h, size_t at, const struct dynsc_event *ev)
{
	h->ev = dynsc_must_grow(h->ev, h->n, sizeof(*h->ev));
	memmove(&h->ev[at + 1], &h->ev[at], (h->n++ - at) * sizeof(*h->ev));
	h->ev[at] = *ev;
}

static struct dynsc_event take(struct history *h, size_t at)
{
	struct dynsc_event ev = h->ev[at];

	memmove(&h->ev[at], &h->ev[at + 1], (--h->n - at) * sizeof(*h->ev));
	return ev;
}

/* To behind the event at @to, and at its time. */
static void move(struct history *h, size_t at, size_t to)
{
	struct dynsc_event ev = take(h, at);

	ev.ts = h->ev[to - 1].ts;
	insert(h, to, &ev);
}

/* Events made here. */

static struct history made = { .name = "made" };

static struct dynsc_event *add(enum dynsc_event_type type, int pid, int nr)
{
	static const char * const names[] = {
		[ONE] = "one", [OTHER] = "one", [TWO] = "two", [THREE] = "three", [EXEC] = "exec"
	};
	struct dynsc_event ev = { .type = type, .pid = pid, .cpu = pid % 3 };

	ev.ts = 1000 * (made.n + 1);
	ev.value[F_NR] = nr;
	ev.value[F_KIND] = nr < ONE ? KIND_HIJACKED : KIND_DYNAMIC;
	ev.value[F_ORIGINAL] = nr;
	set_text(ev.name, names[nr]);
	made.has[type] = true;
	insert(&made, made.n, &ev);
	return &made.ev[made.n - 1];
}

static void state(int nr, enum dynsc_state from, enum dynsc_state to, const char *owner)
{
	struct dynsc_event *ev = add(EV_STATE, 1, nr);

	ev->value[F_FROM] = from;
	ev->value[F_TO] = to;
	set_text(ev->owner, owner);
}

static void reg(int nr, const char *owner)
{
	state(nr, STATE_FREE, STATE_RESERVED, owner);
	state(nr, STATE_RESERVED, STATE_ACTIVE, owner);
}

static void trylock(int pid, int nr, bool granted, enum dynsc_why why)
{
	struct dynsc_event *ev = add(EV_READ_TRYLOCK, pid, nr);

	ev->value[F_GRANTED] = granted;
	ev->value[F_WHY] = why;
}

static void enter(int pid, int nr)
{
	trylock(pid, nr, true, WHY_OPEN);
	add(EV_ENTER, pid, nr);
}

static void leave(int pid, int nr)
{
	add(EV_EXIT, pid, nr);
}

static void refuse(int pid, int nr, enum dynsc_event_type type, enum dynsc_why why)
{
	trylock(pid, nr, false, why);
	add(type, pid, nr)->value[F_WHY] = why;
}

static void attempt(int nr, __u64 count, __u64 living, int inside)
{
	struct dynsc_event *ev = add(EV_WRITE_TRYLOCK, 1, nr);

	ev->value[F_GRANTED] = !living;
	ev->value[F_LIVING] = living;
	ev->value[F_ATTEMPT] = count;
	if (!living)
		return;
	ev = add(EV_EAGAIN, 1, nr);
	ev->value[F_LIVING] = living;
	ev->value[F_ATTEMPT] = count;
	ev->value[F_PID] = inside;
}

static void swap(int nr, const char *from, const char *to, __u64 generation, __u64 living)
{
	struct dynsc_event *ev = add(EV_SWAP, 1, nr);

	set_text(ev->from, from);
	set_text(ev->owner, to);
	ev->value[F_GENERATION] = generation;
	ev->value[F_LIVING] = living;
}

static void rescue(int nr, enum dynsc_rescue why, const char *owner)
{
	struct dynsc_event *ev = add(EV_RESCUE, 99, nr);

	ev->value[F_RESCUE] = why;
	set_text(ev->owner, owner);
}

static void make_history(void)
{
	reg(ONE, "a");
	refuse(10, ONE, EV_ENOSYS, WHY_NOT_UNLOCKED);
	add(EV_UNLOCK, 1, ONE);
	enter(11, ONE);
	leave(11, ONE);
	enter(12, ONE);
	enter(10, ONE);
	reg(TWO, "b");
	leave(10, ONE);
	refuse(14, TWO, EV_FALLBACK, WHY_NOT_UNLOCKED);
	add(EV_UNLOCK, 1, TWO);
	enter(14, TWO);
	add(EV_ORIGINAL, 14, TWO);
	leave(14, TWO);
	enter(10, TWO);
	state(ONE, STATE_ACTIVE, STATE_UNDOING, "a");
	refuse(13, ONE, EV_ENOSYS, WHY_CLOSING);
	attempt(ONE, 1, 1, 12);
	refuse(13, ONE, EV_ENOSYS, WHY_CLOSING);
	attempt(ONE, 2, 1, 12);
	leave(12, ONE);
	attempt(ONE, 3, 0, 0);
	state(ONE, STATE_UNDOING, STATE_FREE, "a");
	refuse(13, ONE, EV_ENOSYS, WHY_UNUSED);
	reg(OTHER, "a");
	add(EV_UNLOCK, 1, OTHER);
	enter(15, OTHER);
	leave(15, OTHER);
	/* A sleeper of the first generation, which the third waits for. */
	reg(THREE, "c");
	add(EV_UNLOCK, 1, THREE);
	enter(20, THREE);
	swap(THREE, "c", "d", 2, 1);
	leave(20, THREE);
	swap(THREE, "d", "e", 3, 0);
	enter(21, THREE);
	leave(21, THREE);
	state(TWO, STATE_ACTIVE, STATE_UNDOING, "b");
	attempt(TWO, 1, 1, 10);
	refuse(14, TWO, EV_FALLBACK, WHY_STRAGGLER);
	leave(10, TWO);
	attempt(TWO, 2, 0, 0);
	state(TWO, STATE_UNDOING, STATE_FREE, "b");
	/* A thread that becomes its process. */
	reg(EXEC, "b");
	add(EV_UNLOCK, 1, EXEC);
	enter(31, EXEC);
	leave(30, EXEC);
	state(THREE, STATE_ACTIVE, STATE_UNDOING, "e");
	attempt(THREE, 1, 0, 0);
	state(THREE, STATE_UNDOING, STATE_FREE, "e");
	enter(40, OTHER);
	/* Taken back with a caller inside; its client removes it later. */
	reg(TWO, "f");
	add(EV_UNLOCK, 1, TWO);
	enter(50, TWO);
	state(TWO, STATE_ACTIVE, STATE_UNDOING, "f");
	rescue(TWO, RESCUE_KEY, "f");
	refuse(51, TWO, EV_FALLBACK, WHY_STRAGGLER);
	leave(50, TWO);
	attempt(TWO, 1, 0, 0);
	state(TWO, STATE_UNDOING, STATE_FREE, "f");
}

/* Faults. Each returns false if the history has no place for it. */

#define NOWHERE	((size_t)-1)

/* The next event of a type, from @at, that is of number @nr, unless this is -1. */
static size_t next(const struct history *h, size_t at, enum dynsc_event_type type, int nr)
{
	for (; at < h->n; at++)
		if (h->ev[at].type == type && (nr < 0 || h->ev[at].value[F_NR] == nr))
			return at;
	return NOWHERE;
}

static int nr_of(const struct history *h, size_t at)
{
	return h->ev[at].value[F_NR];
}

static size_t next_state(const struct history *h, size_t at, enum dynsc_state to, int nr)
{
	for (at = next(h, at, EV_STATE, nr); at != NOWHERE; at = next(h, at + 1, EV_STATE, nr))
		if (h->ev[at].value[F_TO] == to)
			return at;
	return NOWHERE;
}

static size_t next_attempt(const struct history *h, size_t at, bool granted, int nr)
{
	for (at = next(h, at, EV_WRITE_TRYLOCK, nr); at != NOWHERE;
	     at = next(h, at + 1, EV_WRITE_TRYLOCK, nr))
		if (h->ev[at].value[F_GRANTED] == granted)
			return at;
	return NOWHERE;
}

/* An exit whose task has entered before, of a number that is registered in the history. */
static size_t some_exit(const struct history *h)
{
	size_t at, before;

	for (at = next(h, 0, EV_EXIT, -1); at != NOWHERE; at = next(h, at + 1, EV_EXIT, -1))
		for (before = next(h, 0, EV_ENTER, nr_of(h, at)); before < at;
		     before = next(h, before + 1, EV_ENTER, nr_of(h, at)))
			if (h->ev[before].pid == h->ev[at].pid &&
			    next_state(h, 0, STATE_RESERVED, nr_of(h, at)) < before)
				return at;
	return NOWHERE;
}

static bool active_lost(struct history *h)
{
	size_t at = next_state(h, 0, STATE_ACTIVE, -1);

	if (at == NOWHERE || next_state(h, at, STATE_UNDOING, nr_of(h, at)) == NOWHERE)
		return false;
	take(h, at);
	return true;
}

static bool freed_at_once(struct history *h)
{
	size_t at = next_state(h, 0, STATE_UNDOING, -1);

	if (at == NOWHERE)
		return false;
	h->ev[at].value[F_TO] = STATE_FREE;
	return true;
}

static bool enters_too_early(struct history *h)
{
	size_t at = next(h, 0, EV_UNLOCK, -1), enters;

	if (at == NOWHERE)
		return false;
	enters = next(h, at, EV_ENTER, nr_of(h, at));
	if (enters == NOWHERE)
		return false;
	move(h, at, enters);
	return true;
}

static bool enters_too_late(struct history *h)
{
	size_t at = some_exit(h), locked;
	struct dynsc_event ev;

	if (at == NOWHERE)
		return false;
	locked = next_attempt(h, at, true, nr_of(h, at));
	if (locked == NOWHERE)
		return false;
	ev = h->ev[next(h, 0, EV_ENTER, nr_of(h, at))];
	ev.ts = h->ev[locked].ts;
	ev.pid = 9999;
	insert(h, locked + 1, &ev);
	return true;
}

static bool not_granted(struct history *h)
{
	size_t at = some_exit(h);
	struct dynsc_event ev;

	if (at == NOWHERE || !h->has[EV_READ_TRYLOCK])
		return false;
	/* The task calls again, and a try is missing. */
	ev = h->ev[at];
	ev.type = EV_ENTER;
	insert(h, at + 1, &ev);
	ev.type = EV_EXIT;
	insert(h, at + 2, &ev);
	return true;
}

static bool refused_while_open(struct history *h)
{
	size_t at = some_exit(h);
	struct dynsc_event ev;

	if (at == NOWHERE)
		return false;
	ev = h->ev[at];
	ev.ts++;
	ev.value[F_WHY] = WHY_NOT_UNLOCKED;
	ev.value[F_GRANTED] = 0;
	ev.type = EV_READ_TRYLOCK;
	insert(h, at + 1, &ev);
	ev.type = ev.value[F_KIND] == KIND_DYNAMIC ? EV_ENOSYS : EV_FALLBACK;
	insert(h, at + 2, &ev);
	return true;
}

static bool refused_without_reason(struct history *h)
{
	size_t at = next(h, 0, EV_FALLBACK, -1);

	if (at == NOWHERE)
		return false;
	h->ev[at].value[F_WHY] = WHY_UNUSED;
	return true;
}

static bool exit_missing(struct history *h)
{
	size_t at = some_exit(h);

	if (at == NOWHERE || next_attempt(h, at, true, nr_of(h, at)) == NOWHERE)
		return false;
	take(h, at);
	return true;
}

static bool leaves_twice(struct history *h)
{
	size_t at = some_exit(h);
	struct dynsc_event ev;

	if (at == NOWHERE)
		return false;
	ev = h->ev[at];
	insert(h, at + 1, &ev);
	return true;
}

static bool too_few_living(struct history *h)
{
	size_t at = next_attempt(h, 0, false, -1);

	if (at == NOWHERE)
		return false;
	h->ev[at].value[F_LIVING] = 0;
	return true;
}

/* None of them was inside. */
static bool too_many_living(struct history *h)
{
	size_t at;

	for (at = next_attempt(h, 0, false, -1); at != NOWHERE;
	     at = next_attempt(h, at + 1, false, -1)) {
		if (h->ev[at].value[F_ATTEMPT] != 1)
			continue;
		if (next_state(h, 0, STATE_RESERVED, nr_of(h, at)) > at ||
		    next_attempt(h, at, true, nr_of(h, at)) == NOWHERE)
			continue;
		h->ev[at].value[F_LIVING] += 50;
		return true;
	}
	return false;
}

static bool eagain_differs(struct history *h)
{
	size_t at = next(h, 0, EV_EAGAIN, -1);

	if (at == NOWHERE)
		return false;
	h->ev[at].value[F_LIVING]++;
	return true;
}

static bool other_owner(struct history *h)
{
	size_t at = next_state(h, 0, STATE_ACTIVE, -1);

	if (at == NOWHERE || next_state(h, 0, STATE_RESERVED, nr_of(h, at)) > at)
		return false;
	set_text(h->ev[at].owner, "thief");
	return true;
}

/* A name that is active is registered for a number that was not used. */
static bool name_twice(struct history *h)
{
	size_t at = next_state(h, 0, STATE_ACTIVE, -1);
	struct dynsc_event ev;

	if (at == NOWHERE)
		return false;
	ev = h->ev[at];
	ev.value[F_NR] = 444;
	insert(h, at + 1, &ev);
	ev.value[F_FROM] = STATE_FREE;
	ev.value[F_TO] = STATE_RESERVED;
	insert(h, at + 1, &ev);
	return true;
}

static bool not_locked(struct history *h)
{
	size_t at = next_attempt(h, 0, true, -1);

	if (at == NOWHERE)
		return false;
	take(h, at);
	return true;
}

static bool generation_skipped(struct history *h)
{
	size_t at = next(h, 0, EV_SWAP, -1);

	if (at == NOWHERE || next_state(h, 0, STATE_RESERVED, nr_of(h, at)) > at)
		return false;
	h->ev[at].value[F_GENERATION]++;
	return true;
}

static bool generation_not_drained(struct history *h)
{
	size_t at = next(h, 0, EV_SWAP, -1), left;

	if (h->reader)
		return false;
	left = next(h, at, EV_EXIT, THREE);
	at = next(h, at + 1, EV_SWAP, THREE);
	move(h, left, at);
	return true;
}

static bool swapped_from_another(struct history *h)
{
	size_t at = next(h, 0, EV_SWAP, -1);

	if (at == NOWHERE || next_state(h, 0, STATE_RESERVED, nr_of(h, at)) > at)
		return false;
	set_text(h->ev[at].from, "thief");
	return true;
}

static bool rescued_while_active(struct history *h)
{
	size_t at = next(h, 0, EV_RESCUE, -1), undoing;

	if (at == NOWHERE)
		return false;
	undoing = next_state(h, 0, STATE_UNDOING, nr_of(h, at));
	while (next_state(h, undoing + 1, STATE_UNDOING, nr_of(h, at)) < at)
		undoing = next_state(h, undoing + 1, STATE_UNDOING, nr_of(h, at));
	if (undoing > at)
		return false;
	move(h, undoing, at + 1);
	return true;
}

static bool rescued_twice(struct history *h)
{
	size_t at = next(h, 0, EV_RESCUE, -1);

	if (at == NOWHERE || next_state(h, 0, STATE_UNDOING, nr_of(h, at)) > at)
		return false;
	insert(h, at, &h->ev[at]);
	return true;
}

static bool rescued_dynamic(struct history *h)
{
	size_t at = next(h, 0, EV_RESCUE, -1);

	if (at == NOWHERE)
		return false;
	h->ev[at].value[F_KIND] = KIND_DYNAMIC;
	return true;
}

static bool rescued_from_another(struct history *h)
{
	size_t at = next(h, 0, EV_RESCUE, -1);

	if (at == NOWHERE || next_state(h, 0, STATE_RESERVED, nr_of(h, at)) > at)
		return false;
	set_text(h->ev[at].owner, "thief");
	return true;
}

static const struct fault {
	const char *name;
	enum dynsc_rule rule;
	bool (*put)(struct history *h);
} faults[] = {
	{ "a state is left out", RULE_STATE, active_lost },
	{ "an active entry becomes free", RULE_STATE, freed_at_once },
	{ "a caller enters before the unlock", RULE_GATE, enters_too_early },
	{ "a caller enters after the lock", RULE_LOCK, enters_too_late },
	{ "a caller enters without the gate", RULE_GATE, not_granted },
	{ "a caller is refused while the gate is open", RULE_REFUSED, refused_while_open },
	{ "a caller is refused for a reason that cannot be", RULE_REFUSED, refused_without_reason },
	{ "the lock is held while a caller is inside", RULE_LOCK, exit_missing },
	{ "a caller leaves twice", RULE_LEFT, leaves_twice },
	{ "EAGAIN, but nothing living", RULE_EAGAIN, too_few_living },
	{ "EAGAIN for callers that never were", RULE_EAGAIN, too_many_living },
	{ "EAGAIN differs from its attempt", RULE_EAGAIN, eagain_differs },
	{ "two owners", RULE_OWNER, other_owner },
	{ "a name for two numbers", RULE_OWNER, name_twice },
	{ "freed without the lock", RULE_LOCK, not_locked },
	{ "a generation is left out", RULE_GENERATION, generation_skipped },
	{ "a third generation before the first has left", RULE_GENERATION, generation_not_drained },
	{ "a swap from another owner", RULE_OWNER, swapped_from_another },
	{ "a rescue of what is active", RULE_STATE, rescued_while_active },
	{ "a rescue of what was rescued", RULE_STATE, rescued_twice },
	{ "a rescue of a dynamic call", RULE_STATE, rescued_dynamic },
	{ "a rescue from another owner", RULE_OWNER, rescued_from_another },
};

static const char *symbol(void *reader, __u64 address)
{
	if (reader)
		return dynsc_reader_symbol(reader, 0, address);
	return address == EXEC ? "__x64_sys_execve" : "__x64_sys_other";
}

/* @without: a bit for each type that was not recorded. @from, @to: these events only. */
static struct dynsc_check *verdict(const struct history *h, size_t from, size_t to,
				   unsigned int without)
{
	struct dynsc_check *c = dynsc_must(calloc(1, sizeof(*c)));
	struct dynsc_event begin = { .type = EV_BEGIN };
	int type;
	size_t i;

	for (type = 0; type < EV_RECORDED; type++)
		c->has[type] = h->has[type] && !(without & 1U << type);
	c->symbol = symbol;
	c->symbol_data = h->reader;
	begin.ts = from < h->n ? h->ev[from].ts : 0;
	dynsc_check_add(c, &begin);
	for (i = from; i < to; i++)
		if (h->ev[i].type >= EV_RECORDED || !(without & 1U << h->ev[i].type))
			dynsc_check_add(c, &h->ev[i]);
	dynsc_check_finish(c);
	return c;
}

static size_t count(const struct history *h, size_t from, size_t to, unsigned int without,
		    const char *what)
{
	struct dynsc_check *c = verdict(h, from, to, without);
	size_t i, n = c->n_violations;

	for (i = 0; i < n && i < 3 && what; i++)
		printf("# %s, %zu to %zu without %x: %s, %llu ns, task %d, number %lld: %s\n", what,
		       from, to, without, dynsc_rule_names[c->violations[i]->rule],
		       c->violations[i]->ev.ts, c->violations[i]->ev.pid,
		       c->violations[i]->ev.value[F_NR], c->violations[i]->text);
	dynsc_check_free(c);
	free(c);
	return n;
}

static struct history copy(const struct history *h)
{
	struct history new = { .name = h->name, .reader = h->reader };
	size_t i;

	memcpy(new.has, h->has, sizeof(new.has));
	for (i = 0; i < h->n; i++)
		insert(&new, new.n, &h->ev[i]);
	return new;
}

/* All events of one CPU between two of its events are lost. */
static size_t count_lost(const struct history *h, size_t at, unsigned int length)
{
	struct history lossy = copy(h);
	struct dynsc_event ev = { .type = EV_LOST };
	int cpu = h->ev[at].cpu;
	size_t i, n;

	for (i = at; i && lossy.ev[i - 1].cpu != cpu;)
		i--;
	ev.since = i ? lossy.ev[i - 1].ts : lossy.ev[0].ts;
	while (length-- && at != NOWHERE) {
		take(&lossy, at);
		while (at < lossy.n && lossy.ev[at].cpu != cpu)
			at++;
		if (at >= lossy.n)
			at = NOWHERE;
	}
	if (at != NOWHERE) {
		ev.ts = lossy.ev[at].ts;
		insert(&lossy, at, &ev);
		n = count(&lossy, 0, lossy.n, 0, "lost");
	} else {
		/* Lost at the end: nothing says so, and nothing may be wrong before. */
		n = 0;
	}
	free(lossy.ev);
	return n;
}

static void test_clean(const struct history *h)
{
	size_t i, step = 1 + h->n / 300, wrong;
	unsigned int without;
	int length;

	check(!count(h, 0, h->n, 0, "as it is"), h->name, "no violation", "");
	for (i = 0, wrong = 0; i < h->n; i += step)
		wrong += count(h, i, h->n, 0, "begins late");
	check(!wrong, h->name, "no violation, wherever it begins", "");
	for (i = 0, wrong = 0; i < h->n; i += step)
		wrong += count(h, 0, i, 0, "ends early");
	check(!wrong, h->name, "no violation, wherever it ends", "");
	for (i = 0, wrong = 0; i < h->n; i += step)
		for (length = 1; length < 5; length++)
			wrong += count_lost(h, i, length);
	check(!wrong, h->name, "no violation, whatever is lost", "");
	for (without = 0, wrong = 0; without < 1U << (EV_RESCUE + 1) && h->n < 5000; without++)
		wrong += count(h, 0, h->n, without, "not recorded");
	check(!wrong, h->name, "no violation, whatever was not recorded", "");
}

static bool is_found(const struct history *h, enum dynsc_rule rule)
{
	struct dynsc_check *c = verdict(h, 0, h->n, 0);
	bool found = false;
	size_t i;

	for (i = 0; i < c->n_violations; i++)
		found |= c->violations[i]->rule == rule && *c->violations[i]->text;
	for (i = 0; i < c->n_violations && !found; i++)
		printf("# found: %s: %s\n", dynsc_rule_names[c->violations[i]->rule],
		       c->violations[i]->text);
	dynsc_check_free(c);
	free(c);
	return found;
}

static void test_faults(const struct history *h)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		struct history bad = copy(h);

		if (faults[i].put(&bad))
			check(is_found(&bad, faults[i].rule), h->name, faults[i].name, "");
		else
			check(h->reader, h->name, faults[i].name, " # SKIP it has no place in it");
		free(bad.ev);
	}
}

/* What is shown around a violation. */
static void test_around(void)
{
	struct history bad = copy(&made);
	struct dynsc_check *c;
	const struct dynsc_violation *v;

	/* Only task 12 is inside. */
	take(&bad, some_exit(&bad));
	c = verdict(&bad, 0, bad.n, 0);
	v = c->violations[c->n_violations - 1];
	check(v->rule == RULE_LOCK && v->ev.value[F_NR] == ONE && strstr(v->text, "task 11"),
	      "around", "which caller is inside", "");
	check(v->before == DYNSC_BEFORE && v->around[v->before - 1].type == EV_EXIT &&
	      v->around[v->before - 1].ts < v->ev.ts, "around", "the events before", "");
	check(v->after == DYNSC_AFTER && v->around[v->before].type == EV_STATE &&
	      v->around[v->before].ts > v->ev.ts, "around", "the events after", "");
	dynsc_check_free(c);
	free(c);
	free(bad.ev);
}

/* Events in any order, with any values that can be decoded. */
static void test_nonsense(void)
{
	static const enum dynsc_event_type types[] = {
		EV_STATE, EV_UNLOCK, EV_READ_TRYLOCK, EV_ENTER, EV_EXIT, EV_ORIGINAL, EV_ENOSYS,
		EV_FALLBACK, EV_WRITE_TRYLOCK, EV_EAGAIN, EV_SWAP, EV_RESCUE, EV_LOST,
		EV_SWITCH,
	};
	struct dynsc_event ev = { 0 };
	size_t i, round, found = 0;

	for (round = 0; round < 200; round++) {
		struct dynsc_check *c = dynsc_must(calloc(1, sizeof(*c)));

		srand(round);
		for (i = 0; i < EV_RECORDED; i++)
			c->has[i] = rand() % 4;
		for (i = 0; i < 2000; i++) {
			ev.type = types[rand() % (ARRAY_SIZE(types) - !!(rand() % 50) * 2)];
			ev.ts += rand() % 3;
			ev.since = ev.ts - rand() % 100;
			ev.pid = rand() % 5;
			ev.value[F_NR] = rand() % 3 - 1;
			ev.value[F_KIND] = rand() % KINDS;
			ev.value[F_FROM] = rand() % STATES;
			ev.value[F_TO] = rand() % STATES;
			ev.value[F_WHY] = rand() % WHYS;
			ev.value[F_GRANTED] = rand() % 2;
			ev.value[F_LIVING] = rand() % 4 - 1;
			ev.value[F_ATTEMPT] = rand() % 3;
			ev.value[F_PID] = rand() % 5;
			ev.value[F_GENERATION] = rand() % 3;
			ev.value[F_RESCUE] = rand() % RESCUES;
			*ev.name = *ev.owner = *ev.from = 'a' + rand() % 2;
			dynsc_check_add(c, &ev);
		}
		found += dynsc_check_finish(c);
		dynsc_check_free(c);
		free(c);
	}
	check(found > 1000, "nonsense", "has violations, and does no harm", "");
}

static void read_history(struct history *h, char *path)
{
	struct dynsc_event ev = { 0 };
	int type, status;

	h->name = path;
	h->reader = dynsc_must(calloc(1, sizeof(*h->reader)));
	if (!dynsc_reader_open(h->reader, &path, 1)) {
		printf("Bail out! %s\n", h->reader->error);
		exit(1);
	}
	for (type = 0; type < EV_RECORDED; type++)
		h->has[type] = dynsc_reader_has(h->reader, type);
	while ((status = dynsc_reader_next(h->reader, &ev)) > 0)
		if (ev.type < EV_SWITCH || ev.type == EV_LOST)
			insert(h, h->n, &ev);
	if (status < 0) {
		printf("Bail out! %s\n", h->reader->error);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	int i;

	make_history();
	test_clean(&made);
	test_faults(&made);
	test_around();
	test_nonsense();
	for (i = 1; i < argc; i++) {
		struct history h = { 0 };

		read_history(&h, argv[i]);
		test_clean(&h);
		test_faults(&h);
		free(h.ev);
	}
	printf("1..%d\n", tests);
	return failures ? 1 : 0;
}
