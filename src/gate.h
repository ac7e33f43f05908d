/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The gate: the semaphore of an entry. Callers use a read trylock, removal a
 * write trylock; neither blocks.
 *
 * A reader writes only to its own CPU's counters, so readers never meet: there
 * is no shared cache line to bounce, and no caller is refused because another
 * one came. The writer pays: it must sum over all CPUs, and may do so only when
 * no reader can be between reading the word and counting.
 *
 *   caller (gate_read_trylock)           removal (gate_close, gate_synchronize,
 *                                                 gate_write_trylock)
 *   --------------------------           --------------------------------------
 *   preempt_disable()
 *   which set?            (C)
 *   word open?            (O)            word = closed
 *   entered++             (E)            synchronize_rcu()           (G)
 *   preempt_enable()                     sum of left                 (L)
 *   ... handler ...                      smp_mb()                    (B)
 *   release               (A)            sum of entered
 *   left++                               equal: word = locked
 *
 * G: a section with preemption off is an RCU read-side critical section. If it
 * began before the grace period, it has ended when the grace period ends, so
 * its E is visible to the sums. If it begins later, it reads the closed word at
 * O. After G, therefore, "entered" does not change, and the two sums become
 * equal exactly when the last living call has left.
 *
 * A pairs with B: a "left" that L has summed was written after everything that
 * the handler did. When the sums are equal, all of it is complete and visible,
 * and the handler's memory may be freed.
 *
 * The order of L and the sum of "entered" matters where no grace period has
 * passed, as in a view of an open gate: left first, so that the difference is
 * never negative.
 *
 * A handler can be replaced while callers are inside. There are two sets of
 * counters, as in SRCU; a caller counts in one set on both edges. Callers that
 * are inside when the handler is replaced keep the old set, later ones use the
 * other, and the old handler's memory may be freed when the old set is equal:
 *
 *   caller                               swap (entry.c, gate_swap)
 *   ------                               -------------------------
 *   preempt_disable()                    the set not in use is equal
 *   which set?            (C)            handler = new               (W)
 *   entered++             (E)            synchronize_rcu()           (S)
 *   preempt_enable()                     set = the other one
 *   handler?              (H)            synchronize_rcu()           (G)
 *   ... handler ...                      sums of the old set equal?
 *   left++                               then free the old handler
 *
 * S: a caller with the new set at C and the old handler at H would have begun its
 * section before the end of S and read the old handler after it: no section spans
 * a grace period in that way. The reverse, the old set and the new handler, only
 * makes the old one wait longer than necessary.
 *
 * G: as above; since C and E are in one section, no caller counts in the old set
 * any more, and its sums are final. Without that, a caller could count in a set
 * that is already in use for the next generation.
 *
 * H acquires what W has released: the handler sees what its client has prepared,
 * though the gate's word did not change.
 *
 * doc/model/gate.pml and swap.pml check all this with the same letters, the former
 * on CPUs that reorder loads and stores; doc/model.md says what breaks without
 * each. doc/model/litmus/ checks each argument against the kernel's own memory
 * model (gate-*, swap-*).
 */
#ifndef DYN_SYSCALL_GATE_H
#define DYN_SYSCALL_GATE_H

#include <linux/build_bug.h>
#include <linux/lockdep.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include "compat.h"
#include "pause.h"

/*
 * In an order that lets the slow path tell by comparisons. Each trampoline enters by
 * its own word only: a caller that comes by the other one, or meets any other word,
 * takes the slow path.
 */
enum gate_word {
	GATE_LOCKED,	/* write lock held: no living calls */
	GATE_CLOSED,	/* no caller gets in; living calls may remain */
	GATE_TRACED,	/* open; the slow path has the events, and looks at the scope */
	GATE_SCOPED,	/* open; the slow path looks at the scope */
	GATE_BEFORE,	/* open; the handler may pass its caller on to the original */
	GATE_OPEN,
};

/**
 * struct gate_set - what one CPU has counted of the living calls of one generation
 * @entered: calls that passed the gate
 * @left: calls that have left again
 */
struct gate_set {
	u64 entered;
	u64 left;
};

/**
 * struct gate_counts - what one CPU has counted for one entry
 * @set: the first of the two sets; the second is in memory of its own
 * @refused: callers that got %-ENOSYS from the trampoline
 * @fallback: callers that were given the original
 *
 * They only grow, from load to unload.
 */
struct gate_counts {
	struct gate_set set;
	u64 refused;
	u64 fallback;
};

