// SPDX-License-Identifier: GPL-2.0
/*
 * Injects errors, delays and signals into the calls of a cgroup. "dynsc inject" uses it.
 *
 * Shows handlers before the original (DYN_SYSCALL_BEFORE), a scope, registrations that
 * come and go while the module is loaded, one handler for many numbers, and an event of
 * a client's own.
 *
 * To try it, as root, with dyn_syscall.ko loaded, in build/$(uname -r):
 *
 *   mkdir /sys/fs/cgroup/try
 *   insmod samples/sample_inject.ko cgroup=/try
 *   cd /sys/module/sample_inject/parameters
 *   echo 'openat:257 error=28 path=1:*.txt; read:0 delay=1000000 every=10' >rules
 *   sh -c 'echo $$ >/sys/fs/cgroup/try/cgroup.procs; cat a.txt'
 *	cat: a.txt: No space left on device
 *   cat /sys/kernel/debug/sample_inject/counts
 *   echo >rules				(none)
 *   rmmod sample_inject
 *
 * The parameter rules holds all rules, separated by semicolons or newlines, one for each
 * call at most. Writing it replaces them; if one is bad, nothing has changed. A rule is
 * NAME:NUMBER and some of
 *
 *   error=ERRNO  signal=NUMBER  delay=NANOSECONDS	what is injected: at least one
 *   path=ARGUMENT:GLOB		only if this argument, from 0, is a path that matches
 *   file=ARGUMENT:GLOB		only if the path of this file descriptor matches
 *   skip=N			not the first N calls
 *   every=N			then only each Nth
 *   probability=MILLIONTHS  seed=N	of these; which ones follows from the seed
 *   times=N			at most N
 *
 * In a GLOB, blanks, semicolons and backslashes are written \x20, \x3b and \x5c.
 *
 * A call is delayed first, then the signal is sent. With an error it ends there; without
 * one the original follows. A signal for the caller, the freezer or the end of the rule
 * ends a delay early, and the call goes on: the original then does what it always does
 * with a signal pending, so no program sees an EINTR that the call would not return.
 *
 * Over 400 lines: the comment above is the manual of the rules.
 */

#include <linux/debugfs.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/glob.h>
#include <linux/hash.h>
#include <linux/hashtable.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>
#include <linux/unistd.h>
#include <linux/wait.h>
#include "dyn_syscall.h"

#define CREATE_TRACE_POINTS
#include "sample_inject.h"

#define MILLION		1000000
#define PREFIX		"inject_"
/* Tasks beyond these share one counter. */
#define MAX_TASKS	1024

enum path_kind { PATH_ANY, PATH_STRING, PATH_FILE };

/* Does not change, except for what counts down and up. */
struct rule {
	struct rule *older;		/* that it has replaced, and calls may still use */
	char name[DYN_SYSCALL_NAME_LEN];
	u64 error, signal, delay;
	u64 skip, every, probability, seed, times;
	enum path_kind path;
	unsigned int argument;
	char glob[256];
	atomic64_t matched, left;
	bool gone;
};

/* Of one task, or of several. */
struct count {
	struct hlist_node node;
	struct pid *pid;
	char comm[TASK_COMM_LEN];
	atomic64_t calls, injected;
};

/* A number that there is or was a rule for. Its counters stay until the end. */
struct target {
	struct rule *rule;		/* NULL: none */
	struct rule *old;		/* freed when no call is inside */
	struct dyn_syscall call;
	char name[DYN_SYSCALL_NAME_LEN];
	spinlock_t lock;		/* for adding a count */
	unsigned int tasks;
	struct count others;		/* of tasks without one of their own */
	DECLARE_HASHTABLE(counts, 8);
};

/* Set before the number is registered. */
static struct target *targets[NR_syscalls];

/* Callers that are delayed, until their rule is gone. */
static DECLARE_WAIT_QUEUE_HEAD(delayed);

static char *cgroup;
module_param(cgroup, charp, 0400);
MODULE_PARM_DESC(cgroup, "whose calls are injected: a path from the root of the v2 hierarchy (required)");

static struct hlist_head *counts_of(struct target *target, struct pid *pid)
{
	return &target->counts[hash_ptr(pid, HASH_BITS(target->counts))];
}

/* The task's counters, or NULL. */
static struct count *find_count(struct target *target, struct pid *pid)
{
	struct count *count;

	/* None is freed while a call is inside. */
	hlist_for_each_entry_rcu(count, counts_of(target, pid), node, true)
		if (count->pid == pid)
			break;
	return count;
}

static struct count *add_count(struct target *target, struct pid *pid)
{
	struct count *count;

