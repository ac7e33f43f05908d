/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every event of the trace system dyn_syscall. tracepoints.c creates them; all
 * other files that include this see only their prototypes.
 *
 * Each event has number, kind and name of the entry. Fields are integers, or text:
 * a tool that reads the trace later has neither our strings nor our functions.
 * Symbolic values come only from the enums below.
 *
 * The name is that of the entry's present registration, and empty if there is
 * none: a straggler may arrive at an entry that is free again. Every call has four
 * of these events, so the name takes no more room than it has characters, and what
 * is small has a small field.
 *
 * Over 400 lines: a trace system has one header.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dyn_syscall

#if !defined(DYN_SYSCALL_TRACEPOINTS_H) || defined(TRACE_HEADER_MULTI_READ)
#define DYN_SYSCALL_TRACEPOINTS_H

#include <linux/tracepoint.h>
#include <linux/types.h>

struct entry;
struct pt_regs;
struct registration;

/* The trampoline sends calls of its own while it is set: no events of those. */
extern bool trampoline_on_trial;

TRACE_DEFINE_ENUM(KIND_DYNAMIC);
TRACE_DEFINE_ENUM(KIND_HIJACKED);
TRACE_DEFINE_ENUM(ENTRY_FREE);
TRACE_DEFINE_ENUM(ENTRY_RESERVED);
TRACE_DEFINE_ENUM(ENTRY_ACTIVE);
TRACE_DEFINE_ENUM(ENTRY_UNDOING);
TRACE_DEFINE_ENUM(WHY_OPEN);
TRACE_DEFINE_ENUM(WHY_NOT_UNLOCKED);
TRACE_DEFINE_ENUM(WHY_CLOSING);
TRACE_DEFINE_ENUM(WHY_STRAGGLER);
TRACE_DEFINE_ENUM(WHY_UNUSED);
TRACE_DEFINE_ENUM(WHY_OUTSIDE);
TRACE_DEFINE_ENUM(RESCUE_KEY);
TRACE_DEFINE_ENUM(RESCUE_PROBATION);
TRACE_DEFINE_ENUM(RESCUE_OOPS);
TRACE_DEFINE_ENUM(RESCUE_WARN);

#define show_kind(kind) __print_symbolic(kind, \
	{ KIND_DYNAMIC, "dynamic" }, \
	{ KIND_HIJACKED, "hijacked" })

#define show_state(state) __print_symbolic(state, \
	{ ENTRY_FREE, "free" }, \
	{ ENTRY_RESERVED, "reserved" }, \
	{ ENTRY_ACTIVE, "active" }, \
	{ ENTRY_UNDOING, "undoing" })

#define show_why(why) __print_symbolic(why, \
	{ WHY_OPEN, "open" }, \
	{ WHY_NOT_UNLOCKED, "not_yet_unlocked" }, \
	{ WHY_CLOSING, "closing" }, \
	{ WHY_STRAGGLER, "straggler" }, \
	{ WHY_UNUSED, "unused" }, \
	{ WHY_OUTSIDE, "outside" })

#define show_rescue(why) __print_symbolic(why, \
	{ RESCUE_KEY, "key" }, \
	{ RESCUE_PROBATION, "probation" }, \
	{ RESCUE_OOPS, "oops" }, \
	{ RESCUE_WARN, "warn" })

/* What all events begin with; a byte is left before the name, often used. */
#define ENTRY_FIELDS \
	__field(u16, nr) \
	__field(u8, kind)

/*
 * Distinguishes registrations of one number that follow each other, for hist triggers: a
 * name as their key costs as much as the rest of them.
 */
#define REGISTRATION_FIELD \
	__field(u8, registration)

/*
 * The size is found first, then the bytes, and the registration may have changed in
 * between; entry_event_name() relies on nothing but the size.
 */
#define ENTRY_NAME(e) \
	__dynamic_array(char, name, entry_event_name_size(e))

#define ENTRY_ASSIGN(e) ({ \
	__entry->nr = entry_nr(e); \
	__entry->kind = entry_kind(e); \
	entry_event_name(e, __get_dynamic_array(name), __get_dynamic_array_len(name)); \
})

#define REGISTRATION_ASSIGN(e) \
	(__entry->registration = ENTRY_ASSIGN(e)->event.id)

