/* SPDX-License-Identifier: GPL-2.0 */
/* Executes a function of an object and records how it calls a handler. */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>

/* rbx, rbp, r12 to r15 */
#define RUN_PRESERVED 6

/**
 * struct run - what was seen
 * @died: a signal has ended it
 * @stub: where it arrived; 0 nowhere
 * @rdi: there
 * @rsi: there
 * @depth: bytes on the stack there, more than at entry
 * @preserved: whether the registers that functions preserve were as at entry there
 * @arrivals: how often it arrived
 * @returned: it has returned with the stack and those registers as at entry, and
 *	      with what the handler returned
 */
struct run {
	bool died;
	unsigned long stub;
	unsigned long rdi, rsi;
	long depth;
	bool preserved;
	int arrivals;
	bool returned;
};

#define RUN_RDI 0x1122334455667788UL

/* Of call.S. The first is what stubs jump to. */
void run_arrived(void);
void run_call(unsigned long function, unsigned long rdi, unsigned long rsi,
	      const unsigned long *preserved);

/*
 * Calls @function with RUN_RDI and @nr, with rubbish in the upper half of %rsi.
 * With @stay the handler does not return: it is the end of the run.
 */
struct run run(unsigned long function, unsigned int nr, bool stay);

#endif /* RUN_H */
