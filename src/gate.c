// SPDX-License-Identifier: GPL-2.0
/*
 * The write side of the gate. What orders it is told in gate.h; the letters
 * are the same.
 *
 * The word is written under word_lock. Opening, closing and locking have an
 * order by entry_mutex as well. Switching the events on and off has not: it is
 * called with locks of the tracing system held, on which loading of any module
 * may wait, so it must not wait for a mutex that is held over a grace period.
 */

#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "gate.h"

static DEFINE_RAW_SPINLOCK(word_lock);

/* Events of single calls that are on. Under word_lock. */
static unsigned int tracers;

void gate_init(struct gate *gate, struct gate_counts __percpu *counts)
{
	gate->word = GATE_LOCKED;
	gate->counts = counts;
#ifdef CONFIG_LOCKDEP
	lockdep_init_map(&gate->dep_map, "dyn_syscall_gate", &gate->key, 0);
#endif
}

static void __gate_open(struct gate *gate)
{
	lockdep_assert_held(&word_lock);
	/* Release pairs with the acquire (O) in gate_read_trylock(). */
	smp_store_release(&gate->word, tracers ? GATE_TRACED : GATE_OPEN);
}

/* Whoever passes from now on finds what was written before this. */
void gate_open(struct gate *gate)
{
	unsigned long irq;

	raw_spin_lock_irqsave(&word_lock, irq);
	__gate_open(gate);
	raw_spin_unlock_irqrestore(&word_lock, irq);
}

/* One event more that is on, or one less: each gate has to learn of it. */
void gate_count_tracer(int change)
{
	unsigned long irq;

	raw_spin_lock_irqsave(&word_lock, irq);
	tracers += change;
	raw_spin_unlock_irqrestore(&word_lock, irq);
}

/*
 * While an event of single calls is on, an open gate sends callers the way that
 * has the events, so a call that nobody watches does not even ask. A caller that
 * has passed before is not affected.
 */
void gate_trace(struct gate *gate)
{
	unsigned long irq;

	raw_spin_lock_irqsave(&word_lock, irq);
	if (gate->word >= GATE_TRACED)
		__gate_open(gate);
	raw_spin_unlock_irqrestore(&word_lock, irq);
}

/*
 * When it returns nobody can get in any more, and all who got in are counted.
 * Sleeps for a grace period.
 */
void gate_close(struct gate *gate)
{
	unsigned long irq;

	raw_spin_lock_irqsave(&word_lock, irq);
	/*
	 * Release pairs with the acquire (O) in gate_read_trylock(): a refused
	 * caller sees the state that says why.
	 */
	smp_store_release(&gate->word, GATE_CLOSED);
	raw_spin_unlock_irqrestore(&word_lock, irq);
	testing_pause(TESTING_CLOSED);
	if (!testing_without(TESTING_GRACE_PERIOD))
		synchronize_rcu();	/* G */
}

static u64 sum_entered(const struct gate *gate)
{
	u64 entered = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		entered += READ_ONCE(per_cpu_ptr(gate->counts, cpu)->entered);
	return entered;
}

/* How many are inside: exact once the gate is closed, a moment's view before. */
u64 gate_living(const struct gate *gate)
{
	u64 left = 0, entered = 0;
	int cpu;

	if (testing_without(TESTING_LEFT_FIRST)) {
		entered = sum_entered(gate);
		testing_pause(TESTING_SUMMING);
	}
	/*
	 * Counted by other CPUs meanwhile; a u64 is read whole on the 64-bit
	 * machines that this module is for. L.
	 */
	for_each_possible_cpu(cpu)
		left += READ_ONCE(per_cpu_ptr(gate->counts, cpu)->left);

	/*
	 * B, pairs with A in gate_read_unlock(). Also keeps L before the sum
	 * of entered: every call that was counted out is counted in, too.
	 */
	smp_mb();
	testing_pause(TESTING_SUMMING);
	if (!testing_without(TESTING_LEFT_FIRST))
		entered = sum_entered(gate);
	return entered - left;
}

/*
 * 0: locked. Otherwise the number of living calls; the gate stays closed. Of a
 * gate that is not open nobody else writes the word.
 */
u64 gate_write_trylock(struct gate *gate)
{
	u64 living = gate_living(gate);

	if (!living)
		WRITE_ONCE(gate->word, GATE_LOCKED);
	else if (testing_without(TESTING_STAYS_CLOSED))
		gate_open(gate);
	return living;
}

/*
 * Tells lockdep that the caller is about to wait for the living calls: a lock
 * that it holds now must not be one that a handler takes.
 */
void gate_will_wait(struct gate *gate)
{
	rwsem_acquire(gate_dep_map(gate), 0, 0, _THIS_IP_);
	rwsem_release(gate_dep_map(gate), _THIS_IP_);
}

void gate_count(const struct gate *gate, struct gate_counts *sum)
{
	int cpu;

	*sum = (struct gate_counts){};
	for_each_possible_cpu(cpu) {
		const struct gate_counts *c = per_cpu_ptr(gate->counts, cpu);

		sum->entered += READ_ONCE(c->entered);
		sum->left += READ_ONCE(c->left);
		sum->refused += READ_ONCE(c->refused);
		sum->fallback += READ_ONCE(c->fallback);
	}
}

/* Only while nobody can come to the gate. */
void __init gate_reset(struct gate *gate)
{
	int cpu;

	gate->word = GATE_LOCKED;
	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(gate->counts, cpu), 0, sizeof(struct gate_counts));
}
