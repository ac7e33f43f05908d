// SPDX-License-Identifier: GPL-2.0
/*
 * dynsc inject: injects errors, delays and signals into the system calls of a command.
 *
 * The command runs in a cgroup of its own, the scope of sample_inject's hijacks. The
 * module, the cgroup and, if it was not loaded before, dyn_syscall go when it has ended.
 */

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "calls.h"
#include "cgroup.h"
#include "dynsc.h"
#include "insert.h"
#include "libdynsc/memory.h"
#include "report/table.h"
#include "rules.h"

#define MODULE		"sample_inject"
#define RULES		"/sys/module/" MODULE "/parameters/rules"
#define COUNTS		"/sys/kernel/debug/" MODULE "/counts"

/* Exit status, if it is not COMMAND's. */
enum { NOT_RUN = 125, NO_EXEC = 126, NO_COMMAND = 127 };

static bool change, list_calls;

/* The first signal that was to end this; and what it is passed on to. */
static atomic_int ended_by;
static atomic_int child;

static void on_signal(int number, siginfo_t *info, void *unused)
{
	(void)unused;
	if (!ended_by)
		ended_by = number;
	/* What a terminal sends reaches the command, too. */
	if (child && info->si_code != SI_KERNEL)
		kill(child, number);
}

static void catch_signals(void)
{
	static const int numbers[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		sigaction(numbers[i], &action, NULL);
}

static int print_calls(void)
{
	static const char * const paths[] = { "-", "path", "file" };
	struct table t = { 0 };
	const struct call *call;
	size_t i;

	table_head(&t, "call", "nr", "path");
	for (i = 0; (call = call_at(i)); i++) {
		add_cell(&t, call->name);
		add_cellf(&t, "%d", call->nr);
		add_cell(&t, paths[call->path]);
	}
	table_print(&t, "");
	table_free(&t);
	return DONE;
}

static bool write_rules(const char *rules)
{
	int file = open(RULES, O_WRONLY | O_CLOEXEC);
	ssize_t len = strlen(rules);
	bool good = file >= 0 && write(file, rules, len) == len;

	if (!good && errno == EPERM)
		complain("dyn_syscall is in rescue: write 0 to its parameter rescue first");
	else if (!good && errno == EBUSY)
		complain("one of these calls is hijacked already; see \"dynsc list\"");
	else if (!good && (errno == ENOENT || errno == EOPNOTSUPP))
		complain("this kernel cannot have one of these calls hijacked: %m; see dmesg");
	else if (!good)
		complain(RULES ": %m");
	if (file >= 0)
		close(file);
	return good;
}

static int change_rules(const char *rules)
{
	if (access(RULES, F_OK)) {
		complain("nothing is injected now that could be changed");
		return FAILED;
	}
	return write_rules(rules) ? DONE : FAILED;
}

/* As a shell finds it; in this program, so that the command begins with one execve. */
static char *find_program(const char *name)
{
	const char *path = getenv("PATH") ?: "/usr/sbin:/usr/bin:/sbin:/bin";
	char *all, *rest, *directory, *file;
	struct stat status;

	if (strchr(name, '/'))
		return dynsc_must(strdup(name));
	all = dynsc_must(strdup(path));
	rest = all;
	while ((directory = strsep(&rest, ":"))) {
		file = dynsc_text("%s/%s", *directory ? directory : ".", name);
		if (!access(file, X_OK) && !stat(file, &status) && S_ISREG(status.st_mode)) {
			free(all);
			return file;
		}
		free(file);
	}
	free(all);
	return NULL;
}

/*
 * It waits until it is in the cgroup and has no calls of its own to make from then on
 * but the execve; so why that fails is in shared memory.
 */
static pid_t start(const char *program, char **argv, int go[2], int *error)
{
	pid_t pid = fork();
	char byte;

	if (pid)
		return pid;
	signal(SIGHUP, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	close(go[1]);
	if (read(go[0], &byte, 1) == 1) {
		execv(program, argv);
		*error = errno;
	}
	_exit(NO_EXEC);
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) != pid)
		if (errno != EINTR)
			return NOT_RUN;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int run_command(const struct cgroup *c, const char *program, char **argv)
{
	int *error = mmap(NULL, sizeof(*error), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int go[2], status;
	bool good;
	pid_t pid;

	if (error == MAP_FAILED || pipe2(go, O_CLOEXEC)) {
		complain("%m");
		return NOT_RUN;
	}
	pid = start(program, argv, go, error);
	if (pid < 0) {
		complain("fork: %m");
		return NOT_RUN;
	}
	child = pid;
	good = !ended_by && cgroup_add(c, pid) && write(go[1], "", 1) == 1;
	close(go[0]);
	close(go[1]);
	status = wait_for(pid);
	child = 0;
	if (!good)
		return ended_by ? 128 + ended_by : NOT_RUN;
	if (*error)
		complain("%s: %s", argv[0], strerror(*error));
	return status;
}

struct task {
	char call[64], comm[64];
	int pid;
	unsigned long calls, injected;
};

/* By call; of one call, who was injected most; last the sum of the others. */
static int by_injected(const void *a, const void *b)
{
	const struct task *x = a, *y = b;
	int order = strcmp(x->call, y->call);

	if (order)
		return order;
	if (x->injected != y->injected)
		return x->injected < y->injected ? 1 : -1;
	return x->pid - y->pid;
}

static struct task *read_counts(size_t *n)
{
	FILE *file = fopen(COUNTS, "re");
	struct task *tasks = NULL, t;
	char *line = NULL;
	size_t size = 0;

	*n = 0;
	while (file && getline(&line, &size, file) > 0) {
		if (sscanf(line, "%63s %d %lu %lu %63[^\n]", t.call, &t.pid, &t.calls,
			   &t.injected, t.comm) != 5)
			continue;
		tasks = dynsc_must_grow(tasks, *n, sizeof(*tasks));
		tasks[(*n)++] = t;
	}
	free(line);
	if (file)
		fclose(file);
	qsort(tasks, *n, sizeof(*tasks), by_injected);
	return tasks;
}

static void add_row(struct table *t, const char *call, const char *pid, const char *comm,
		    const unsigned long *counts)
{
	add_cell(t, call);
	add_cell(t, pid);
	add_cell(t, comm);
	add_cellf(t, "%lu", counts[0]);
	add_cellf(t, "%lu", counts[1]);
}

/* A row for the call, one for each task that it was injected for, one for all others. */
static void print_counts(void)
{
	struct table t = { 0 };
	size_t n, first, last, i;
	struct task *tasks = read_counts(&n);
	char pid[16];

	table_head(&t, "call", "pid", "command", "calls", "injected");
	for (first = 0; first < n; first = last) {
		unsigned long all[2] = { 0 }, others[2] = { 0 };

		last = first;
		for (; last < n && !strcmp(tasks[last].call, tasks[first].call); last++) {
			all[0] += tasks[last].calls;
			all[1] += tasks[last].injected;
		}
		add_row(&t, tasks[first].call, "all", "", all);
		for (i = first; i < last; i++) {
			unsigned long counts[2] = { tasks[i].calls, tasks[i].injected };

			if (tasks[i].pid && tasks[i].injected) {
				snprintf(pid, sizeof(pid), "%d", tasks[i].pid);
				add_row(&t, tasks[i].call, pid, tasks[i].comm, counts);
			} else {
				others[0] += counts[0];
				others[1] += counts[1];
			}
		}
		if (others[0])
			add_row(&t, tasks[first].call, "others", "", others);
	}
	/* The command's output is not mixed with it. */
	fflush(stdout);
	if (table_rows(&t) && dup2(STDERR_FILENO, STDOUT_FILENO) >= 0)
		table_print(&t, "");
	fflush(stdout);
	table_free(&t);
	free(tasks);
}

static int run_injected(const char *rules, const char *program, char **argv)
{
	bool mine = !is_loaded(), good = true;
	struct cgroup c = { 0 };
	int status = NOT_RUN;
	char *parameters;

	if (!cgroup_make(&c, dynsc_text("dynsc-inject.%d", getpid())))
		return NOT_RUN;
	parameters = dynsc_text("cgroup=%s", c.path);
	mine = mine && insert_module("dyn_syscall", "", "");
	if (is_loaded() && !ended_by && insert_module(MODULE, "samples/", parameters)) {
		if (access(COUNTS, R_OK)) {
			complain(COUNTS ": %m; is debugfs mounted at /sys/kernel/debug?");
		} else if (write_rules(rules)) {
			status = run_command(&c, program, argv);
			print_counts();
		}
		good = remove_module(MODULE);
	}
	good &= cgroup_remove(&c);
	if (mine)
		good &= remove_module("dyn_syscall");
	if (ended_by && status == NOT_RUN)
		status = 128 + ended_by;
	return status || good ? status : NOT_RUN;
}

static int run(int argc, char **argv)
{
	char *rules, *program;

	if (list_calls)
		return print_calls();
	rules = rules_text();
	if (!rules)
		return USAGE;
	if (change && argc > 1) {
		complain("--change is for a command that runs already, and takes none");
		return USAGE;
	}
	if (!change && argc < 2) {
		complain("which command? It follows --; see \"dynsc inject --help\"");
		return USAGE;
	}
	if (geteuid()) {
		complain("only root may load modules; use sudo");
		return change ? FAILED : NOT_RUN;
	}
	if (change)
		return change_rules(rules);
	if (!access("/sys/module/" MODULE, F_OK)) {
		complain(MODULE " is loaded: another dynsc inject runs, or was killed (then: rmmod "
			 MODULE ")");
		return NOT_RUN;
	}
	program = find_program(argv[1]);
	if (!program) {
		complain("there is no command \"%s\"", argv[1]);
		return NO_COMMAND;
	}
	catch_signals();
	return run_injected(rules, program, argv + 1);
}

static bool set(int key, char *text)
{
	return rules_set(key, text);
}

static void complete(const struct option_row *option, int argc, char **argv)
{
	const struct call *call;
	const char *name;
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--")) {
			puts(COMPLETE_FILES);
			return;
		}
	}
	for (i = 1; option && i < 4096; i++) {
		name = option->key == RULE_ERROR ? rules_error(i) :
		       option->key == RULE_SIGNAL ? rules_signal(i) : NULL;
		if (name)
			puts(name);
	}
	if (option)
		return;
	for (i = 0; (call = call_at(i)); i++)
		puts(call->name);
}

