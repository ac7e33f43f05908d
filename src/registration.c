// SPDX-License-Identifier: GPL-2.0
/*
 * Registrations: what a client has put on an entry. They are created, found and
 * released here; entry.c gives them an entry and takes it away.
 *
 * A registration whose handler has been replaced (by DYN_SYSCALL_SWAP) is a
 * previous one until the last caller of its handler has left. The registration
 * that replaced it refers to it that long. An entry has one previous registration
 * at most, since it has two sets of counters.
 */

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "entry.h"
#include "pause.h"

/* What events read in an entry without a registration. */
const struct registration registration_none = { .name_size = sizeof(u64) };

/**
 * registration_create() - note what a client asks for
 * @kind: the kind
 * @name: a valid name
 * @nr: the number, in range; %DYN_SYSCALL_ANY when @kind is dynamic
 * @handler: the handler
 * @flags: valid flags
 * @owner: the client
 *
 * Return: for entry_register(), with a reference; %NULL without memory.
 */
struct registration *registration_create(enum kind kind, const char *name, int nr,
					 dyn_syscall_t handler, unsigned int flags,
					 struct module *owner)
{
	static atomic_t ids;
	struct registration *r;

	r = pause_fail_alloc() ? NULL : kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return NULL;
	r->kind = kind;
	r->nr = nr;
	strscpy(r->name, name, sizeof(r->name));
	r->name_size = max(round_up(strlen(r->name) + 1, sizeof(u32)), sizeof(u64));
	r->event.kind = kind;
	r->event.id = atomic_inc_return(&ids);
	r->handler = handler;
	r->flags = flags;
	r->owner = owner;
	r->generation = 1;
	refcount_set(&r->refs, 1);
	return r;
}

static struct registration *get(struct registration *r)
{
	return r && refcount_inc_not_zero(&r->refs) ? r : NULL;
}

/**
 * registration_find() - turn a client's name and number into a registration
 * @nr: the number, in range
 * @name: the name; %NULL: any
 *
 * Context: Any.
 * Return: with a reference, for registration_put(); %NULL if the number has no
 * registration of that name.
 */
struct registration *registration_find(int nr, const char *name)
{
	struct registration *r;

	rcu_read_lock();
	r = rcu_dereference(entry_at(nr)->registration);
	r = r && (!name || !strcmp(r->name, name)) ? get(r) : NULL;
	rcu_read_unlock();
	return r;
}

/**
 * registration_find_owned() - the registration that a client has on a number,
 * or its previous one
 * @nr: the number, in range
 * @owner: the client
 *
 * Context: Any.
 * Return: as registration_find().
 */
struct registration *registration_find_owned(int nr, const struct module *owner)
{
	struct registration *r;

	rcu_read_lock();
	r = rcu_dereference(entry_at(nr)->registration);
	if (r && r->owner != owner)
		r = rcu_dereference(r->previous);
	r = r && r->owner == owner ? get(r) : NULL;
	rcu_read_unlock();
	return r;
}

/*
 * Only callers in the gate's section read the scope, and an entry whose gate was open
 * keeps its reference for a grace period after that.
 */
void registration_put(struct registration *r)
{
	if (!refcount_dec_and_test(&r->refs))
		return;
	scope_clear(&r->scope);
	kfree_rcu(r, rcu);
}

/* Does its entry still have it? Another may have followed, with the same name. */
bool registration_is_current(const struct registration *r)
{
	return entry_registration(r->entry) == r;
}

/* Has its removal begun, and is it not yet free? */
bool registration_is_undoing(const struct registration *r)
{
	lockdep_assert_held(&entry_mutex);
	return registration_is_current(r) && r->entry->gate.state == ENTRY_UNDOING;
}

/* Was its handler replaced, and may callers of it still be inside? */
bool registration_is_previous(const struct registration *r)
{
	const struct registration *now = entry_registration(r->entry);

	return now && registration_previous(now) == r;
}