	if (READ_ONCE(target->tasks) >= MAX_TASKS)
		return &target->others;
	count = kzalloc(sizeof(*count), GFP_KERNEL);
	if (!count)
		return &target->others;
	/* With a reference no other task can have the same address. */
	count->pid = get_pid(pid);
	spin_lock(&target->lock);
	target->tasks++;
	hlist_add_head_rcu(&count->node, counts_of(target, pid));
	spin_unlock(&target->lock);
	return count;
}

/* Below a million, evenly: splitmix64. The same for the same seed and call. */
static u64 draw(const struct rule *rule, u64 call)
{
	u64 z = rule->seed + call * 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (z ^ (z >> 31)) % MILLION;
}

/* The number of a call that is to be injected, or 0. */
static __always_inline u64 choose(struct rule *rule)
{
	u64 call = atomic64_inc_return(&rule->matched);

	if (call <= rule->skip)
		return 0;
	if (rule->every > 1 && (call - rule->skip) % rule->every)
		return 0;
	if (rule->probability && draw(rule, call) >= rule->probability)
		return 0;
	if (rule->times && atomic64_dec_if_positive(&rule->left) < 0)
		return 0;
	return call;
}

static const char *path_of(const struct rule *rule, unsigned long argument, char *text)
{
	const char *path;
	struct file *file;
	long len;

	if (rule->path == PATH_STRING) {
		len = strncpy_from_user(text, (const char __user *)argument, PATH_MAX);
		return len < 0 || len == PATH_MAX ? NULL : text;
	}
	file = fget_raw(argument);
	if (!file)
		return NULL;
	path = file_path(file, text, PATH_MAX);
	fput(file);
	return IS_ERR(path) ? NULL : path;
}

static bool matches(const struct rule *rule, const struct pt_regs *regs)
{
	unsigned long args[6];
	const char *path;
	bool good;
	char *text;

	text = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!text)
		return false;
	dyn_syscall_arguments(regs, args);
	path = path_of(rule, args[rule->argument], text);
	good = path && glob_match(rule->glob, path);
	kfree(text);
	return good;
}

/* May sleep. */
static noinline long inject_into(struct target *target, struct count *count, struct rule *rule,
				 const struct pt_regs *regs, int nr, u64 call)
{
	if (rule->path != PATH_ANY && matches(rule, regs))
		call = choose(rule);
	if (!call)
		return DYN_SYSCALL_PASS;
	trace_dyn_syscall_inject(nr, target->name + strlen(PREFIX), call, rule->error,
				 rule->delay, rule->signal);
	atomic64_inc(&count->injected);
	if (rule->delay)
		wait_event_interruptible_hrtimeout(delayed, READ_ONCE(rule->gone),
						   ns_to_ktime(rule->delay));
	if (rule->signal)
		send_sig(rule->signal, current, 0);
	return rule->error ? -(long)rule->error : DYN_SYSCALL_PASS;
}

static __always_inline long inject_counted(struct target *target, struct count *count,
					   const struct pt_regs *regs, int nr)
{
	struct rule *rule = READ_ONCE(target->rule);
	u64 call = 0;

	atomic64_inc(&count->calls);
	memcpy(count->comm, current->comm, sizeof(count->comm));
	/* Not freed while a call is inside. */
	if (!rule)
		return DYN_SYSCALL_PASS;
	if (rule->path == PATH_ANY) {
		call = choose(rule);
		if (!call)
			return DYN_SYSCALL_PASS;
	}
	return inject_into(target, count, rule, regs, nr, call);
}

static noinline long inject_first(struct target *target, const struct pt_regs *regs, int nr)
{
	return inject_counted(target, add_count(target, task_pid(current)), regs, nr);
}

/*
 * The handler of all numbers. A call that is not injected should hardly notice it: on
 * its way there is no other function, so nothing is saved.
 */
static long inject(const struct pt_regs *regs)
{
	int nr = syscall_get_nr(current, (struct pt_regs *)regs);
	struct target *target = nr >= 0 && nr < NR_syscalls ? READ_ONCE(targets[nr]) : NULL;
	struct count *count;

	if (!target)
		return DYN_SYSCALL_PASS;
	count = find_count(target, task_pid(current));
	return count ? inject_counted(target, count, regs, nr) : inject_first(target, regs, nr);
}

static const struct {
	const char *name;
	size_t offset;
	u64 max;
} values[] = {
	{ "error", offsetof(struct rule, error), MAX_ERRNO },
	{ "signal", offsetof(struct rule, signal), _NSIG },
	{ "delay", offsetof(struct rule, delay), KTIME_MAX / 2 },
	{ "skip", offsetof(struct rule, skip), S64_MAX },
	{ "every", offsetof(struct rule, every), S64_MAX },
	{ "probability", offsetof(struct rule, probability), MILLION },
	{ "seed", offsetof(struct rule, seed), U64_MAX },
	{ "times", offsetof(struct rule, times), S64_MAX },
};

