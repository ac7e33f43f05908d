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
 * doc/model/gate.pml checks all this with the same letters, on CPUs that
 * reorder loads and stores; doc/model.md says what breaks without each.
 * doc/model/litmus/gate-*.litmus check each argument against the kernel's own
 * memory model.
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

enum gate_word {
	GATE_LOCKED,	/* write lock held: no living calls */
	GATE_CLOSED,	/* no caller gets in; living calls may remain */
	GATE_TRACED,	/* open; callers take the slow path, which has the events */
	GATE_OPEN,
};

/**
 * struct gate_counts - what one CPU has counted for one entry
 * @entered: calls that passed the gate
 * @left: calls that have left again
 * @refused: callers that got %-ENOSYS from the trampoline
 * @fallback: callers that were given the original
 *
 * They only grow, from load to unload.
 */
struct gate_counts {
	u64 entered;
	u64 left;
	u64 refused;
	u64 fallback;
};

/**
 * struct gate - a semaphore whose readers write per-CPU counters only
 * @word: an &enum gate_word
 * @state: the entry's, see entry.h
 * @nr_kind: the entry's
 * @flags: the entry's
 * @counts: a row of counters on each CPU
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
	struct gate_counts __percpu *counts;
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
 * Enter if the gate is at least @open. Pass @counts to gate_read_unlock(); only
 * one pointer then lives across the handler.
 *
 * Lockdep learns of the lock once it is held, not before: a trylock cannot
 * deadlock.
 */
static __always_inline __must_check bool
gate_read_trylock(struct gate *gate, enum gate_word open,
		  struct gate_counts __percpu **counts)
{
	*counts = gate->counts;
	preempt_disable();	/* begins the section that G waits for */
	/*
	 * O. Acquire pairs with the release in gate_open(): a caller that finds
	 * the gate open sees the handler that was stored before.
	 */
	if (unlikely(compat_acquire_below(&gate->word, open))) {
		pause_at(PAUSE_LOOKED);
		preempt_enable();
		return false;
	}
	pause_at(PAUSE_LOOKED);
	this_cpu_inc((*counts)->entered);	/* E */
	preempt_enable();

	rwsem_acquire_read(gate_dep_map(gate), 0, 1, _THIS_IP_);
	return true;
}

static __always_inline void gate_read_unlock(struct gate *gate,
					     struct gate_counts __percpu *counts)
{
	rwsem_release(gate_dep_map(gate), _THIS_IP_);
	compat_this_cpu_release();	/* A, pairs with B in gate_living() */
	this_cpu_inc(counts->left);
}

void gate_init(struct gate *gate, struct gate_counts __percpu *counts);
void gate_reset(struct gate *gate);
void gate_open(struct gate *gate);
void gate_count_tracer(int change);
void gate_trace(struct gate *gate);
void gate_close(struct gate *gate);
void gate_synchronize(void);
u64 gate_living(const struct gate *gate);
u64 gate_write_trylock(struct gate *gate);
void gate_will_wait(struct gate *gate);
void gate_count(const struct gate *gate, struct gate_counts *sum);

#endif /* DYN_SYSCALL_GATE_H */
