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

/* On each CPU a row for each gate, and the second sets. */
struct gate_counts __percpu *gate_rows;
static struct gate_set __percpu *second_sets;

int __init gate_alloc(unsigned int rows)
{
	if (!pause_fail_alloc())
		gate_rows = __alloc_percpu(rows * sizeof(*gate_rows),
					   __alignof__(*gate_rows));
	if (gate_rows && !pause_fail_alloc())
		second_sets = __alloc_percpu(rows * sizeof(*second_sets),
					     __alignof__(*second_sets));
	if (second_sets)
		return 0;
	gate_free();
	return -ENOMEM;
}

void gate_free(void)
{
	free_percpu(second_sets);
	free_percpu(gate_rows);
}

static struct gate_set __percpu *first_set(const struct gate *gate)
{
	return &gate_rows[gate->row].set;
}

static struct gate_set __percpu *second_set(const struct gate *gate)
{
	return &second_sets[gate->row];
}

/* The set that callers do not enter by. */
static struct gate_set __percpu *other_set(const struct gate *gate)
{
	return READ_ONCE(gate->counts) == first_set(gate) ? second_set(gate) : first_set(gate);
}

void __init gate_init(struct gate *gate, unsigned int row)
{
	gate->word = GATE_LOCKED;
	gate->open = GATE_OPEN;
	gate->row = row;
	gate->counts = first_set(gate);
#ifdef CONFIG_LOCKDEP
	lockdep_init_map(&gate->dep_map, "dyn_syscall_gate", &gate->key, 0);
#endif
}

static void __gate_open(struct gate *gate)
{
	lockdep_assert_held(&word_lock);
	/* Release pairs with the acquire (O) in gate_read_trylock(). */
	smp_store_release(&gate->word, tracers ? GATE_TRACED : gate->open);
}

/*
 * @open: the word that it has while it is not traced. A caller that passes from now on
 * sees everything written before this.
 */
void gate_open(struct gate *gate, enum gate_word open)
{
	unsigned long irq;

	raw_spin_lock_irqsave(&word_lock, irq);
	gate->open = open;
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

static u64 sum_entered(const struct gate_set __percpu *set)
{
	u64 entered = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		entered += READ_ONCE(per_cpu_ptr(set, cpu)->entered);
	return entered;
}

/*
 * L. Other CPUs count meanwhile; on the 64-bit machines that this module is for
 * a u64 is read in one access.
 */
static u64 sum_left(const struct gate_set __percpu *set)
{
	u64 left = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		left += READ_ONCE(per_cpu_ptr(set, cpu)->left);
	return left;
}

/* The number of living calls: exact once the gate is closed, a snapshot before. */
u64 gate_living(const struct gate *gate)
{
	u64 left = sum_left(first_set(gate)) + sum_left(second_set(gate));

	/*
	 * B, pairs with A in gate_read_unlock(). Also keeps L before the sum
	 * of entered: every call that was counted out is counted in, too.
	 */
	smp_mb();
	pause_at(PAUSE_SUMMING);
	return sum_entered(first_set(gate)) + sum_entered(second_set(gate)) - left;
}

/*
 * The number of living calls that entered before gate_swap(), until the next one:
 * exact. When it is 0, whatever the handler of that time needed may be freed.
 */
u64 gate_living_before(const struct gate *gate)
{
	u64 left = sum_left(other_set(gate));

	smp_mb();	/* B, pairs with A in gate_read_unlock() */
	return sum_entered(other_set(gate)) - left;
}

/*
 * From now on callers enter by the other set, which must be equal. The caller has
 * waited for S before, and waits for G after.
 */
void gate_swap(struct gate *gate)
{
	WRITE_ONCE(gate->counts, other_set(gate));	/* read at C */
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

/* Both sets in one. */
void gate_count(const struct gate *gate, struct gate_counts *sum)
{
	int cpu;

	*sum = (struct gate_counts){
		.set.left = sum_left(first_set(gate)) + sum_left(second_set(gate)),
		.set.entered = sum_entered(first_set(gate)) + sum_entered(second_set(gate)),
	};
	for_each_possible_cpu(cpu) {
		const struct gate_counts *c = per_cpu_ptr(&gate_rows[gate->row], cpu);

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
		memset(per_cpu_ptr(&gate_rows[gate->row], cpu), 0, sizeof(*gate_rows));
}