/**
 * struct gate - a semaphore whose readers write per-CPU counters only
 * @word: an &enum gate_word
 * @state: the entry's, see entry.h
 * @nr_kind: the entry's
 * @flags: the entry's
 * @row: which counters belong to this gate; constant
 * @open: the word while it is open and not traced
 * @counts: the set that callers enter by, on each CPU
 * @dep_map: for lockdep, as is @key
 * @key: see @dep_map
 *
 * The alignment of @counts would waste the bytes behind the word. Three of them
 * are left to the entry; the gate never touches them.
 */
struct gate {
	u8 word;
	u8 state;
	u8 nr_kind;
	u8 flags;
	u16 row;
	u8 open;
	struct gate_set __percpu *counts;
#ifdef CONFIG_LOCKDEP
	struct lockdep_map dep_map;
	struct lock_class_key key;
#endif
};

static_assert(offsetof(struct gate, counts) == 8);

/* Without lockdep there is no map, and the macros that take it are empty. */
static inline struct lockdep_map *gate_dep_map(struct gate *gate)
{
#ifdef CONFIG_LOCKDEP
	return &gate->dep_map;
#else
	return NULL;
#endif
}

/*
 * Begin the section that G waits for; entering ends it, or gate_read_refuse(). The
 * address of the gate is best computed in between: then the compiler folds it into the
 * load of the set, which barriers keep in the section.
 */
static __always_inline void gate_read_begin(void)
{
	preempt_disable();
}

/* The caller does not enter. */
static __always_inline void gate_read_refuse(void)
{
	preempt_enable();
}

/*
 * Enter a gate whose word was found open in this section. Pass what is returned to
 * gate_read_unlock(); only one pointer then lives across the handler.
 *
 * Lockdep learns of the lock once it is held, not before: a trylock cannot
 * deadlock.
 */
static __always_inline struct gate_set __percpu *
gate_read_enter(struct gate *gate, struct gate_set __percpu *counts)
{
	this_cpu_inc(counts->entered);	/* E */
	preempt_enable();

	rwsem_acquire_read(gate_dep_map(gate), 0, 1, _THIS_IP_);
	return counts;
}

static __always_inline struct gate_set __percpu *gate_read_set(struct gate *gate)
{
	return data_race(gate->counts);	/* C */
}

/*
 * Enter if the gate has the word @open. Otherwise the section goes on: the slow path
 * reads the word again, enters or refuses.
 */
static __always_inline __must_check bool
gate_read_trylock(struct gate *gate, enum gate_word open,
		  struct gate_set __percpu **counts)
{
	*counts = gate_read_set(gate);
	/*
	 * O. Acquire pairs with the release in gate_open(): a caller that finds
	 * the gate open sees the handler that was stored before.
	 */
	if (unlikely(compat_acquire_differs(&gate->word, open))) {
		pause_at(PAUSE_LOOKED);
		return false;
	}
	pause_at(PAUSE_LOOKED);
	gate_read_enter(gate, *counts);
	return true;
}

/*
 * O, for the slow path. Acquire also pairs with the release in gate_close(): a caller
 * that finds the gate closed sees the state that explains why. Litmus test:
 * refused-slow.
 */
static __always_inline enum gate_word gate_read_word(const struct gate *gate)
{
	return smp_load_acquire(&gate->word);	/* pairs as said above */
}

static __always_inline void gate_read_unlock(struct gate *gate,
					     struct gate_set __percpu *counts)
{
	rwsem_release(gate_dep_map(gate), _THIS_IP_);
	compat_this_cpu_release();	/* A, pairs with B in gate_living() */
	this_cpu_inc(counts->left);
}

extern struct gate_counts __percpu *gate_rows;

int gate_alloc(unsigned int rows);
void gate_free(void);
void gate_init(struct gate *gate, unsigned int row);
void gate_reset(struct gate *gate);
void gate_open(struct gate *gate, enum gate_word open);
void gate_count_tracer(int change);
void gate_trace(struct gate *gate);
void gate_close(struct gate *gate);
void gate_synchronize(void);
void gate_swap(struct gate *gate);
u64 gate_living(const struct gate *gate);
u64 gate_living_before(const struct gate *gate);
u64 gate_write_trylock(struct gate *gate);
void gate_will_wait(struct gate *gate);
void gate_count(const struct gate *gate, struct gate_counts *sum);

#endif /* DYN_SYSCALL_GATE_H */
