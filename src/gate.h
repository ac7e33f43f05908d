/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The gate: the semaphore of an entry. Callers take it for read, try only;
 * removal takes it for write, try only.
 *
 * A reader writes nothing but its own CPU's counters, so readers never meet:
 * there is no shared line to bounce and no reason to refuse one caller because
 * another came. The price is paid by the writer, who must add up all CPUs, and
 * may do so only after no reader can be between looking and counting.
 *
 *   caller (gate_read_trylock)           removal (gate_close, gate_write_trylock)
 *   --------------------------           ----------------------------------------
 *   preempt_disable()
 *   word open?            (O)            word = closed
 *   entered++             (E)            synchronize_rcu()           (G)
 *   preempt_enable()                     sum of left                 (L)
 *   ... handler ...                      smp_mb()                    (B)
 *   release               (A)            sum of entered
 *   left++                               equal: word = locked
 *
 * G: a section with preemption off is an RCU read-side critical section. A
 * caller whose section began before the grace period has finished it when the
 * grace period ends, so its E is seen by the sums; one whose section begins
 * later sees the closed word at O. After G, therefore, "entered" stands still
 * and the two sums can meet once only, when the last living call has left.
 *
 * A pairs with B: a left that L counted was written after everything that the
 * handler did. When the sums are equal, all of it is over and visible, and the
 * handler's memory may be freed.
 *
 * The order of L and the sum of "entered" matters where no grace period has
 * passed, as in a view of an open gate: left first, so that the difference is
 * never negative.
 *
 * doc/model/gate.pml goes through all this with the same letters, on CPUs that
 * reorder what they store and load; doc/model.md tells what breaks without each.
 * doc/model/litmus/gate-*.litmus check each argument under the kernel's own
 * memory model.
 */
#ifndef DYN_SYSCALL_GATE_H
#define DYN_SYSCALL_GATE_H

#include <linux/lockdep.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include "compat.h"
#include "testing.h"

enum gate_word {
	GATE_LOCKED,	/* held for write: nobody is inside */
	GATE_CLOSED,	/* nobody gets in; living calls may remain */
	GATE_TRACED,	/* open; callers take the way that has the events */
	GATE_OPEN,
};

/**
 * struct gate_counts - what one CPU has counted for one entry
 * @entered: calls that passed the gate
 * @left: calls that came back out
 * @refused: callers that got %-ENOSYS from the link
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

struct gate {
	u8 word;
	struct gate_counts __percpu *counts;
#ifdef CONFIG_LOCKDEP
	struct lockdep_map dep_map;
	struct lock_class_key key;
#endif
};

/* Without lockdep there is none, and the macros that take it are empty. */
static inline struct lockdep_map *gate_dep_map(struct gate *gate)
{
#ifdef CONFIG_LOCKDEP
	return &gate->dep_map;
#else
	return NULL;
#endif
}

/*
 * Takes a gate that is open at least so far, @open: for GATE_TRACED either of
 * the two will do. The caller keeps @counts, which stay where they are, and by
 * them gives it back: that is one register over the call, not two.
 *
 * Lockdep learns of a read lock when it was got, not before: a try cannot
 * deadlock.
 */
static __always_inline __must_check bool
gate_read_trylock(struct gate *gate, enum gate_word open,
		  struct gate_counts __percpu **counts)
{
	*counts = gate->counts;
	preempt_disable();	/* begins the section that G waits for */
	/*
	 * O. Acquire pairs with the release in gate_open(): who sees the gate
	 * open sees the handler that was put in before.
	 */
	if (unlikely(compat_acquire_below(&gate->word, open))) {
		testing_pause(TESTING_LOOKED);
		preempt_enable();
		return false;
	}
	testing_pause(TESTING_LOOKED);
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
u64 gate_living(const struct gate *gate);
u64 gate_write_trylock(struct gate *gate);
void gate_will_wait(struct gate *gate);
void gate_count(const struct gate *gate, struct gate_counts *sum);

#endif /* DYN_SYSCALL_GATE_H */
