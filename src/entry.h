/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The shadow table: exactly one entry per number, from load to unload. Only
 * entry.c writes an entry.
 */
#ifndef DYN_SYSCALL_ENTRY_H
#define DYN_SYSCALL_ENTRY_H

#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <asm/unistd.h>
#include "dispatch.h"
#include "dyn_syscall.h"
#include "gate.h"
#include "scope.h"

struct number;

/*
 * free -> reserved -> active -> undoing -> free, and from reserved back to
 * free on error; see entry_set_state().
 */
enum entry_state { ENTRY_FREE, ENTRY_RESERVED, ENTRY_ACTIVE, ENTRY_UNDOING };

/* Of a registration. An unused number can only become the one, a used one the other. */
enum kind { KIND_DYNAMIC, KIND_HIJACKED };

/* Why a hijack was taken back without its client. */
enum rescue { RESCUE_KEY, RESCUE_PROBATION, RESCUE_OOPS, RESCUE_WARN };

/**
 * struct registration - what an entry has while it is not free
 * @entry: the entry
 * @kind: an &enum kind
 * @nr: the number that the client asks for; %DYN_SYSCALL_ANY
 * @event: what the events of its calls begin with: the entry's number, the kind, and a
 *	   value unlike those of the registrations of its number before it, while there
 *	   are not more than 256; that of the registration that it replaced
 * @name_size: of the name in events: with its end, a multiple of four, at least eight
 * @name: the client's name for it
 * @handler: the client's function
 * @flags: DYN_SYSCALL_*
 * @scope: whose calls reach the handler
 * @owner: the client
 * @generation: 1, or one more than that of the registration that it replaced
 * @previous: the registration that it replaced, while callers of that one's
 *	      handler may be inside; holds a reference
 * @number: the file under /proc/sys/kernel that holds the number
 * @base: what the counters read when the entry was reserved
 * @began: when removal began, ktime_get_ns()
 * @attempts: write attempts of the removal
 * @eagain: how many of those found living calls
 * @restored: its site is restored and its gate closed; removal only waits
 * @rescued: it began without its client; constant once @restored is set
 * @deadline: in jiffies, when it is taken back unless it is kept; 0: never
 * @refs: one of the entry, others of those who created or found it
 * @rcu: readers of the name may go on until a grace period after the last put
 *
 * What stands before @previous is constant once it is published; the rest is
 * written under entry_mutex, but @deadline by rescue.c.
 */
struct registration {
	struct entry *entry;
	enum kind kind;
	int nr;
	struct {
		u16 nr;
		u8 kind;
		u8 id;
	} event;
	u8 name_size;
	char name[DYN_SYSCALL_NAME_LEN];
	dyn_syscall_t handler;
	unsigned int flags;
	struct scope scope;
	struct module *owner;
	unsigned int generation;
	struct registration __rcu *previous;
	struct number *number;
	struct gate_counts base;
	u64 began;
	unsigned int attempts;
	unsigned int eagain;
	bool restored;
	bool rescued;
	unsigned long deadline;
	refcount_t refs;
	struct rcu_head rcu;
};

/**
 * struct entry - one row of the shadow table
 * @gate: callers take it for read, removal for write. Also holds three bytes of
 *	  the entry: its state, an &enum entry_state, written by
 *	  entry_set_state() alone; the &enum nr_kind of its number, constant; the
 *	  flags of its registration
 * @handler: the client's function; written before the gate opens for the first
 *	     time, and when another client's takes its place, see gate.h
 * @registration: %NULL in a free entry
 *
 * 32 bytes without lockdep, half a cache line: the trampoline reads it on every
 * call and writes none of it.
 */
struct entry {
	struct gate gate;
	dyn_syscall_t handler;
	struct registration __rcu *registration;
} __aligned(32);

static_assert(sizeof(struct entry) == 32 || IS_ENABLED(CONFIG_LOCKDEP));

extern struct entry entries[DISPATCH_ROWS];
extern struct mutex entry_mutex;
extern unsigned long entry_to_counts;

static __always_inline struct entry *entry_at(unsigned int nr)
{
	return &entries[nr & (DISPATCH_ROWS - 1)];
}

