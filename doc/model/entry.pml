/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All of dyn_syscall except the order of memory accesses, which gate.pml models:
 * callers, sites, the trampoline (LINK) and its edges, the gate, the states of
 * entries, clients and unloading them, kicks and restarts, unloading the module.
 *
 * Labels are the letters of src/gate.h; comments name the functions of src/. Two
 * accesses are separate steps wherever another task could come between them, so a
 * caller can be preempted, and moved to another CPU, at each.
 *
 * The configuration (-D): DYNAMIC for the other kind; CALLERS, CALLS of each,
 * CLIENTS, NUMBERS; OPENER and REMOVER for other threads of a client; KICK for
 * callers that sleep inside; RESCUE for an interrupt that takes a hijack back; FALLBACK; FOREIGN for another module that changes
 * sites; STAYS for a module that is not unloaded; ENDLESS, NOTHING_COMES and ENDS
 * for the property that removal ends. -DNO_... disables a guard, see model.md.
 *
 * Long, because it cannot be split: every part interacts with every other.
 */

#ifndef CALLERS
#define CALLERS	2
#endif
#ifndef CALLS
#define CALLS	1
#endif
#ifndef CLIENTS
#define CLIENTS	1
#endif
#ifndef NUMBERS
#define NUMBERS	1
#endif
#ifndef CPUS
#define CPUS	2
#endif
#ifdef DYNAMIC
#define HIJACKED	false
#define SITES		1	/* one for all unused numbers */
#define SITE(nr)	0
#else
#define HIJACKED	true
#define SITES		NUMBERS
#define SITE(nr)	nr
#endif
#define NOBODY	255

mtype:gate_word = { LOCKED, CLOSED, OPEN };
mtype:entry_state = { FREE, RESERVED, ACTIVE, UNDOING };

/* The entries. An owner is a client; a handler is named by its client. */
mtype:gate_word word[NUMBERS] = LOCKED;
mtype:entry_state state[NUMBERS] = FREE;
byte owner[NUMBERS] = NOBODY;
byte handler[NUMBERS] = NOBODY;
bool fallback[NUMBERS];
byte entered[NUMBERS * CPUS], left[NUMBERS * CPUS];
#define COUNT(what, nr, cpu)	what[(nr) * CPUS + (cpu)]

/* The sites, and default_users. */
bool redirected[SITES];
byte users;

bool entry_mutex;

/* The modules. */
bool client_gone[CLIENTS];
byte refs = CLIENTS;		/* of dyn_syscall, by clients */
#ifdef STAYS
bool stays = true;
#else
bool stays;			/* holds itself: a site could not be restored */
#endif
bool module_gone;

/* Sets of callers. */
#define ALL		((1 << CALLERS) - 1)
#define IN(set)		(set & (1 << c))
#define ADD(set)	set = set | (1 << c)
#define DROP(set)	set = set & ~(1 << c)
byte preempt_off;		/* in an RCU section */
byte awaited;			/* by the grace period, to leave their section */
byte quiet = ALL;		/* sleeps voluntarily, or runs in user mode */
byte held;			/* awaited by RCU-tasks, until quiet once */
byte asleep;			/* in an interruptible sleep */
byte flagged;			/* TIF_NOTIFY_SIGNAL */

/* For the properties. */
byte inside[NUMBERS];		/* between E and left++ */
byte in_handler;		/* callers there, as their stacks show */
byte may_refuse;		/* callers that met a gate not unlocked yet */
byte life[NUMBERS];		/* counts registrations */

#ifdef RESCUE
bool restored[NUMBERS];		/* the rest of a removal's beginning is done */
bool rescue_section;		/* entry_rescue() is in an RCU section */
bool taken_back[NUMBERS];	/* it has closed the gate */
bool rescue_ended;
#endif

/* Every step in the trampoline needs its text, and the counters. */
#define LINK	assert(!module_gone)
/* Every step in the handler. */
#define HANDLER	assert(!client_gone[h])
#ifdef FALLBACK
#define WANTS_FALLBACK	true
#else
#define WANTS_FALLBACK	false
#endif
#ifdef NO_RESERVED
#define STRAGGLER_IN_RESERVED	false
#else
#define STRAGGLER_IN_RESERVED	true
#endif
#define NOT_UNLOCKED(nr) \
	(word[nr] == LOCKED && (state[nr] == RESERVED || state[nr] == ACTIVE))