/* ARGUMENT:GLOB */
static int parse_path(struct rule *rule, enum path_kind kind, char *text)
{
	char *glob = strchr(text, ':');

	if (!glob || rule->path != PATH_ANY)
		return -EINVAL;
	*glob++ = 0;
	if (kstrtouint(text, 10, &rule->argument) || rule->argument > 5)
		return -EINVAL;
	string_unescape_inplace(glob, UNESCAPE_HEX);
	if (!*glob || strscpy(rule->glob, glob, sizeof(rule->glob)) < 0)
		return -EINVAL;
	rule->path = kind;
	return 0;
}

static int parse_value(struct rule *rule, char *word)
{
	char *text = strchr(word, '=');
	size_t i;
	u64 *to;

	if (!text)
		return -EINVAL;
	*text++ = 0;
	if (!strcmp(word, "path"))
		return parse_path(rule, PATH_STRING, text);
	if (!strcmp(word, "file"))
		return parse_path(rule, PATH_FILE, text);
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		if (strcmp(word, values[i].name))
			continue;
		to = (void *)rule + values[i].offset;
		return kstrtou64(text, 10, to) || *to > values[i].max ? -EINVAL : 0;
	}
	return -EINVAL;
}

/* NAME:NUMBER VALUE... */
static int parse_rule(struct rule *rule, char *text, int *nr)
{
	char *word = strsep(&text, " \t"), *number = strchr(word, ':');

	if (!number)
		return -EINVAL;
	*number++ = 0;
	if (kstrtoint(number, 10, nr) || *nr < 0 || *nr >= NR_syscalls ||
	    snprintf(rule->name, sizeof(rule->name), PREFIX "%s", word) >= sizeof(rule->name))
		return -EINVAL;
	while ((word = strsep(&text, " \t")))
		if (*word && parse_value(rule, word))
			return -EINVAL;
	if (!rule->error && !rule->signal && !rule->delay)
		return -EINVAL;
	/* They never return. */
	if (rule->error && (*nr == __NR_exit || *nr == __NR_exit_group))
		return -EINVAL;
	atomic64_set(&rule->left, rule->times);
	return 0;
}

static int parse_rules(struct rule **rules, char *text)
{
	struct rule *rule;
	char *line;
	int nr, err;

	while ((line = strsep(&text, ";\n"))) {
		line = strim(line);
		if (!*line)
			continue;
		rule = kzalloc(sizeof(*rule), GFP_KERNEL);
		if (!rule)
			return -ENOMEM;
		err = parse_rule(rule, line, &nr);
		if (!err && rules[nr])
			err = -EINVAL;
		if (err) {
			kfree(rule);
			return err;
		}
		rules[nr] = rule;
	}
	return 0;
}

static void free_rules(struct rule *rule)
{
	struct rule *older;

	for (; rule; rule = older) {
		older = rule->older;
		kfree(rule);
	}
}

/* Give the number back. Then no call is inside. */
static void restore(struct target *target)
{
	dyn_syscall_unregister(&target->call, 1);
	free_rules(target->old);
	target->old = NULL;
}

static int hijack(int nr, const struct rule *rule)
{
	struct target *target = targets[nr];

	if (!target) {
		target = kzalloc(sizeof(*target), GFP_KERNEL);
		if (!target)
			return -ENOMEM;
		spin_lock_init(&target->lock);
		hash_init(target->counts);
		target->call = (struct dyn_syscall){
			.name = target->name, .handler = inject, .nr = nr, .hijack = true,
			.flags = DYN_SYSCALL_BEFORE, .cgroup = cgroup,
		};
		strscpy(target->name, rule->name, sizeof(target->name));
		/* Pairs with READ_ONCE() of its readers: what it points to is complete. */
		smp_store_release(&targets[nr], target);
	}
	/* Its gate was opened when it was registered; only a rescue makes another error of it. */
	if (target->call.registration && syscall_unlock(target->name, nr) == -EBADF)
		restore(target);
	return target->call.registration ? 0 : dyn_syscall_register(&target->call, 1);
}

/* Replace all rules, and restore what has none any more. */
static void replace_rules(struct rule **rules)
{
	struct target *target;
	struct rule *old;
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		target = targets[nr];
		if (!target)
			continue;
		old = target->rule;
		/* Pairs with READ_ONCE() in inject(): what it points to is complete. */
		smp_store_release(&target->rule, rules[nr]);
		if (old) {
			old->older = target->old;
			target->old = old;
			WRITE_ONCE(old->gone, true);
		}
	}
	wake_up_all(&delayed);
	for (nr = 0; nr < NR_syscalls; nr++) {
		target = targets[nr];
		if (target && target->call.registration && !target->rule)
			restore(target);
	}
}

