/* SPDX-License-Identifier: GPL-2.0 */
/* The event of sample_inject. Fields are integers and arrays: see src/tracepoints.h. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dyn_syscall_inject

#if !defined(SAMPLE_INJECT_H) || defined(TRACE_HEADER_MULTI_READ)
#define SAMPLE_INJECT_H

#include <linux/tracepoint.h>
#include "dyn_syscall.h"

/*
 * When it has been decided that a call is injected, before the delay. @call: its number
 * among those that the rule applies to, from 1.
 */
TRACE_EVENT(dyn_syscall_inject,
	TP_PROTO(int nr, const char *name, u64 call, int error, u64 delay, int sig),
	TP_ARGS(nr, name, call, error, delay, sig),
	TP_STRUCT__entry(
		__field(int, nr)
		__array(char, name, DYN_SYSCALL_NAME_LEN)
		__field(u64, call)
		__field(int, error)
		__field(u64, delay)
		__field(int, sig)
	),
	TP_fast_assign(
		__entry->nr = nr;
		strscpy(__entry->name, name, DYN_SYSCALL_NAME_LEN);
		__entry->call = call;
		__entry->error = error;
		__entry->delay = delay;
		__entry->sig = sig;
	),
	TP_printk("nr=%d name=%s call=%llu error=%d delay=%llu signal=%d", __entry->nr,
		  __entry->name, __entry->call, __entry->error, __entry->delay, __entry->sig)
);

#endif /* SAMPLE_INJECT_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE sample_inject
#include <trace/define_trace.h>