/* Wraps around, as the real ones do, but earlier; still more than can be inside. */
#define COUNT_UP(counter)	counter = (counter + 1) % 8
#if CPUS > 1
#define ON_ANY_CPU(what, nr) \
	if \
	:: COUNT_UP(COUNT(what, nr, 0)) \
	:: COUNT_UP(COUNT(what, nr, 1)) \
	fi
#else
#define ON_ANY_CPU(what, nr)	COUNT_UP(COUNT(what, nr, 0))
#endif

/* Sleeps voluntarily and returns; RCU-tasks no longer waits for it. */
inline sleep_and_wake()
{
	atomic { ADD(quiet); DROP(held) }
	DROP(quiet)
}

proctype caller(byte c)
{
	byte nr, calls, h = NOBODY;
	byte from;		/* the registration that handed the call back */
	bool open;
	mtype:entry_state why = FREE;

	do
#ifdef ENDLESS
	:: true ->
#else
	:: calls == CALLS -> break
	:: calls < CALLS ->
		calls++;
#endif
#if NUMBERS > 1
		nr = c % NUMBERS;
#endif
dispatch:	/* x64_sys_call() */
		atomic {
			DROP(quiet);
			if
			:: redirected[SITE(nr)] ->
				if
				:: NOT_UNLOCKED(nr) -> ADD(may_refuse)
				:: else -> DROP(may_refuse)
				fi
			:: else ->
				/* For an unused number this is the kernel's ENOSYS. */
				assert(HIJACKED || word[nr] != OPEN);
				goto original
			fi
		}
		/* dyn_syscall_trampoline(): the edge before the gate */
		atomic { LINK; assert(from == 0 || from != life[nr]); from = 0; ADD(preempt_off) }
O:		atomic {
			LINK;
			open = (word[nr] == OPEN);
#ifdef RESCUE
			assert(!open || !taken_back[nr])
#endif
		}
E:		atomic {
			LINK;
			if
			:: open -> ON_ANY_CPU(entered, nr); inside[nr]++
			:: else
			fi
		}
		atomic { DROP(preempt_off); DROP(awaited) }
		if
		:: open -> skip
		:: else -> goto refuse
		fi;

		/* the handler */
		atomic { LINK; open = false; h = handler[nr]; assert(h != NOBODY) }
		atomic { HANDLER; ADD(in_handler) }
#ifdef KICK
		/* in the original that it calls, until its event or a kick */
		do
		:: atomic { !IN(flagged) -> HANDLER; ADD(asleep); ADD(quiet); DROP(held) }
			/* woken by its event, by the kick, or by chance */
			if
			:: atomic { !IN(asleep) -> DROP(quiet) }
#ifndef NOTHING_COMES
			:: atomic { IN(asleep) -> DROP(asleep); DROP(quiet); break }
#endif
			fi
		:: atomic { IN(flagged) -> from = life[nr]; break }
		od;
#else
		sleep_and_wake();
#endif
		atomic { HANDLER; DROP(in_handler); h = NOBODY }
		/* gate_read_unlock() */
A:		atomic { LINK; ON_ANY_CPU(left, nr); inside[nr]-- }
		/* the edge after the gate */
		LINK;
#ifdef KICK
		/* to user mode, or the call is restarted */
		atomic {
			DROP(flagged);
			ADD(quiet);
			DROP(held);
			if
			:: from != 0 -> goto dispatch
			:: else -> goto user
			fi
		}
#else
		goto user;
#endif

refuse:		/* the gate is not open */
		atomic { LINK; why = state[nr] }
		if
#ifndef NO_STRAGGLER
		:: HIJACKED && why != ACTIVE && (STRAGGLER_IN_RESERVED || why != RESERVED) ->
			goto straggler
#endif
		:: else
		fi;
#ifdef FALLBACK
		if
		:: atomic { fallback[nr] -> LINK; goto straggler }
		:: else
		fi;
#endif
		/* -ENOSYS, and the edge after it */
		assert(!HIJACKED || IN(may_refuse) && !WANTS_FALLBACK);
		atomic { LINK; goto user }

straggler:	/* jumps to the original: no frame of the trampoline is left */
		LINK;
#ifdef NO_TAIL_JUMP
		sleep_and_wake();
		atomic { LINK; goto user }
#endif

original:	from = 0;
		sleep_and_wake();

user:		atomic {
			ADD(quiet);
			DROP(held);
			DROP(may_refuse);
			why = FREE
		}
	od
}

