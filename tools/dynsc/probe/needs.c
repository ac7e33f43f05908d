// SPDX-License-Identifier: GPL-2.0
/*
 * What the module relies on. doc/kernels.md has the same in prose, with what would
 * break it; what only building the module can show is only there.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "libdynsc/memory.h"
#include "needs.h"

enum how {
	CONFIG,		/* an option; "!": that is not set */
	EXPORTED,	/* a symbol, to modules */
	FUNCTION,	/* by its name, whatever the compiler has added */
	VERSION,	/* of the kernel: see is_since() */
};

enum { BOTH, X86, ARM64 };

/*
 * Any one of several names, separated by "|", is enough. The case
 * probe-exports compares the exported symbols with the built module: each
 * that it uses is here, or is exported by all kernels that support modules.
 */
static const struct need {
	enum how how;
	bool must;
	int arch;
	const char *names, *purpose, *since;
	const char *with;	/* only if that option is set */
} needs[] = {
#define NEED(is_must, kind, where, any, use, ...) \
	{ .how = kind, .must = is_must, .arch = where, .names = any, .purpose = use, ##__VA_ARGS__ }
#define MUST(...)	NEED(true, __VA_ARGS__)
#define MAY(...)	NEED(false, __VA_ARGS__)
	MUST(CONFIG, BOTH, "MODULES", "loading a module"),
	MUST(CONFIG, BOTH, "KALLSYMS", "reading what the dispatch leads to"),
	MUST(CONFIG, BOTH, "KPROBES", "finding the dispatch by its name"),
	MUST(CONFIG, BOTH, "ARCH_HAS_SYSCALL_WRAPPER",
	     "handlers that get the registers", .since = "4.17; arm64 4.19"),
	MUST(CONFIG, BOTH, "SMP", "seeing whether a task is on a CPU"),
	MUST(CONFIG, BOTH, "SYSCTL", "the number files"),
	MUST(CONFIG, BOTH, "TASKS_RCU|!PREEMPTION",
	     "unloading the module, which waits for tasks in its text", .since = "3.18"),
	MUST(CONFIG, BOTH, "!MODULE_SIG_FORCE",
	     "loading a module not signed by the kernel's vendor"),
	MUST(CONFIG, X86, "!UNWINDER_GUESS",
	     "seeing from its stack whether a task is inside", .since = "4.9"),
	MUST(CONFIG, ARM64, "FRAME_POINTER", "seeing from its stack whether a task is inside"),
	MAY(CONFIG, BOTH, "DEBUG_FS", "the views in /sys/kernel/debug/dyn_syscall"),
	MAY(CONFIG, BOTH, "EVENT_TRACING", "the events", .since = "4.1"),
	MAY(CONFIG, BOTH, "KALLSYMS_ALL", "finding sys_call_table, where it is what dispatches"),
	MUST(EXPORTED, BOTH, "register_kprobe", "finding the dispatch by its name"),
	MUST(EXPORTED, BOTH, "unregister_kprobe", "the same"),
	MUST(EXPORTED, BOTH, "sprint_symbol", "reading what the dispatch leads to"),
	MUST(EXPORTED, X86, "arch_static_call_transform", "redirecting a site", .since = "5.10"),
	MUST(EXPORTED, X86, "__static_call_update", "the trampolines of slots", .since = "5.10"),
	MUST(EXPORTED, BOTH, "vmap", "redirecting a row of the table"),
	MUST(EXPORTED, BOTH, "vunmap", "the same"),
	MUST(EXPORTED, BOTH, "vm_unmap_aliases", "the same"),
	MUST(EXPORTED, BOTH, "copy_from_kernel_nofault",
	     "seeing whether it is the table, finding who is inside", .since = "5.8"),
	MUST(EXPORTED, BOTH, "synchronize_rcu", "closing a gate"),
	MUST(EXPORTED, BOTH, "synchronize_rcu_tasks",
	     "unloading the module", .since = "3.18", .with = "TASKS_RCU"),
	MUST(EXPORTED, X86, "__unwind_start",
	     "seeing from its stack whether a task is inside", .since = "4.9"),
	MUST(EXPORTED, X86, "unwind_next_frame", "the same", .since = "4.9"),
	MUST(EXPORTED, X86, "unwind_get_return_address", "the same", .since = "4.9"),
	MUST(EXPORTED, BOTH, "init_task", "finding who is inside"),
	MUST(EXPORTED, BOTH, "smp_call_function_single", "the same"),
	MUST(EXPORTED, BOTH, "__irq_regs", "the same"),
	MAY(VERSION, X86, "6.12|6.1.192",
	    "redirecting conditional jumps, which clang makes", .since = "6.12, 6.1.192"),
	MUST(VERSION, BOTH, "5.11|5.10.162",
	     "handing calls back to the kernel", .since = "5.11, 5.10.162"),
	MUST(EXPORTED, BOTH, "default_wake_function", "handing calls back to the kernel"),
	MUST(EXPORTED, BOTH, "iterate_fd",
	     "seeing whether a program would notice that its call is handed back"),
	MAY(FUNCTION, BOTH, "pipe_read|anon_pipe_read",
	    "handing back readers of a pipe by default"),
	MAY(FUNCTION, BOTH, "n_tty_read", "the same, readers of a terminal"),
	MAY(FUNCTION, BOTH, "do_wait", "the same, waits for a process"),
	MAY(FUNCTION, BOTH, "do_nanosleep", "the same, sleepers"),
	MAY(FUNCTION, BOTH, "poll_schedule_timeout|do_poll|do_sys_poll", "the same, poll()"),
	MAY(FUNCTION, BOTH, "poll_schedule_timeout|do_select", "the same, select()"),
	MAY(FUNCTION, BOTH, "futex_wait_queue|futex_wait_queue_me|futex_do_wait",
	    "the same, waits for a futex"),
	MUST(EXPORTED, BOTH, "register_module_notifier", "removing what an unloaded client left"),
	MUST(EXPORTED, BOTH, "register_sysctl_sz|register_sysctl",
	     "the number files", .since = "6.6 or 3.4"),
	MUST(EXPORTED, BOTH, "proc_dointvec", "the same"),
	MUST(EXPORTED, BOTH, "queue_delayed_work_on", "the same"),
	MUST(EXPORTED, BOTH, "wait_woken", "the same"),
	MUST(EXPORTED, BOTH, "add_taint", "the parameter taint"),
	MUST(EXPORTED, BOTH, "cgroup_get_from_path", "a scope", .with = "CGROUPS"),
	MUST(EXPORTED, BOTH, "register_die_notifier",
	     "taking a hijack back when its handler has crashed"),
	MUST(EXPORTED, BOTH, "irq_work_queue", "the same"),
	MUST(EXPORTED, BOTH, "irq_work_sync", "the same"),
	MUST(EXPORTED, BOTH, "timer_reduce", "the end of a probation", .since = "4.16"),
	MUST(EXPORTED, BOTH, "timer_delete_sync", "the same"),
	MUST(EXPORTED, BOTH, "register_sysrq_key", "SysRq, which takes all hijacks back",
	     .with = "MAGIC_SYSRQ"),
	MAY(EXPORTED, BOTH, "__tracepoint_error_report_end",
	    "taking a hijack back when its handler warns", .since = "5.17"),
	MUST(EXPORTED, BOTH, "debugfs_create_file|debugfs_create_file_full",
	     "the views in /sys/kernel/debug/dyn_syscall", .since = "4.x or 6.13",
	     .with = "DEBUG_FS"),
	MUST(EXPORTED, BOTH, "trace_event_reg",
	     "the events", .since = "4.1", .with = "EVENT_TRACING"),
	MUST(VERSION, BOTH, "5.4", "the calls for clients, in a namespace", .since = "5.4"),
};

const char * const state_names[] = {
	[STATE_OK] = "ok",
	[STATE_MISSING] = "missing",
	[STATE_UNKNOWN] = "unknown",
};

static void add(struct findings *f, enum state is, bool must, char *what,
		const char *purpose, const char *since)
{
	f->list = dynsc_must_grow(f->list, f->count, sizeof(*f->list));
	f->list[f->count++] = (struct finding){ is, must, what, purpose, since };
}

static void add_if(struct findings *f, bool there, bool must, const char *what,
		   const char *purpose)
{
	add(f, there ? STATE_OK : STATE_MISSING, must, dynsc_text("%s", what), purpose, NULL);
}

/* Whether the compiler has kept a function, perhaps as NAME.constprop.0. */
static bool has_function(const struct kernel *k, const char *name)
{
	size_t length = strlen(name), i;

	for (i = 0; i < k->symbols.count; i++) {
		const char *other = k->symbols.list[i].name;

		if (!strncmp(other, name, length) && (!other[length] || other[length] == '.'))
			return true;
	}
	return false;
}

/* That version or a later one; with three parts, of that line only. */
static bool is_since(__u32 version, const char *text)
{
	unsigned int a, b, c;

	if (sscanf(text, "%u.%u.%u", &a, &b, &c) == 3)
		return version >= VERSION_CODE(a, b, c) && version < VERSION_CODE(a, b + 1, 0);
	return version >= VERSION_CODE(a, b, 0);
}

static bool is_known(const struct kernel *k, enum how how)
{
	switch (how) {
	case CONFIG:
		return k->config.at;
	case EXPORTED:
		return kernel_exports_known(k);
	case FUNCTION:
		return k->symbols.count;
	default:
		return k->version;
	}
}

static bool is_there(const struct kernel *k, enum how kind, const char *name)
{
	switch (kind) {
	case CONFIG:
		return *name == '!' ? kernel_config(k, name + 1) == 'n' :
				      kernel_config(k, name) != 'n';
	case EXPORTED:
		return kernel_exports(k, name);
	case FUNCTION:
		return has_function(k, name);
	default:
		return is_since(k->version, name);
	}
}

/* As in "CONFIG_A or no CONFIG_B", "a() or b()". */
static char *append(enum how how, char *text, const char *name)
{
	bool no = how == CONFIG && *name == '!';
	const char *before = how == CONFIG ? "CONFIG_" : how == VERSION && !text ? "Linux " : "";
	char *whole = dynsc_text("%s%s%s%s%s%s", text ?: "", text ? " or " : "", no ? "no " : "",
				 before, name + no, how == FUNCTION ? "()" : "");

	free(text);
	return whole;
}

static void find(struct findings *f, const struct kernel *k, const struct need *need)
{
	enum state state = is_known(k, need->how) ? STATE_MISSING : STATE_UNKNOWN;
	char *names = dynsc_text("%s", need->names), *name, *rest = NULL, *what = NULL;

	for (name = strtok_r(names, "|", &rest); name; name = strtok_r(NULL, "|", &rest)) {
		if (state == STATE_MISSING && is_there(k, need->how, name))
			state = STATE_OK;
		what = append(need->how, what, name);
	}
	free(names);
	if (need->how == EXPORTED) {
		name = what;
		what = dynsc_text("%s, exported", name);
		free(name);
	}
	add(f, state, need->must, what, need->purpose, need->since);
}

/* Whether this kernel needs it. */
static bool applies(const struct kernel *k, const struct need *need)
{
	return (need->arch != X86 || !strcmp(k->arch, "x86_64")) &&
	       (need->arch != ARM64 || !strcmp(k->arch, "aarch64")) &&
	       (!need->with || kernel_config(k, need->with) != 'n');
}

/* How the kernel gets from a number to a function, by the names alone. */
static const char *dispatch_by_name(const struct kernel *k)
{
	if (!strcmp(k->arch, "x86_64") && symbols_have(&k->symbols, "x64_sys_call"))
		return "switch";
	if (symbols_have(&k->symbols, "sys_call_table") ||
	    (!strcmp(k->arch, "aarch64") && symbols_have(&k->symbols, "do_el0_svc")))
		return "table";
	return NULL;
}

static void find_dispatch(struct findings *f, const struct kernel *k)
{
	const char *dispatch = k->no_sites ? dispatch_by_name(k) : k->sites.dispatch;
	const char *what = "x64_sys_call or sys_call_table", *since = NULL;
	enum state state = k->symbols.count ? STATE_MISSING : STATE_UNKNOWN;

	if (dispatch) {
		state = STATE_OK;
		what = "sys_call_table, a table";
	}
	if (dispatch && !strcmp(dispatch, "switch")) {
		what = "x64_sys_call, a switch";
		since = "6.9, 6.6.27, 6.1.86";
	}
	add(f, state, true, dynsc_text("%s", what), "the dispatch, by switch or by table", since);
}

static void find_sites(struct findings *f, const struct kernel *k)
{
	enum state state = k->no_sites ? STATE_UNKNOWN : k->sites.fails ? STATE_MISSING : STATE_OK;
	const char *why = k->no_sites ?: k->sites.fails;

	if (!k->no_sites && !k->sites.dispatch)
		return;
	add(f, state, true, dynsc_text(why ? "sites of numbers (%s)" : "sites of numbers", why),
	    "redirecting numbers", NULL);
	if (why)
		return;
	add_if(f, !sites_refused(&k->sites), false, "a site for each number",
	       "redirecting all numbers");
	add_if(f, sites_unused(&k->sites), false, "numbers that lead to sys_ni_syscall",
	       "dynamic calls");
}

/* Whether a file can be read and contains a text. */
static bool file_has(const char *path, const char *text)
{
	struct bytes b;
	bool has;

	if (!bytes_read(&b, path))
		return false;
	has = strstr(b.at, text);
	bytes_free(&b);
	return has;
}

/* Which modules the running kernel lets be loaded, and built. */
static void find_loading(struct findings *f, const struct kernel *k)
{
	static const char lockdown[] = "/sys/kernel/security/lockdown";
	char *makefile = dynsc_text("%s/Makefile", k->tree);

	add_if(f, !file_has(lockdown, "[") || file_has(lockdown, "[none]"), true, "no lockdown",
	       "loading a module not signed with a key of the kernel");
	add_if(f, !file_has("/sys/module/module/parameters/sig_enforce", "Y"), true,
	       "no enforced signatures", "the same");
	add_if(f, !file_has("/proc/sys/kernel/modules_disabled", "1"), true,
	       "kernel.modules_disabled = 0", "loading a module");
	add_if(f, !access(makefile, F_OK), false, k->tree, "building the module here: the headers");
	free(makefile);
}

void needs_find(struct findings *f, const struct kernel *k)
{
	bool known = !strcmp(k->arch, "x86_64") || !strcmp(k->arch, "aarch64");
	char *what;
	size_t i;

	*f = (struct findings){ 0 };
	what = dynsc_text("%s, of x86_64 or aarch64", k->arch);
	add_if(f, known, true, what, "the dispatch");
	free(what);
	find_dispatch(f, k);
	find_sites(f, k);
	for (i = 0; i < ARRAY_SIZE(needs); i++)
		if (applies(k, &needs[i]))
			find(f, k, &needs[i]);
	if (k->running)
		find_loading(f, k);
}

size_t needs_count(const struct findings *f, enum state state)
{
	size_t i, n = 0;

	for (i = 0; i < f->count; i++)
		n += f->list[i].must && f->list[i].state == state;
	return n;
}

void needs_print_exports(const struct kernel *k)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needs); i++)
		if (needs[i].how == EXPORTED && applies(k, &needs[i]))
			puts(needs[i].names);
}
