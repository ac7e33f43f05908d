// SPDX-License-Identifier: GPL-2.0
/*
 * The write side of the gate. What orders it is told in gate.h; the letters
 * are the same. The caller holds entry_mutex wherever the word is written.
 */

#include <linux/rcupdate.h>
#include "gate.h"

void gate_init(struct gate *gate, struct gate_counts __percpu *counts)
{
	gate->word = GATE_LOCKED;
	gate->counts = counts;
#ifdef CONFIG_LOCKDEP
	lockdep_init_map(&gate->dep_map, "dyn_syscall_gate", &gate->key, 0);
#endif
}

/* Whoever passes from now on finds what was written before this. */
void gate_open(struct gate *gate, bool traced)
{
	/* Release pairs with the acquire (O) in gate_read_trylock(). */
	smp_store_release(&gate->word, traced ? GATE_TRACED : GATE_OPEN);
}

/*
 * When it returns nobody can get in any more, and all who got in are counted.
 * Sleeps for a grace period.
 */
void gate_close(struct gate *gate)
{
	/*
	 * Release pairs with the acquire (O) in gate_read_trylock(): who is
	 * refused sees the state that says why.
	 */
	smp_store_release(&gate->word, GATE_CLOSED);
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

/* 0: locked. Otherwise the number of living calls; the gate stays closed. */
u64 gate_write_trylock(struct gate *gate)
{
	u64 living = gate_living(gate);

	if (!living)
		WRITE_ONCE(gate->word, GATE_LOCKED);
	else if (testing_without(TESTING_STAYS_CLOSED))
		gate_open(gate, false);
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
