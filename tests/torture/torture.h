/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the client and the callers agree on: the numbers, and what a handler
 * returns. A value has its number and its turn: which registration of the number,
 * counted from the first load of the client to the last unload.
 */
#ifndef TORTURE_H
#define TORTURE_H

#include <asm/unistd.h>

#define TORTURE_VALUE		0x0d00000000000000L
#define torture_value(nr, turn)	(TORTURE_VALUE | (long)(nr) << 40 | (long)(turn))
#define torture_is_value(v)	((v) >> 56 == TORTURE_VALUE >> 56)
#define torture_nr(v)		((v) >> 40 & 0xffff)
#define torture_turn(v)		((v) & 0xffffffffffL)

/* The highest unused numbers, where a search for a free one begins, too. */
#define TORTURE_DYNAMIC		{ 423, 422, 421, 420 }
/*
 * Numbers whose original returns the same to a process all its life. The last one
 * falls back in every registration.
 */
#define TORTURE_HIJACKED	{ __NR_getpriority, __NR_getsid, __NR_sched_getscheduler }
/* Those whose handlers call the original, and which fall back. */
#define TORTURE_PASSED		{ __NR_clock_nanosleep, __NR_rt_sigreturn }
#define TORTURE_FALLS_BACK	__NR_sched_getscheduler
/* Of the client that comes and goes, see comes_and_goes.c. */
#define TORTURE_GUEST		400
#define TORTURE_GUEST_OVER	__NR_getgid

#endif /* TORTURE_H */