/* Under kernel_param_lock(). */
static int set_rules(const char *text)
{
	struct rule **rules = kcalloc(NR_syscalls, sizeof(*rules), GFP_KERNEL);
	char *copy = kstrdup(text, GFP_KERNEL);
	int nr, err = -ENOMEM;

	if (!rules || !copy)
		goto free;
	err = parse_rules(rules, copy);
	for (nr = 0; !err && nr < NR_syscalls; nr++)
		if (rules[nr])
			err = hijack(nr, rules[nr]);
	if (!err) {
		replace_rules(rules);
		goto free;
	}
	for (nr = 0; nr < NR_syscalls; nr++) {
		struct target *target = targets[nr];

		kfree(rules[nr]);
		/* Hijacked for nothing. */
		if (target && target->call.registration && !target->rule)
			restore(target);
	}
free:
	kfree(copy);
	kfree(rules);
	return err;
}

/* As last written; until the module's init they wait there. */
static char *rules_text;
static bool ready;

static int rules_set(const char *value, const struct kernel_param *kp)
{
	char *text = kstrdup(value, GFP_KERNEL);
	int err = 0;

	if (!text)
		return -ENOMEM;
	if (ready)
		err = set_rules(text);
	if (!err)
		swap(text, rules_text);
	kfree(text);
	return err;
}

static int rules_get(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%s\n", rules_text ? strim(rules_text) : "");
}

static void rules_free(void *arg)
{
	kfree(rules_text);
}

static const struct kernel_param_ops rules_ops = {
	.set = rules_set,
	.get = rules_get,
	.free = rules_free,
};
module_param_cb(rules, &rules_ops, NULL, 0600);
MODULE_PARM_DESC(rules, "what is injected: NAME:NUMBER error=ERRNO|signal=NUMBER|delay=NANOSECONDS ...; see the first comment of sample_inject.c");

static void show_count(struct seq_file *m, const char *name, const struct count *count)
{
	char comm[TASK_COMM_LEN];

	seq_printf(m, "%s %d %lld %lld ", name, pid_nr(count->pid), atomic64_read(&count->calls),
		   atomic64_read(&count->injected));
	if (count->pid) {
		memcpy(comm, count->comm, sizeof(comm));
		comm[sizeof(comm) - 1] = 0;
		seq_escape(m, comm, "\n\\");
	} else {
		seq_putc(m, '-');
	}
	seq_putc(m, '\n');
}

/* A line for each call and task; pid 0: all other tasks. */
static int counts_show(struct seq_file *m, void *unused)
{
	struct target *target;
	struct count *count;
	int nr, i;

	seq_puts(m, "# call pid calls injected comm\n");
	for (nr = 0; nr < NR_syscalls; nr++) {
		target = READ_ONCE(targets[nr]);
		if (!target)
			continue;
		rcu_read_lock();
		hash_for_each_rcu(target->counts, i, count, node)
			show_count(m, target->name + strlen(PREFIX), count);
		rcu_read_unlock();
		show_count(m, target->name + strlen(PREFIX), &target->others);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counts);

static struct dentry *directory;

/* Nothing is registered, so no call is inside. */
static void free_targets(void)
{
	struct hlist_node *next;
	struct count *count;
	int nr, i;

	for (nr = 0; nr < NR_syscalls; nr++) {
		if (!targets[nr])
			continue;
		hash_for_each_safe(targets[nr]->counts, i, next, count, node) {
			put_pid(count->pid);
			kfree(count);
		}
		kfree(targets[nr]);
	}
}

static int __init sample_inject_init(void)
{
	int err;

	if (!cgroup) {
		pr_err(KBUILD_MODNAME ": cgroup= is missing; without it every process would be injected\n");
		return -EINVAL;
	}
	kernel_param_lock(THIS_MODULE);
	err = set_rules(rules_text ?: "");
	ready = !err;
	kernel_param_unlock(THIS_MODULE);
	if (err) {
		free_targets();
		return err;
	}
	directory = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file("counts", 0400, directory, NULL, &counts_fops);
	return 0;
}

static void __exit sample_inject_exit(void)
{
	static struct rule *none[NR_syscalls];

	debugfs_remove_recursive(directory);
	kernel_param_lock(THIS_MODULE);
	ready = false;
	replace_rules(none);
	kernel_param_unlock(THIS_MODULE);
	free_targets();
}

module_init(sample_inject_init);
module_exit(sample_inject_exit);

MODULE_DESCRIPTION("dyn_syscall sample: injects errors, delays and signals into system calls");
MODULE_AUTHOR("The dyn_syscall developers");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
