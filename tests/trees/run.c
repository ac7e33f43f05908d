// SPDX-License-Identifier: GPL-2.0
/* Executes a function and records how it calls a handler: see run.h. */

#include <assert.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "run.h"

#define RUN_RESULT 0x7e57ab1e0ddba11UL

/* What call.S writes. */
struct record {
	unsigned long stub, rdi, rsi, rsp;
	unsigned long preserved[RUN_PRESERVED];
	unsigned long arrivals;
	unsigned long rax_after, rsp_after;
	unsigned long preserved_after[RUN_PRESERVED];
	unsigned long rsp_at_call;
	unsigned long stay;
};

static_assert(offsetof(struct record, arrivals) == 80 &&
	      offsetof(struct record, rax_after) == 88 &&
	      offsetof(struct record, rsp_at_call) == 152 &&
	      offsetof(struct record, stay) == 160, "call.S knows these");

struct record run_record;

static const unsigned long marks[RUN_PRESERVED] = {
	0xb1b1b1b1b1b1b1b1, 0xb2b2b2b2b2b2b2b2, 0xb3b3b3b3b3b3b3b3,
	0xb4b4b4b4b4b4b4b4, 0xb5b5b5b5b5b5b5b5, 0xb6b6b6b6b6b6b6b6,
};

static sigjmp_buf back;

static void died(int signal_)
{
	siglongjmp(back, signal_);
}

/* A function that has lost its stack would have none for the handler of signals. */
static void catch(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, 0 };
	static char stack[65536];
	static bool done;
	stack_t ss = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction sa = { .sa_handler = died, .sa_flags = SA_ONSTACK };
	const int *s;

	if (done)
		return;
	done = true;
	sigaltstack(&ss, NULL);
	for (s = signals; *s; s++)
		sigaction(*s, &sa, NULL);
}

struct run run(unsigned long function, unsigned int nr, bool stay)
{
	const struct record *r = &run_record;
	struct run seen = {};

	catch();
	memset(&run_record, 0, sizeof(run_record));
	run_record.stay = stay;
	if (sigsetjmp(back, 1))
		seen.died = true;
	else
		run_call(function, RUN_RDI, 0xdeadbeef00000000UL | nr, marks);

	seen.stub = r->stub;
	seen.rdi = r->rdi;
	seen.rsi = r->rsi;
	/* The return address of the call is there, too. */
	seen.depth = r->rsp_at_call - 8 - r->rsp;
	seen.preserved = !memcmp(r->preserved, marks, sizeof(marks));
	seen.arrivals = r->arrivals;
	seen.returned = !seen.died && !stay && r->rax_after == RUN_RESULT &&
			r->rsp_after == r->rsp_at_call &&
			!memcmp(r->preserved_after, marks, sizeof(marks));
	return seen;
}