/* Results of removal. */
#define DONE	0
#define EAGAIN	1
#define EBADF	2

inline lock()
{
	atomic { !entry_mutex -> entry_mutex = true }
}

inline unlock()
{
	entry_mutex = false
}

/* At every use of the registration: it is still the client's own. */
#define RESERVATION	assert(owner[nr] == k)

/* entry_set_state(), FREE to RESERVED: one client gets the number */
inline reserve()
{
#ifdef NO_COMPARE
	if
	:: state[nr] == FREE -> won = true
	:: else
	fi;
#endif
	atomic {
		if
#ifdef NO_COMPARE
		:: won ->
#else
		:: state[nr] == FREE ->
			won = true;
#endif
			assert(owner[nr] == NOBODY);
#ifdef RESCUE
			restored[nr] = false;
			taken_back[nr] = false;
#endif
			state[nr] = RESERVED;
			owner[nr] = k;
			life[nr]++
		:: else
		fi
	}
}

/* the entry becomes free */
inline release()
{
	RESERVATION;
#ifdef NO_FLAGS_STAY
	fallback[nr] = false;
#endif
	handler[nr] = NOBODY;
	atomic { state[nr] = FREE; owner[nr] = NOBODY }
}

/* patch(); another module may have changed the site */
inline site_restore()
{
	if
	:: redirected[SITE(nr)] = false
#ifdef FOREIGN
	:: stays = true
#endif
	fi
}

inline dispatch_restore()
{
	atomic {
		if
#if defined(DYNAMIC) && !defined(NO_USERS)
		:: users > 1 -> users--
#endif
		:: else ->
#ifdef DYNAMIC
			users--;
#endif
			site_restore()
		fi
	}
}

/* entry_register() */
inline entry_register()
{
	reserve();
	if
	:: won ->
		lock();
		handler[nr] = k;
#ifdef FALLBACK
		fallback[nr] = true;
#endif
#ifdef NO_UNLOCK_LAST
		word[nr] = OPEN;
#endif
		/* dispatch_redirect(); fails by name, number file or site */
		atomic {
			if
			:: won = false
#ifdef DYNAMIC
			:: users > 0 || !redirected[SITE(nr)] ->
				users++;
				redirected[SITE(nr)] = true
#else
			:: !redirected[SITE(nr)] ->
				redirected[SITE(nr)] = true;
				may_refuse = ALL
#endif
			fi
		}
#ifdef FOREIGN
		/* the second walk: the redirect has no effect, and is undone */
		if
		:: won = won
		:: won ->
			atomic {
				won = false;
#ifdef DYNAMIC
				users--;
#endif
				if
#ifdef NO_STAY_REDIRECT
				:: users == 0
#endif
				:: users == 0 -> site_restore()
				:: users > 0
				fi
			}
		fi;
#endif
		if
		:: won -> atomic { RESERVATION; state[nr] = ACTIVE }
		:: else -> release()
		fi;
		unlock()
	:: else
	fi
}

/* entry_unlock(), under state_lock */
inline entry_unlock()
{
#ifdef NO_STATE_LOCK
	if
	:: owner[nr] == k && state[nr] == ACTIVE && word[nr] == LOCKED -> word[nr] = OPEN
	:: else
	fi
#else
	atomic {
		if
#ifdef NO_ACTIVE
		:: owner[nr] == k && word[nr] == LOCKED ->
#else
		:: owner[nr] == k && state[nr] == ACTIVE && word[nr] == LOCKED ->
#endif
			word[nr] = OPEN		/* gate_open() */
		:: else
		fi
	}
#endif
}

