// SPDX-License-Identifier: GPL-2.0
/* Which entry has which slot, and what is in its text; see slot.h. */

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/init.h>
#include "slot.h"

/* The entry that has a slot; %NULL: none yet. Written once, before a site leads to the slot. */
struct entry *slot_entries[SLOTS + 1];

/* What the calls of a slot lead to while it has no handler. No caller makes them. */
long slot_vacant(const struct pt_regs *regs)
{
	return -ENOSYS;
}

#define DEFINE_SLOT(n)					\
	DEFINE_STATIC_CALL(slot_handler_##n, slot_vacant);	\
	DEFINE_STATIC_CALL(slot_original_##n, slot_vacant);
FOR_EACH_SLOT(DEFINE_SLOT)

static const struct {
	struct static_call_key *handler, *original;
	void *handler_stub, *original_stub;
} calls[] = {
#define SLOT_CALLS(n) {						\
	&STATIC_CALL_KEY(slot_handler_##n),			\
	&STATIC_CALL_KEY(slot_original_##n),			\
	STATIC_CALL_TRAMP_ADDR(slot_handler_##n),		\
	STATIC_CALL_TRAMP_ADDR(slot_original_##n),		\
},
	FOR_EACH_SLOT(SLOT_CALLS)
};

/**
 * slot_of() - the slot that an entry has
 * @e: the entry
 *
 * Context: entry_mutex held.
 * Return: the slot; -1 if it has none.
 */
int slot_of(const struct entry *e)
{
	int slot;

	for (slot = 0; slot < SLOTS; slot++)
		if (slot_entries[slot] == e)
			return slot;
	return -1;
}

/**
 * slot_take() - give an entry a slot, for as long as this module is loaded
 * @e: the entry
 * @original: where callers are passed on to
 *
 * Context: Process context, entry_mutex held.
 * Return: the slot; -1 if there is none left.
 */
int slot_take(struct entry *e, dyn_syscall_t original)
{
	int slot = slot_of(e);

	if (slot >= 0)
		return slot;
	slot = slot_of(NULL);
	if (slot < 0)
		return -1;
	__static_call_update(calls[slot].original, calls[slot].original_stub, original);
	/* Read by callers that come when a site has been redirected. */
	WRITE_ONCE(slot_entries[slot], e);
	return slot;
}

/**
 * slot_set_handler() - what callers of a slot call from now on
 * @slot: the slot
 * @handler: the handler; %NULL: none, and no caller may be inside
 *
 * This is W of gate.h for callers that come by the slot, and their call is H: the kernel
 * changes text in steps after each of which all CPUs have executed a serialising
 * instruction. So when it returns, no CPU calls the old handler any more; and one that
 * calls the new one sees all that its client has written before.
 *
 * Context: Process context, entry_mutex held.
 */
void slot_set_handler(int slot, dyn_syscall_t handler)
{
	__static_call_update(calls[slot].handler, calls[slot].handler_stub,
			     handler ?: slot_vacant);
}

/* No entry has it any more: only while no site has led to it. */
void __init slot_reset(int slot)
{
	__static_call_update(calls[slot].original, calls[slot].original_stub, slot_vacant);
	slot_set_handler(slot, NULL);
	slot_entries[slot] = NULL;
}
