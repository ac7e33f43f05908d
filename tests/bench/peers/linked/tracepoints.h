/* SPDX-License-Identifier: GPL-2.0 */
/* The events of src/dispatch_*.c: none. */
#ifndef LINKED_TRACEPOINTS_H
#define LINKED_TRACEPOINTS_H

static inline void trace_dyn_syscall_patch(int nr, unsigned long from,
					   unsigned long to)
{
}

#endif /* LINKED_TRACEPOINTS_H */