/* gate_write_trylock() */
inline try_write_lock()
{
	RESERVATION;
L:	sum_left = COUNT(left, nr, 0);
#if CPUS > 1
	sum_left = sum_left + COUNT(left, nr, 1);
#endif
B:	sum_entered = COUNT(entered, nr, 0);
#if CPUS > 1
	sum_entered = sum_entered + COUNT(entered, nr, 1);
#endif
	atomic {
		if
		:: (sum_entered - sum_left) % 8 == 0 ->
			assert(inside[nr] == 0);
			word[nr] = LOCKED;
			err = DONE
		:: else ->
			err = EAGAIN
#ifdef NO_STAYS_CLOSED
			; word[nr] = OPEN
#endif
		fi;
		sum_left = 0;
		sum_entered = 0
	}
}

#ifdef RESCUE
#define RESCUED(nr)	(state[nr] == UNDOING && !restored[nr])

/* begin(), of what was rescued */
inline begin_rest()
{
	if
	:: RESCUED(nr) ->
		dispatch_restore();
		word[nr] = CLOSED;
		awaited = preempt_off;
		awaited == 0;
		!rescue_section;
		restored[nr] = true
	:: else
	fi
}

/* entry_rescue() in an interrupt, and then the work item */
proctype rescuer()
{
	byte nr;
	bool won;

	rescue_section = true;
	atomic {
		if
		:: state[nr] == ACTIVE -> state[nr] = UNDOING; won = true
		:: else
		fi
	}
#ifdef NO_RESCUE_SECTION
	rescue_section = false;
#endif
	if
	:: won -> atomic { word[nr] = CLOSED; taken_back[nr] = true }
	:: else
	fi;
	rescue_section = false;
	lock();
	begin_rest();
	unlock();
	rescue_ended = true
}
#endif

/* removal begins */
inline entry_prepare()
{
	lock();
	atomic {
		err = EBADF;
		if
		:: owner[nr] == k && state[nr] == ACTIVE ->
#ifdef NO_UNDOING_FIRST
			err = EAGAIN
#else
			state[nr] = UNDOING; err = EAGAIN
#endif
		:: else
		fi
	}
	if
	:: err == EAGAIN ->
#ifdef NO_LOCK_BEFORE_CLEAR
		handler[nr] = NOBODY;
#endif
#if !defined(DYNAMIC) && !defined(NO_RESTORE) && !defined(NO_RESTORE_FIRST)
		dispatch_restore();
#endif
		/* gate_close() */
		word[nr] = CLOSED;
#ifdef NO_UNDOING_FIRST
		state[nr] = UNDOING;
#endif
#ifndef NO_GRACE_PERIOD
G:		awaited = preempt_off;
		awaited == 0;
#endif
#ifdef RESCUE
		!rescue_section;
		restored[nr] = true;
#endif
		try_write_lock()
#if defined(RESCUE) && !defined(NO_RESCUED_REST)
	:: err == EBADF && owner[nr] == k -> begin_rest()
#endif
	:: else
	fi;
	unlock()
}

/* removal tries the write lock again */
inline entry_trylock()
{
#ifndef NO_MUTEX_TRYLOCK
	lock();
#endif
	if
	:: owner[nr] == k && state[nr] == UNDOING ->
#ifdef NO_STAYS_CLOSED
		word[nr] = CLOSED;
		awaited = preempt_off;
		awaited == 0;
#endif
#if defined(RESCUE) && !defined(NO_RESCUED_REST)
		begin_rest();
#endif
		try_write_lock()
	:: else -> err = EBADF
	fi
#ifndef NO_MUTEX_TRYLOCK
	;
	unlock()
#endif
}

/* removal frees the entry */
inline entry_unregister()
{
	lock();
	if
	:: owner[nr] == k && state[nr] == UNDOING &&
#if defined(RESCUE) && !defined(NO_RESTORED)
	   restored[nr] &&
#endif
#ifdef NO_ENOLCK
	   true
#else
	   word[nr] == LOCKED
#endif
	->
#if (defined(DYNAMIC) || defined(NO_RESTORE_FIRST)) && !defined(NO_RESTORE)
		dispatch_restore();
#endif
		release()
	:: else
	fi;
	unlock()
}