static inline int entry_nr(const struct entry *e)
{
	return e - entries;
}

static inline enum kind entry_kind(const struct entry *e)
{
	return e->gate.nr_kind == NR_USED ? KIND_HIJACKED : KIND_DYNAMIC;
}

/* NULL in a free entry. The result stays valid while entry_mutex is held. */
static inline struct registration *entry_registration(const struct entry *e)
{
	return rcu_dereference_check(e->registration,
				     lockdep_is_held(&entry_mutex));
}

/* NULL once the last caller of its handler is known to have left. */
static inline struct registration *registration_previous(const struct registration *r)
{
	return rcu_dereference_check(r->previous, lockdep_is_held(&entry_mutex));
}

/*
 * The counters that are not those of living calls. Rows of counters are as long as
 * entries, so that one addition leads from the one to the other.
 */
static __always_inline struct gate_counts __percpu *entry_counts(const struct entry *e)
{
	if (sizeof(*e) != sizeof(struct gate_counts))	/* with lockdep */
		return gate_rows + entry_nr(e);
	return (void __percpu *)((unsigned long)e + entry_to_counts);
}

/* For events whose caller keeps the registration from being freed. */
static inline const char *entry_owner_name(const struct entry *e)
{
	const struct registration *r = rcu_dereference_protected(e->registration, true);

	return r && r->owner ? module_name(r->owner) : "-";
}

void entry_copy_name(const struct entry *e, char *name);

extern const struct registration registration_none;

/*
 * For events whose caller may not be inside: that of a straggler, or of an original that
 * is another number's. All of them are written with preemption off, also where
 * tracepoints run under SRCU, and registrations are freed by RCU.
 */
static __always_inline const struct registration *entry_event_registration(const struct entry *e)
{
	const struct registration *r = rcu_dereference_sched(e->registration);

	if (unlikely(!r)) {
		r = &registration_none;
		OPTIMIZER_HIDE_VAR(r);	/* as a constant it takes a register of all events */
	}
	return r;
}

static __always_inline unsigned int entry_event_name_size(const struct entry *e)
{
	return entry_event_registration(e)->name_size;
}

/* For events: most names fit in the first word. */
static __always_inline void registration_copy_name(const struct registration *r, char *to,
						   size_t size)
{
	size_t i;

	memcpy(to, r->name, sizeof(u64));
	for (i = sizeof(u64); unlikely(i < size); i += sizeof(u32))
		memcpy(to + i, r->name + i, sizeof(u32));
}

/*
 * By now @size may be too little for the name of a straggler's entry: then its end is
 * missing. Returns the registration.
 */
static __always_inline const struct registration *
entry_event_name(const struct entry *e, char *to, size_t size)
{
	const struct registration *r = entry_event_registration(e);

	registration_copy_name(r, to, size);
	to[size - 1] = '\0';
	return r;
}

/*
 * A client's name is looked up once, by the function that it called. Everything
 * below acts on the registration that was found: by then another client may own
 * the entry, with the same name.
 */
struct registration *registration_create(enum kind kind, const char *name, int nr,
					 dyn_syscall_t handler, unsigned int flags,
					 struct module *owner);
struct registration *registration_find(int nr, const char *name);
struct registration *registration_find_owned(int nr, const struct module *owner);
void registration_put(struct registration *r);
bool registration_is_current(const struct registration *r);
bool registration_is_undoing(const struct registration *r);
bool registration_is_previous(const struct registration *r);

bool entry_set_state(struct registration *r, enum entry_state from,
		     enum entry_state to);
int entry_register(struct registration **rs, unsigned int n, bool open);
int entry_unlock(struct registration *r);
void entry_free(struct registration *r, enum entry_state from);
bool entry_rescue(int nr, enum rescue why);
void entry_forget_previous(struct registration *r);
void entry_log(const struct registration *r, const char *what);

/* Called by the tracepoints when the first probe is added and the last removed. */
int entry_trace_on(void);
void entry_trace_off(void);

int entry_free_numbers(void);
int entry_init(void);
void entry_exit(void);

#endif /* DYN_SYSCALL_ENTRY_H */
