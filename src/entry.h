/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The shadow table: exactly one entry per number, from load to unload. Only
 * entry.c writes what is in it.
 */
#ifndef DYN_SYSCALL_ENTRY_H
#define DYN_SYSCALL_ENTRY_H

#include <linux/cache.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <asm/unistd.h>
#include "dispatch.h"
#include "dyn_syscall.h"
#include "gate.h"
#include "testing.h"

struct number;

/*
 * free -> reserved -> active -> undoing -> free, and from reserved back to
 * free on error; see entry_set_state().
 */
enum entry_state { ENTRY_FREE, ENTRY_RESERVED, ENTRY_ACTIVE, ENTRY_UNDOING };

/* A property of the number: whether this kernel had a system call there. */
enum entry_kind { ENTRY_DYNAMIC, ENTRY_HIJACKED };

/**
 * struct reservation - what an entry has while it is not free
 * @name: the client's name for it
 * @id: no other reservation has or had it
 * @owner: the client
 * @number: the file under /proc/sys/kernel that holds the number
 * @base: what the counters said when the entry was reserved
 * @began: when the removal began, ktime_get_ns()
 * @attempts: write attempts of the removal
 * @eagain: how many of those found living calls
 * @rcu: events of stragglers may read the name until a grace period later
 *
 * All but @name and @id is written and read under entry_mutex.
 */
struct reservation {
	char name[DYN_SYSCALL_NAME_LEN];
	u64 id;
	struct module *owner;
	struct number *number;
	struct gate_counts base;
	u64 began;
	unsigned int attempts;
	unsigned int eagain;
	struct rcu_head rcu;
};

/**
 * struct entry - one row of the shadow table
 * @word: the gate's, not to be touched by this name
 * @gate: callers take it for read, removal for write
 * @handler: the client's function; written before the gate opens for the first
 *	     time, not while somebody may be inside
 * @state: an &enum entry_state; written by entry_set_state() alone
 * @kind: an &enum entry_kind; constant
 * @flags: of the registration
 * @reservation: %NULL in a free entry
 *
 * 32 bytes where lockdep is off, half a cache line: the link reads it on every
 * call and writes none of it. What fits there stands in the bytes that the gate
 * leaves between its word and its counters.
 */
struct entry {
	union {
		struct gate gate;
		struct {
			u8 word;
			u8 state;
			u8 kind;
			u8 flags;
		};
	};
	dyn_syscall_t handler;
	struct reservation __rcu *reservation;
} __aligned(32);

struct number;

extern struct entry entries[DISPATCH_ROWS];
extern struct mutex entry_mutex;

/* @without: by what the test build does without it */
static inline void entry_mutex_lock(enum testing_guard without)
{
	if (!testing_without(without))
		mutex_lock(&entry_mutex);
}

static inline void entry_mutex_unlock(enum testing_guard without)
{
	if (!testing_without(without))
		mutex_unlock(&entry_mutex);
}

static __always_inline struct entry *entry_get(unsigned int nr)
{
	return &entries[nr & (DISPATCH_ROWS - 1)];
}

static inline int entry_nr(const struct entry *e)
{
	return e - entries;
}

/* NULL in a free entry. What it returns stays while entry_mutex is held. */
static inline struct reservation *entry_reservation(const struct entry *e)
{
	return rcu_dereference_check(e->reservation,
				     lockdep_is_held(&entry_mutex));
}

/* For an event of a caller who keeps the reservation from going. */
static inline const char *entry_owner_name(const struct entry *e)
{
	const struct reservation *r = rcu_dereference_protected(e->reservation, true);

	return r && r->owner ? module_name(r->owner) : "-";
}

void entry_copy_name(const struct entry *e, char *name);

/*
 * A name is looked up once, by whoever is called with it; what follows acts on
 * the reservation that was found, by its id. By the time it acts another client
 * may have the entry, with the same name.
 */
u64 entry_id(const struct entry *e, const char *name);
u64 entry_owned_by(const struct entry *e, const struct module *owner, char *name);

int entry_register(enum entry_kind kind, const char *name, int nr,
		   dyn_syscall_t fn, unsigned int flags, struct module *owner);
int entry_unlock(struct entry *e, u64 id);
int entry_prepare(struct entry *e, u64 id);
int entry_trylock(struct entry *e, u64 id);
bool entry_removing(const struct entry *e, u64 id);
int entry_unregister(struct entry *e, u64 id, enum entry_kind kind);

/* Called by the tracepoints when the first probe comes and the last one goes. */
int entry_trace_on(void);
void entry_trace_off(void);

int entry_free_numbers(void);
int entry_init(void);
void entry_exit(void);

#endif /* DYN_SYSCALL_ENTRY_H */