/* kick_task(): the check and the flag under the task's pi_lock, and the wake-up */
inline kick_task(c)
{
	atomic {
		inside_seen = IN(asleep) && IN(in_handler)
#ifdef NO_PI_LOCK
	}
	atomic {
#else
		;
#endif
		if
		:: inside_seen -> assert(IN(in_handler)); ADD(flagged)
		:: else
		fi
	}
	if
	:: inside_seen -> DROP(asleep)
	:: else
	fi
}

/* kick_callers() */
inline kick_callers()
{
#ifndef NO_MUTEX_KICK
	lock();
#endif
	if
#ifdef NO_REMOVING
	:: owner[nr] == k ->
#else
	:: owner[nr] == k && state[nr] == UNDOING ->
#endif
		kick_task(0);
#if CALLERS > 1
		kick_task(1)
#endif
	:: else
	fi
#ifndef NO_MUTEX_KICK
	;
	unlock()
#endif
}

/* dyn_syscall_remove(), by the client or by client_going() for it */
inline dyn_syscall_remove()
{
	entry_prepare();
	if
	:: err == EBADF -> entry_trylock()
	:: else
	fi;
	do
	:: err == EAGAIN ->
#if defined(KICK) && !defined(NO_KICK)
		kick_callers();
#endif
		entry_trylock()
	:: else -> break
	od;
	if
	:: err == DONE -> entry_unregister()
	:: else
	fi
}

byte threads[CLIENTS];

/* Other threads of a client. */
#ifdef OPENER
proctype opener(byte k)
{
	byte nr;

	entry_unlock();
	threads[k]--
}

#endif

#ifdef REMOVER
proctype remover(byte k)
{
	byte nr, sum_left, sum_entered, err;

	if
	:: dyn_syscall_remove()
	:: entry_unregister()	/* fails unless the write lock is held */
	fi;
	threads[k]--
}
#endif

#ifdef KICK
/* In any state of the entry. */
proctype kicker(byte k)
{
	byte nr;
	bool inside_seen;

	kick_callers();
	threads[k]--
}
#endif

proctype client(byte k)
{
	byte nr, sum_left, sum_entered, err;
	bool won;
#ifdef KICK
	bool inside_seen;
#endif

#if NUMBERS > 1
	nr = k;
#endif
	entry_register();
	if
	:: won ->
		won = false;
#ifdef KICK
		atomic { threads[k]++; run kicker(k) }
#endif
#ifdef REMOVER
		atomic { threads[k]++; run remover(k) }
#endif
#ifdef OPENER
		atomic { threads[k]++; run opener(k) }
#else
		entry_unlock();
#endif
#ifdef NO_NOTIFIER
		if
		:: skip
		:: dyn_syscall_remove()
		fi;
#else
		dyn_syscall_remove();
#endif
		threads[k] == 0;
#ifdef RESCUE
		assert(owner[nr] != k)
#else
		skip
#endif
	:: else
	fi;
	/* its memory is freed, and its reference dropped */
	atomic { client_gone[k] = true; refs-- }
}

/* rmmod dyn_syscall: dyn_syscall_exit() */
active proctype rmmod()
{
#ifdef NO_REFERENCE
	skip;
#else
	refs == 0;
#endif
#ifdef RESCUE
	rescue_ended;		/* rescue_exit() */
#endif
#ifndef NO_STAY
	if
	:: stays -> goto stay
	:: else
	fi;
#endif
#ifndef NO_RCU_TASKS
	held = ALL & ~quiet;	/* synchronize_rcu_tasks() */
	held == 0;
#endif
	module_gone = true;	/* entry_exit(), and the text */
stay:	skip
}

init {
	atomic {
		run caller(0);
#if CALLERS > 1
		run caller(1);
#endif
#if CALLERS > 2
		run caller(2);
#endif
#ifdef RESCUE
		run rescuer();
#endif
		run client(0);
#if CLIENTS > 1
		run client(1)
#endif
	}
}

#ifdef ENDS
ltl removal_ends { <> module_gone }
#endif
