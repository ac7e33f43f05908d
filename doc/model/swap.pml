/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Handlers that replace each other while callers are inside: the two sets of
 * counters (src/gate.h, src/gate.c), replace() in src/entry.c, and the removal of
 * current and previous registrations (src/remove.c).
 *
 * Letters are those of gate.h; comments name the functions of src/. A caller makes
 * its loads in any order that no acquire forbids, since that is what S is for.
 * Everything else is in order, as gate.pml has the rest; how callers reach the
 * trampoline is in entry.pml.
 *
 * Client 1 is registered and its gate is open. Each other client replaces the one
 * before. All are removed, at any time after they have registered, and unloaded.
 * -DNO_... disables a guard, see model.md.
 */

#ifndef CALLERS
#define CALLERS	2
#endif
#ifndef CALLS
#define CALLS	1		/* of each caller */
#endif
#ifndef CLIENTS
#define CLIENTS	3
#endif
#ifndef CPUS
#define CPUS	2
#endif

mtype:gate_word = { LOCKED, CLOSED, OPEN };
mtype:entry_state = { FREE, ACTIVE, UNDOING };
mtype:result = { DONE, EAGAIN, EBADF };

/* The entry. Clients name their handlers and registrations; 0 is none. */
mtype:gate_word word = OPEN;
mtype:entry_state state = ACTIVE;
byte handler = 1;
byte current = 1, previous;
bool in_use;			/* which of the two sets callers enter by */
byte entered[2 * CPUS], left[2 * CPUS];

bool entry_mutex;

/* Sets of callers. */
#define ADD(set)	set = set | (1 << c)
#define DROP(set)	set = set & ~(1 << c)
byte preempt_off;		/* in an RCU section */
byte awaited;			/* by the grace period, to leave their section */

/* For the properties. */
bool client_gone[CLIENTS + 1];
byte inside;			/* callers between E and left++ */
byte closed_by;			/* the client whose removal has closed the gate */

#if CPUS > 1
#define ON_ANY_CPU(what, set) \
	if \
	:: what[(set) * CPUS]++ \
	:: what[(set) * CPUS + 1]++ \
	fi
#else
#define ON_ANY_CPU(what, set)	what[set]++
#endif

proctype caller(byte c)
{
	byte calls, h;
	bool set, has_set, open, looked;

	do
	:: calls < CALLS ->
#ifdef NO_SECTION
		set = in_use;
		has_set = true;
#endif
		/* gate_read_begin() */
		atomic { calls++; ADD(preempt_off) }
		/* C at any time before E, which needs it; H after O, its acquire */
		do
		:: atomic { !has_set -> set = in_use; has_set = true }	/* C */
		:: atomic {	/* O */
			!looked -> looked = true;
			open = (word == OPEN);
			/* refused only by a removal of the current registration */
			assert(open || state == FREE || closed_by == current)
		}
		:: atomic { open && h == 0 -> h = handler }	/* H, early */
		:: atomic {	/* E */
			has_set && looked ->
			if
			:: open -> ON_ANY_CPU(entered, set); inside++
			:: else
			fi;
			break
		}
		od;
		atomic {
			DROP(preempt_off);
			DROP(awaited);
			has_set = false;
			looked = false;
			if
			:: open -> open = false
			:: else -> goto out
			fi
		}
H:		atomic {
			if
			:: h == 0 -> h = handler
			:: else
			fi
		}
		/* the handler, until gate_read_unlock() */
A:		atomic {
			assert(h != 0 && !client_gone[h]);
			inside--;
#ifdef NO_KEEP
			set = in_use;	/* not the one that the call is counted in */
#endif
			ON_ANY_CPU(left, set);
			h = 0
		}
out:		set = false
	:: else -> break
	od
}

inline lock()
{
	!entry_mutex -> entry_mutex = true
}

inline unlock()
{
	entry_mutex = false
}

inline synchronize_rcu()
{
	awaited = preempt_off;
	awaited == 0
}

/*
 * The difference of the sums, over one set or both. It is what the real ones are
 * modulo 2^64, modulo 2^8.
 */