/*
 * The same for callers that are inside, whose registration stays: one word of it instead of
 * three fields, and the name without its end being looked for.
 */
#define CALL_FIELDS(r) \
	ENTRY_FIELDS \
	REGISTRATION_FIELD \
	__dynamic_array(char, name, (r)->name_size)

#define CALL_ASSIGN(r) ({ \
	BUILD_BUG_ON(sizeof((r)->event) != sizeof(u32)); \
	*(u32 *)&__entry->nr = *(const u32 *)&(r)->event; \
	registration_copy_name(r, __get_dynamic_array(name), (r)->name_size); \
})

#define ENTRY_FMT "nr=%d kind=%s name=%s"
#define ENTRY_ARGS __entry->nr, show_kind(__entry->kind), __get_str(name)

/*
 * The entry's state has changed; under state_lock, so in the order of changes.
 * Owner and handler are names: when the trace is read the client may have been
 * unloaded, and its addresses cannot be resolved any more.
 */
TRACE_EVENT(dyn_syscall_state,
	TP_PROTO(const struct entry *e, int from, int to),
	TP_ARGS(e, from, to),
	TP_STRUCT__entry(
		ENTRY_FIELDS
		REGISTRATION_FIELD
		ENTRY_NAME(e)
		__field(int, from)
		__field(int, to)
		__field(unsigned long, original)
		__array(char, owner, MODULE_NAME_LEN)
		__array(char, handler, SYMBOL_LEN)
	),
	TP_fast_assign(
		REGISTRATION_ASSIGN(e);
		__entry->from = from;
		__entry->to = to;
		__entry->original = (unsigned long)dispatch_original(entry_nr(e));
		strscpy(__entry->owner, entry_owner_name(e), MODULE_NAME_LEN);
		symbol_copy(__entry->handler, SYMBOL_LEN, READ_ONCE(e->handler));
	),
	TP_printk(ENTRY_FMT " from=%s to=%s original=%ps owner=%s handler=%s",
		  ENTRY_ARGS, show_state(__entry->from), show_state(__entry->to),
		  (void *)__entry->original, __entry->owner, __entry->handler)
);

/*
 * A site was redirected or restored; under entry_mutex. Its location is text:
 * not every kernel can name addresses in its data.
 */
TRACE_EVENT(dyn_syscall_patch,
	TP_PROTO(int nr, unsigned long from, unsigned long to),
	TP_ARGS(nr, from, to),
	TP_STRUCT__entry(
		ENTRY_FIELDS
		ENTRY_NAME(entry_at(nr))
		__array(char, site, SYMBOL_LEN)
		__field(unsigned long, from)
		__field(unsigned long, to)
	),
	TP_fast_assign(
		ENTRY_ASSIGN(entry_at(nr));
		dispatch->name_site(nr, __entry->site, SYMBOL_LEN);
		__entry->from = from;
		__entry->to = to;
	),
	TP_printk(ENTRY_FMT " site=%s from=%ps to=%ps", ENTRY_ARGS,
		  __entry->site, (void *)__entry->from,
		  (void *)__entry->to)
);

/* The gate is about to be opened; under state_lock. */
TRACE_EVENT(dyn_syscall_unlock,
	TP_PROTO(const struct entry *e),
	TP_ARGS(e),
	TP_STRUCT__entry(
		ENTRY_FIELDS
		ENTRY_NAME(e)
	),
	TP_fast_assign(
		ENTRY_ASSIGN(e);
	),
	TP_printk(ENTRY_FMT, ENTRY_ARGS)
);

/*
 * A handler has been replaced by another client's, under entry_mutex: callers that
 * enter from now on reach the new one, and @living are still inside the old one.
 */
