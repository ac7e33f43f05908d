/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The gate (src/gate.h, src/gate.c) on CPUs that reorder memory accesses.
 *
 * Labels are the letters of gate.h; comments name the functions of src/. A CPU's
 * stores wait in its buffer until they are drained, in any order except to one
 * location; a barrier waits until the buffer is empty. Unordered loads are made in
 * any order. With -DTSO both keep their order, as on x86.
 *
 * Callers run on two CPUs, and are preempted and moved wherever preemption is
 * enabled; switching tasks is a full barrier. The writer opens, closes and locks
 * the gate LIVES times, each time for another client, which is unloaded when it
 * has the lock. -DNO_... disables a guard, see model.md.
 */

#ifndef CALLERS
#define CALLERS	2
#endif
#ifndef CALLS
#define CALLS	2		/* of each caller */
#endif
#ifndef LIVES
#define LIVES	1
#endif
#define CPUS	2
#define NOWHERE	CPUS		/* of a caller that is not running now */
#define ENDED	(CPUS + 1)	/* of a caller that has finished */
#define WRITER	CPUS		/* its buffer; it has a CPU of its own */

mtype:gate_word = { LOCKED, CLOSED, OPEN };
mtype:store = { ENTERED, LEFT, DATA, HANDLER, WORD };

/* Memory, as all CPUs see it. */
mtype:gate_word word = LOCKED;
byte handler;			/* the client it belongs to */
byte entered[CPUS], left[CPUS];
byte data;			/* the number of calls that have written it */

/* Stores that no other CPU has seen yet; there is room for all. */
chan buffer[CPUS + 1] = [3 * CALLERS * CALLS] of { mtype:store };
mtype:gate_word new_word = LOCKED;	/* the value that a WORD will store */

/* The scheduler, and RCU. */
byte cpu[CALLERS] = NOWHERE;
bool busy[CPUS], preempt_off[CPUS];
bool awaited[CPUS];		/* by the grace period */

/* For the properties: what was done, whether other CPUs see it yet or not. */
byte life;			/* the client that is loaded; 0: none */
byte inside;
byte written;

#ifdef TSO
#define DRAINS(who, what)	buffer[who]?what
#define STORE(who, what)	buffer[who]!what
#define ORDERED(who)		true
#else
/* Sorted: only the order at one location matters, and stores to a counter are alike. */
#define DRAINS(who, what)	buffer[who]??what
#define STORE(who, what)	buffer[who]!!what
#define ORDERED(who)		empty(buffer[who])
#endif

#define RUNS	cpu[c] < CPUS

#ifdef NO_A
#define A_ORDERED	true
#else
#define A_ORDERED	ORDERED(cpu[c])
#endif

/* A step of the handler that uses its client's memory. */
#define HANDLER_RUNS	assert(h != 0 && h == life)

proctype caller(byte c)
{
	byte calls, h;
	bool open, late;

	do
	:: calls < CALLS ->
		/* gate_read_trylock() */
		atomic { RUNS -> calls++; preempt_off[cpu[c]] = true }
#if defined(NO_ACQUIRE) && !defined(TSO)
		h = handler;
#endif
O:		open = (word == OPEN);
E:		atomic {
			if
			:: open -> STORE(cpu[c], ENTERED); inside++
			:: else
			fi
		}
		preempt_off[cpu[c]] = false;

		if
		:: open ->
			/* dyn_syscall_trampoline() */
#if !defined(NO_ACQUIRE) || defined(TSO)
			atomic { RUNS -> h = handler }
#endif
			atomic { RUNS -> HANDLER_RUNS; STORE(cpu[c], DATA); written++ }
#if defined(NO_A) && !defined(TSO)
			/* the last load may happen after left++ */
			if
			:: late = true
			:: atomic { RUNS -> HANDLER_RUNS }
			fi;
#else
			atomic { RUNS -> HANDLER_RUNS }
#endif
			/* gate_read_unlock() */
A:			atomic { RUNS && A_ORDERED -> STORE(cpu[c], LEFT); inside-- }
#if defined(NO_A) && !defined(TSO)
			if
			:: late -> atomic { RUNS -> HANDLER_RUNS }
			:: else
			fi;
			late = false
#endif
		:: else
		fi;
		h = 0
	:: else -> break
	od;
	atomic { RUNS && empty(buffer[cpu[c]]) -> busy[cpu[c]] = false; cpu[c] = ENDED }
}

/*
 * gate_living(). Bits of what was loaded: 1 and 2 left, 4 and 8 entered, 16 the
 * data. Each load names the loads that must come before it.
 */