#if CPUS > 1
#define SUM(sign, what, set) \
	difference = difference sign what[(set) * CPUS]; \
	difference = difference sign what[(set) * CPUS + 1]
#else
#define SUM(sign, what, set)	difference = difference sign what[set]
#endif

inline gate_living()
{
	SUM(-, left, 0);
	SUM(-, left, 1);
	SUM(+, entered, 0);
	SUM(+, entered, 1)
}

inline gate_living_in(one)
{
	SUM(-, left, one);
	SUM(+, entered, one)
}

#define OTHER	(1 - in_use)

inline gate_living_before()
{
	gate_living_in(OTHER)
}

/* The caller holds entry_mutex, and the other set is equal. */
inline replace()
{
	previous = 0;
#ifdef NO_W_FIRST
	in_use = OTHER;
#endif
W:	handler = k;
#ifndef NO_S
S:	synchronize_rcu();
#endif
#ifndef NO_W_FIRST
	/* gate_swap() */
	in_use = OTHER;
#endif
	atomic { current = k; previous = k - 1 }
#ifndef NO_G
G:	synchronize_rcu()
#endif
}

/* entry_register() with DYN_SYSCALL_SWAP, again after -EBUSY */
inline entry_register()
{
	do
	/* find_replaced() */
	:: atomic {
		current == k - 1 || state == FREE ->
		lock();
#ifdef NO_ACTIVE
		found = (current == k - 1);
#else
		found = (current == k - 1 && state == ACTIVE);
#endif
		if
		:: found
		:: else -> unlock(); break	/* -EEXIST, or nothing to replace */
		fi
	}
#ifndef NO_EQUAL
		if
		:: previous != 0 -> gate_living_before()
		:: else
		fi;
#endif
		if
		:: difference == 0 -> replace(); unlock(); break
		:: else -> atomic { difference = 0; unlock() }	/* -EBUSY */
		fi
	od
}

/* Removal begins, of the current registration only. */
inline begin()
{
	atomic {
		lock();
		if
		:: current == k && state == ACTIVE ->
			state = UNDOING;
			word = CLOSED;
			closed_by = k
		:: else -> unlock(); goto begun
		fi
	}
	synchronize_rcu();
	unlock();
begun:	skip
}

inline remove_trylock()
{
#ifdef NO_MUTEX_TRYLOCK
	skip;
#else
	atomic { lock() }
#endif
	if
	:: current == k && state == UNDOING ->
#ifdef NO_BOTH
		gate_living_in(in_use);
#else
		gate_living();
#endif
		atomic {
			if
			:: difference == 0 ->
				assert(inside == 0);
				word = LOCKED;
				err = DONE
			:: else
			fi
		}
	:: current != 0 && previous == k ->
		/* try_previous() */
		gate_living_before();
		atomic {
			if
			:: difference == 0 -> previous = 0; err = DONE
			:: else
			fi
		}
	:: else -> err = EBADF
	fi;
	atomic {
		difference = 0;
#ifndef NO_MUTEX_TRYLOCK
		unlock()
#endif
	}
}

inline free_locked()
{
	atomic {
		!entry_mutex ->
		if
		:: current == k && state == UNDOING && word == LOCKED ->
			handler = 0;
			state = FREE;
			current = 0;
			previous = 0
		:: else
		fi
	}
}

proctype client(byte k)
{
	byte difference;
	bool found = (k == 1);
	mtype:result err = EAGAIN;

	if
	:: !found -> entry_register()
	:: else
	fi;
	if
	:: found ->
		/* remove_all(), by the client or by client_going() for it */
		begin();
		do
		:: err == EAGAIN -> remove_trylock()
		:: else -> break
		od;
		free_locked()
	:: else
	fi;
	client_gone[k] = true
}

init {
	atomic {
		run caller(0);
#if CALLERS > 1
		run caller(1);
#endif
		run client(1);
		run client(2);
#if CLIENTS > 2
		run client(3);
#endif
#if CLIENTS > 3
		run client(4)
#endif
	}
}

#ifdef ENDS
ltl removal_ends { <> (client_gone[1] && client_gone[2] && client_gone[3]) }
#endif