TRACE_EVENT(dyn_syscall_swap,
	TP_PROTO(const struct entry *e, const struct registration *old, u64 living),
	TP_ARGS(e, old, living),
	TP_STRUCT__entry(
		ENTRY_FIELDS
		ENTRY_NAME(e)
		__array(char, from, MODULE_NAME_LEN)
		__array(char, to, MODULE_NAME_LEN)
		__array(char, handler, SYMBOL_LEN)
		__field(unsigned int, generation)
		__field(u64, living)
	),
	TP_fast_assign(
		ENTRY_ASSIGN(e);
		strscpy(__entry->from, old->owner ? module_name(old->owner) : "-",
			MODULE_NAME_LEN);
		strscpy(__entry->to, entry_owner_name(e), MODULE_NAME_LEN);
		symbol_copy(__entry->handler, SYMBOL_LEN, READ_ONCE(e->handler));
		__entry->generation = old->generation + 1;
		__entry->living = living;
	),
	TP_printk(ENTRY_FMT " from=%s to=%s handler=%s generation=%u living=%llu",
		  ENTRY_ARGS, __entry->from, __entry->to, __entry->handler,
		  __entry->generation, __entry->living)
);

/* A hijack was taken back without its client; after its state has changed. */
TRACE_EVENT(dyn_syscall_rescue,
	TP_PROTO(const struct entry *e, int why),
	TP_ARGS(e, why),
	TP_STRUCT__entry(
		ENTRY_FIELDS
		ENTRY_NAME(e)
		__field(int, why)
		__array(char, owner, MODULE_NAME_LEN)
	),
	TP_fast_assign(
		ENTRY_ASSIGN(e);
		__entry->why = why;
		strscpy(__entry->owner, entry_owner_name(e), MODULE_NAME_LEN);
	),
	TP_printk(ENTRY_FMT " why=%s owner=%s", ENTRY_ARGS,
		  show_rescue(__entry->why), __entry->owner)
);

/* A caller has tried the gate; for every call. */
TRACE_EVENT_FN_COND(dyn_syscall_read_trylock,
	TP_PROTO(const struct entry *e, bool granted, int why),
	TP_ARGS(e, granted, why),
	TP_CONDITION(!trampoline_on_trial),
	TP_STRUCT__entry(
		ENTRY_FIELDS
		__field(u8, granted)
		__field(u8, why)
		ENTRY_NAME(e)
	),
	TP_fast_assign(
		ENTRY_ASSIGN(e);
		__entry->granted = granted;
		__entry->why = why;
	),
	TP_printk(ENTRY_FMT " granted=%d why=%s", ENTRY_ARGS,
		  __entry->granted, show_why(__entry->why)),
	entry_trace_on, entry_trace_off
);

/* The handler is about to run; the caller is inside. */
TRACE_EVENT_FN_COND(dyn_syscall_enter,
	TP_PROTO(const struct registration *r, const struct pt_regs *regs),
	TP_ARGS(r, regs),
	TP_CONDITION(!trampoline_on_trial),
	TP_STRUCT__entry(
		CALL_FIELDS(r)
		__array(unsigned long, args, 6)
	),
	TP_fast_assign(
		CALL_ASSIGN(r);
		dyn_syscall_arguments(regs, __entry->args);
	),
	TP_printk(ENTRY_FMT " args=(%lx, %lx, %lx, %lx, %lx, %lx)", ENTRY_ARGS,
		  __entry->args[0], __entry->args[1], __entry->args[2],
		  __entry->args[3], __entry->args[4], __entry->args[5]),
	entry_trace_on, entry_trace_off
);

/* The handler has returned; the caller is still inside. */
TRACE_EVENT_FN_COND(dyn_syscall_exit,
	TP_PROTO(const struct registration *r, long ret, u64 ns),
	TP_ARGS(r, ret, ns),
	TP_CONDITION(!trampoline_on_trial),
	TP_STRUCT__entry(
		CALL_FIELDS(r)
		__field(long, ret)
		__field(u64, ns)
	),
	TP_fast_assign(
		CALL_ASSIGN(r);
		__entry->ret = ret;
		__entry->ns = ns;
	),
	TP_printk(ENTRY_FMT " ret=%ld ns=%llu", ENTRY_ARGS, __entry->ret,
		  __entry->ns),
	entry_trace_on, entry_trace_off
);