static const struct option_row options[] = {
	{ "error", "NAME", "the call returns this error, such as ENOSPC, and is not made", NULL,
	  RULE_ERROR },
	{ "delay", "TIME", "it is delayed by this time: 5ms, 100us, 2s", NULL, RULE_DELAY },
	{ "signal", "SIG", "the caller is sent this signal: TERM, SIGUSR1, 10", NULL,
	  RULE_SIGNAL },
	{ "path", "GLOB", "only calls whose path matches, as '*.db'", NULL, RULE_PATH },
	{ "skip", "N", "not into the first N calls", NULL, RULE_SKIP },
	{ "every", "N", "only into each Nth call", NULL, RULE_EVERY },
	{ "probability", "P", "only into P percent of the calls", NULL, RULE_PROBABILITY },
	{ "seed", "N", "which calls these are follows from it; default: a random one", NULL,
	  RULE_SEED },
	{ "times", "N", "into N calls at most", NULL, RULE_TIMES },
	{ "change", NULL, "replace the rules of the command that runs", &change, 0 },
	{ "list-calls", NULL, "list the calls, and those that have a path", &list_calls, 0 },
	{ }
};

const struct command cmd_inject = {
	.name = "inject",
	.words = "CALL[,CALL...] OPTION... [CALL... OPTION...] -- COMMAND",
	.does = "inject errors into the calls of a command",
	.about =
"Runs COMMAND, and injects errors, delays or signals into its system calls, and into\n"
"those of all processes that it starts; no other process is touched. Then prints, to\n"
"stderr, how many calls there were and how many were injected, in sum and for each\n"
"task. Needs root, and a cgroup hierarchy of version 2.\n"
"\n"
"Options are about the calls before them. Without --every, --probability and the like,\n"
"each call is injected. With several of them, calls are counted that match --path;\n"
"--skip, --every, --probability and --times follow in this order.\n"
"\n"
"  dynsc inject openat --error ENOSPC --every 10 -- make\n"
"  dynsc inject read,pread64 --delay 5ms --path '*.db' write --error EIO -- ./server\n"
"  dynsc inject --change write --error ENOSPC\n",
	.options = options,
	.status = "that of COMMAND; 125 it was not run, 126 it could not be executed,\n"
"127 there is none; 2 wrong usage. With --change 0, or 1 if nothing was changed.",
	.set = set,
	.word = rules_calls,
	.run = run,
	.complete = complete,
};
