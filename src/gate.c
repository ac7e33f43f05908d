// SPDX-License-Identifier: GPL-2.0
/*
 * The write side of the gate. gate.h explains the ordering; the letters are the
 * same.
 *
 * The word is written under word_lock. Opening, closing and locking are ordered
 * by entry_mutex as well. Enabling and disabling events is not: tracepoints do
 * that with locks of the tracing system held, for which loading any module may
 * wait, so it must not take a mutex that is held over a grace period.
 */

#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "gate.h"

static DEFINE_RAW_SPINLOCK(word_lock);

/* Number of per-call events that are enabled. Under word_lock. */
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

/* A caller that passes from now on sees everything written before this. */
void gate_open(struct gate *gate)
{
	unsigned long irq;

	raw_spin_lock_irqsave(&word_lock, irq);
	__gate_open(gate);
	raw_spin_unlock_irqrestore(&word_lock, irq);
}

/* A per-call event was enabled (1) or disabled (-1); gate_trace() follows. */
void gate_count_tracer(int change)
{
	unsigned long irq;

	raw_spin_lock_irqsave(&word_lock, irq);
	tracers += change;
	raw_spin_unlock_irqrestore(&word_lock, irq);
}

/*
 * While a per-call event is enabled, open gates read GATE_TRACED and callers
 * take the slow path, so an untraced call does not even test for events. Calls
 * already inside are unaffected.
 */
void gate_trace(struct gate *gate)
{
	unsigned long irq;

	raw_spin_lock_irqsave(&word_lock, irq);
	if (gate->word >= GATE_TRACED)
		__gate_open(gate);
	raw_spin_unlock_irqrestore(&word_lock, irq);
}

/* From now on the word refuses callers; gate_synchronize() must follow. */
void gate_close(struct gate *gate)
{
	unsigned long irq;

	raw_spin_lock_irqsave(&word_lock, irq);
	/*
	 * Release pairs with the acquire (O) in gate_read_trylock(): a refused
	 * caller sees the state that explains why.
	 */
	smp_store_release(&gate->word, GATE_CLOSED);
	raw_spin_unlock_irqrestore(&word_lock, irq);
}

/*
 * On return no caller can get into a gate that was closed before, and all callers
 * that got in are counted. Sleeps for a grace period, however many gates it is for.
 */
void gate_synchronize(void)
{
	pause_at(PAUSE_CLOSED);
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

/* The number of living calls: exact once the gate is closed, a snapshot before. */
u64 gate_living(const struct gate *gate)
{
	u64 left = 0;
	int cpu;

	/*
	 * L. Other CPUs count meanwhile; on the 64-bit machines that this
	 * module is for a u64 is read in one access.
	 */
	for_each_possible_cpu(cpu)
		left += READ_ONCE(per_cpu_ptr(gate->counts, cpu)->left);

	/*
	 * B, pairs with A in gate_read_unlock(). Also keeps L before the sum
	 * of entered: every call that was counted out is counted in, too.
	 */
	smp_mb();
	pause_at(PAUSE_SUMMING);
	return sum_entered(gate) - left;
}

/*
 * 0: locked. Otherwise the number of living calls; the gate stays closed. The
 * word of a gate that is not open has no other writer: entry_mutex is held.
 */
u64 gate_write_trylock(struct gate *gate)
{
	u64 living = gate_living(gate);

	if (!living)
		WRITE_ONCE(gate->word, GATE_LOCKED);
	return living;
}

/*
 * For lockdep: the caller is about to wait for the living calls, so a lock that
 * it holds now must not be one that a handler takes.
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

/* Only while no caller can reach the gate. */
void __init gate_reset(struct gate *gate)
{
	int cpu;

	gate->word = GATE_LOCKED;
	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(gate->counts, cpu), 0, sizeof(struct gate_counts));
}