/* The original that a handler has called has returned. */
TRACE_EVENT(dyn_syscall_original,
	TP_PROTO(const struct entry *e, long ret, u64 ns),
	TP_ARGS(e, ret, ns),
	TP_STRUCT__entry(
		ENTRY_FIELDS
		REGISTRATION_FIELD
		ENTRY_NAME(e)
		__field(long, ret)
		__field(u64, ns)
	),
	TP_fast_assign(
		REGISTRATION_ASSIGN(e);
		__entry->ret = ret;
		__entry->ns = ns;
	),
	TP_printk(ENTRY_FMT " ret=%ld ns=%llu", ENTRY_ARGS, __entry->ret,
		  __entry->ns)
);

/* A caller is refused: the trampoline returns -ENOSYS. */
TRACE_EVENT_CONDITION(dyn_syscall_enosys,
	TP_PROTO(const struct entry *e, int why, const struct pt_regs *regs),
	TP_ARGS(e, why, regs),
	TP_CONDITION(!trampoline_on_trial),
	TP_STRUCT__entry(
		ENTRY_FIELDS
		__field(u8, why)
		ENTRY_NAME(e)
		__array(unsigned long, args, 6)
	),
	TP_fast_assign(
		ENTRY_ASSIGN(e);
		__entry->why = why;
		dyn_syscall_arguments(regs, __entry->args);
	),
	TP_printk(ENTRY_FMT " why=%s args=(%lx, %lx, %lx, %lx, %lx, %lx)",
		  ENTRY_ARGS, show_why(__entry->why),
		  __entry->args[0], __entry->args[1], __entry->args[2],
		  __entry->args[3], __entry->args[4], __entry->args[5])
);

/* A caller gets the original instead of -ENOSYS. */
TRACE_EVENT_CONDITION(dyn_syscall_fallback,
	TP_PROTO(const struct entry *e, int why),
	TP_ARGS(e, why),
	TP_CONDITION(!trampoline_on_trial),
	TP_STRUCT__entry(
		ENTRY_FIELDS
		__field(u8, why)
		ENTRY_NAME(e)
	),
	TP_fast_assign(
		ENTRY_ASSIGN(e);
		__entry->why = why;
	),
	TP_printk(ENTRY_FMT " why=%s", ENTRY_ARGS, show_why(__entry->why))
);

/* Removal has tried the write lock; for every attempt, under entry_mutex. */
TRACE_EVENT(dyn_syscall_write_trylock,
	TP_PROTO(const struct entry *e, bool granted, u64 living,
		 unsigned int attempt, u64 waited_ns),
	TP_ARGS(e, granted, living, attempt, waited_ns),
	TP_STRUCT__entry(
		ENTRY_FIELDS
		ENTRY_NAME(e)
		__field(int, granted)
		__field(u64, living)
		__field(unsigned int, attempt)
		__field(u64, waited_ns)
	),
	TP_fast_assign(
		ENTRY_ASSIGN(e);
		__entry->granted = granted;
		__entry->living = living;
		__entry->attempt = attempt;
		__entry->waited_ns = waited_ns;
	),
	TP_printk(ENTRY_FMT " granted=%d living=%llu attempt=%u waited_ns=%llu",
		  ENTRY_ARGS, __entry->granted, __entry->living,
		  __entry->attempt, __entry->waited_ns)
);

/* A write attempt has failed. Names one caller inside; pid 0 if none was found. */
TRACE_EVENT(dyn_syscall_eagain,
	TP_PROTO(const struct entry *e, u64 living, unsigned int attempt,
		 pid_t pid, const char *comm),
	TP_ARGS(e, living, attempt, pid, comm),
	TP_STRUCT__entry(
		ENTRY_FIELDS
		ENTRY_NAME(e)
		__field(u64, living)
		__field(unsigned int, attempt)
		__field(pid_t, pid)
		__array(char, comm, TASK_COMM_LEN)
	),
	TP_fast_assign(
		ENTRY_ASSIGN(e);
		__entry->living = living;
		__entry->attempt = attempt;
		__entry->pid = pid;
		memcpy(__entry->comm, comm, TASK_COMM_LEN);
	),
	TP_printk(ENTRY_FMT " living=%llu attempt=%u pid=%d comm=%s",
		  ENTRY_ARGS, __entry->living, __entry->attempt, __entry->pid,
		  __entry->comm)
);

#endif /* DYN_SYSCALL_TRACEPOINTS_H */

/* Found through -I$(src), see Kbuild. */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE tracepoints
#include <trace/define_trace.h>