#ifdef TSO
#define TURN(before)	before
#else
#define TURN(before)	0
#endif
#if defined(NO_SUM_ORDER)
#define L_AFTER		12
#define ENTERED_AFTER	0
#elif defined(NO_B)
#define L_AFTER		0
#define ENTERED_AFTER	TURN(3)
#else
#define L_AFTER		0
#define ENTERED_AFTER	3	/* B */
#endif
#define LOAD(bit, before) \
	atomic { !(loaded & (bit)) && (loaded & (before)) == (before) -> loaded = loaded | (bit)

inline gate_living()
{
	atomic { loaded = 0; sum_left = 0; sum_entered = 0; seen = 0 }
L:	do
	:: LOAD(1, L_AFTER); sum_left = sum_left + left[0] }
	:: LOAD(2, L_AFTER | TURN(1)); sum_left = sum_left + left[1] }
	:: LOAD(4, ENTERED_AFTER); sum_entered = sum_entered + entered[0] }
	:: LOAD(8, ENTERED_AFTER | TURN(4)); sum_entered = sum_entered + entered[1] }
	:: LOAD(16, ENTERED_AFTER | TURN(12)); seen = data }
	:: loaded == 31 -> break
	od
}

/* A store by the writer, which waits for its last one to the same location. */
#define STORE_WORD(w) \
	atomic { !(buffer[WRITER]??[WORD]) -> new_word = w; STORE(WRITER, WORD) }

#ifndef VIEW
active proctype writer()
{
	byte loaded, sum_left, sum_entered, seen, lives;

	do
	:: lives < LIVES ->
		/* registration stores the handler */
		atomic { lives++; life = lives; STORE(WRITER, HANDLER) }
		/* gate_open(): the release */
#if !defined(NO_RELEASE) || defined(TSO)
		ORDERED(WRITER);
#endif
		STORE_WORD(OPEN);
		/* gate_close() */
		STORE_WORD(CLOSED);
		empty(buffer[WRITER]);
#ifndef NO_GRACE_PERIOD
G:		atomic { awaited[0] = true; awaited[1] = true }
		!awaited[0] && !awaited[1];
#endif
		/* gate_write_trylock(), and the client's reads once it has the lock */
		do
		:: gate_living();
			if
			:: sum_left == sum_entered -> break
			:: else
			fi
		od;
		atomic {
			assert(inside == 0);
			assert(seen == written);
			STORE_WORD(LOCKED);
			life = 0
		}
	:: else -> break
	od
}

#else
/* A view of an open gate: debugfs, the log of a waiting removal. */
active proctype view()
{
	byte loaded, sum_left, sum_entered, seen;

	gate_living();
	assert(sum_entered >= sum_left)
}
#endif

/* Draining the buffers. */
#define DRAIN(i) \
	:: atomic { DRAINS(i, ENTERED) -> entered[i]++ } \
	:: atomic { DRAINS(i, LEFT) -> left[i]++ } \
	:: atomic { DRAINS(i, DATA) -> assert(life != 0); data++ }

active proctype memory()
{
end:	do
	DRAIN(0)
	DRAIN(1)
	:: atomic { DRAINS(WRITER, HANDLER) -> handler = life }
	:: atomic { DRAINS(WRITER, WORD) -> word = new_word }
	od
}

#define PLACE(c, i) \
	:: atomic { cpu[c] == NOWHERE && !busy[i] -> cpu[c] = i; busy[i] = true }
#define PREEMPT(c) \
	:: atomic { cpu[c] < CPUS && !preempt_off[cpu[c]] && empty(buffer[cpu[c]]) -> \
		busy[cpu[c]] = false; cpu[c] = NOWHERE }
/* A CPU that is in no section reports that after a full barrier. */
#define QUIESCENT(i) \
	:: atomic { awaited[i] && !preempt_off[i] && empty(buffer[i]) -> awaited[i] = false }

active proctype scheduler()
{
end:	do
	PLACE(0, 0) PLACE(0, 1) PREEMPT(0)
	PLACE(1, 0) PLACE(1, 1) PREEMPT(1)
#if CALLERS > 2
	PLACE(2, 0) PLACE(2, 1) PREEMPT(2)
#endif
	QUIESCENT(0) QUIESCENT(1)
	od
}

init {
	atomic {
#ifdef VIEW
		word = OPEN;
		life = 1;
		handler = 1;
#endif
		run caller(0);
		run caller(1);
#if CALLERS > 2
		run caller(2)
#endif
	}
}
