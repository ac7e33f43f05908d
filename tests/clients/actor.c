// SPDX-License-Identifier: GPL-2.0
/*
 * A client that executes the commands of tests: /dev/actor takes one command per
 * write, and the next read of the same open file returns the result, a number or
 * a negative errno. It is a device because a write to a file would hold locks
 * that a hijacked read or write takes, and lockdep would rightly complain.
 *
 *	reg NAME NR HANDLER		hijack NAME NR HANDLER FLAGS
 *	unlock | prep | trylock | unreg | restore | remove NAME NR
 *	drain NAME NR MILLISECONDS FLAGS
 *	kick NAME NR
 *	go				releases the callers that wait in a handler
 *	stop				makes later callers wait
 *	inside				the number of callers that wait in a handler
 *	seen N				argument N of the last call of "args"
 *	race KIND NR THREADS		all register NR at once: how many won
 *	race_name THREADS		all register one name at once: how many won
 *	churn KIND NR HANDLER LOOPS	registers, unlocks, removes; how many rounds
 *	churn_kick NR LOOPS		hijacks, unlocks, drains with kicks, restores
 *
 * NAME may be %null, %empty, %blank, %slash, %dot, %high or %long; HANDLER is
 * one of those below, null or odd.
 */

#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/miscdevice.h>
#include <linux/static_call.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include "dyn_syscall.h"

static DECLARE_WAIT_QUEUE_HEAD(waiters);
static bool go;
static atomic_t inside, came;
static long seen[6];

DYN_SYSCALL_DEFINE0(ret)
{
	return 42;
}

DYN_SYSCALL_DEFINE6(args, int, a, unsigned int, b, short, c, unsigned char, d,
		    long, e, void __user *, f)
{
	seen[0] = a;
	seen[1] = b;
	seen[2] = c;
	seen[3] = d;
	seen[4] = e;
	seen[5] = (__force long)f;
	return 0;
}

DYN_SYSCALL_DEFINE1(first, int, a)
{
	return a;
}

static long pass(const struct pt_regs *regs)
{
	return dyn_syscall_original(regs);
}

static long pass_counted(const struct pt_regs *regs)
{
	atomic_inc(&came);
	return dyn_syscall_original(regs);
}

/* The same, for one number only: that of the last hijack with this handler. */
DEFINE_STATIC_CALL(original, dyn_syscall_original);

static long pass_static(const struct pt_regs *regs)
{
	return static_call(original)(regs);
}

/* Waits; after a signal, it returns like a call that can be restarted. */
DYN_SYSCALL_DEFINE0(block)
{
	int err;

	atomic_inc(&inside);
	err = wait_event_interruptible(waiters, READ_ONCE(go));
	atomic_dec(&inside);
	return err ?: 43;
}

/* Occupies a CPU instead of sleeping. */
DYN_SYSCALL_DEFINE0(spin)
{
	atomic_inc(&inside);
	while (!READ_ONCE(go) && !fatal_signal_pending(current)) {
		cpu_relax();
		cond_resched();
	}
	atomic_dec(&inside);
	return 44;
}

static const struct {
	const char *name;
	dyn_syscall_t fn;
} handlers[] = {
	{ "ret", ret },
	{ "args", args },
	{ "first", first },
	{ "pass", pass },
	{ "pass_static", pass_static },
	{ "block", block },
	{ "spin", spin },
};

static dyn_syscall_t handler_named(const char *name)
{
	int i;

	if (!strcmp(name, "odd"))
		return (dyn_syscall_t)((unsigned long)ret + 1);
	for (i = 0; i < ARRAY_SIZE(handlers); i++)
		if (!strcmp(name, handlers[i].name))
			return handlers[i].fn;
	return NULL;
}

static const char *special_name(const char *name)
{
	static const struct {
		const char *word, *name;
	} special[] = {
		{ "%null", NULL },
		{ "%empty", "" },
		{ "%blank", "a b" },
		{ "%slash", "a/b" },
		{ "%dot", ".." },
		{ "%high", "caf\303\251" },
		{ "%long", "abcdefghijklmnopqrstuvwxyz012345" },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(special); i++)
		if (!strcmp(name, special[i].word))
			return special[i].name;
	return name;
}

/* Several register at once, as nearly as threads can. */
struct racer {
	struct task_struct *task;
	struct completion *start;
	bool hijack;
	char name[DYN_SYSCALL_NAME_LEN];
	int nr;
	int result;
	struct completion done;
};

static int racer_thread(void *arg)
{
	struct racer *r = arg;

	wait_for_completion(r->start);
	r->result = r->hijack ? hijack_syscall(r->name, r->nr, pass) :
				dyn_syscall_reg(r->name, r->nr, ret);
	complete(&r->done);
	return 0;
}

static long race(bool hijack, int nr, const char *name, int threads)
{
	DECLARE_COMPLETION_ONSTACK(start);
	struct racer *racers;
	long won = 0;
	int i, n;

	racers = kcalloc(threads, sizeof(*racers), GFP_KERNEL);
	if (!racers)
		return -ENOMEM;
	for (n = 0; n < threads; n++) {
		struct racer *r = &racers[n];

		r->start = &start;
		r->hijack = hijack;
		r->nr = nr;
		if (name)
			strscpy(r->name, name, sizeof(r->name));
		else
			snprintf(r->name, sizeof(r->name), "racer_%d", n);
		init_completion(&r->done);
		r->task = kthread_run(racer_thread, r, "racer/%d", n);
		if (IS_ERR(r->task))
			break;
	}
	complete_all(&start);
	for (i = 0; i < n; i++)
		wait_for_completion(&racers[i].done);

	for (i = 0; i < n; i++) {
		struct racer *r = &racers[i];

		if (r->result >= 0) {
			won++;
			if (dyn_syscall_remove(r->name, r->result))
				won = -EIO;
		} else if (r->result != -EBUSY) {
			won = r->result;
			break;
		}
	}
	kfree(racers);
	return n == threads ? won : -ENOMEM;
}

static long churn(bool hijack, int nr, dyn_syscall_t fn, int loops)
{
	int i, err;

	for (i = 0; i < loops && !signal_pending(current); i++) {
		err = hijack ? hijack_syscall("churn", nr, fn) :
			       dyn_syscall_reg("churn", nr, fn);
		if (err != nr)
			return err < 0 ? err : -EIO;
		if (i & 1)
			usleep_range(100, 1000);	/* callers meet the locked gate */
		err = syscall_unlock("churn", nr);
		if (err)
			return err;
		usleep_range(100, 2000);
		err = dyn_syscall_remove("churn", nr);
		if (err)
			return err;
	}
	return i;
}

/* Hijacks, and hands back the tasks that sleep inside, in a loop. */
static long churn_kick(int nr, int loops)
{
	int i, looks, err;

	for (i = 0; i < loops && !signal_pending(current); i++) {
		atomic_set(&came, 0);
		err = hijack_syscall_flags("churn", nr, pass_counted, DYN_SYSCALL_FALLBACK);
		if (err != nr)
			return err < 0 ? err : -EIO;
		err = syscall_unlock("churn", nr);
		if (err)
			return err;
		/* Until some have come; on a slow machine that takes a while. */
		looks = 0;
		do {
			usleep_range(5000, 20000);
		} while (atomic_read(&came) < 8 && ++looks < 100);
		err = dyn_syscall_drain_flags("churn", nr, 60 * HZ, DYN_SYSCALL_KICK);
		if (err)
			return err;
		err = restore_syscall("churn", nr);
		if (err)
			return err;
	}
	return i;
}

static long obey(char *line)
{
	char *word[5] = {};
	const char *name;
	long n[5] = {};
	int i;

	for (i = 0; i < ARRAY_SIZE(word); i++) {
		word[i] = strsep(&line, " \t\n");
		if (!word[i])
			word[i] = "";
		else if (kstrtol(word[i], 0, &n[i]))
			n[i] = 0;
	}
	name = special_name(word[1]);

	if (!strcmp(word[0], "reg"))
		return dyn_syscall_reg(name, n[2], handler_named(word[3]));
	if (!strcmp(word[0], "hijack") && !strcmp(word[3], "pass_static"))
		static_call_update(original, dyn_syscall_find_original(n[2]));
	if (!strcmp(word[0], "hijack"))
		return n[4] ? hijack_syscall_flags(name, n[2], handler_named(word[3]), n[4]) :
			      hijack_syscall(name, n[2], handler_named(word[3]));
	if (!strcmp(word[0], "unlock"))
		return syscall_unlock(name, n[2]);
	if (!strcmp(word[0], "prep"))
		return prep_restore_syscall(name, n[2]);
	if (!strcmp(word[0], "trylock"))
		return syscall_trylock(name, n[2]);
	if (!strcmp(word[0], "unreg"))
		return dyn_syscall_unreg(name, n[2]);
	if (!strcmp(word[0], "restore"))
		return restore_syscall(name, n[2]);
	if (!strcmp(word[0], "remove"))
		return dyn_syscall_remove(name, n[2]);
	if (!strcmp(word[0], "drain"))
		return dyn_syscall_drain_flags(name, n[2],
					       msecs_to_jiffies(n[3]), n[4]);
	if (!strcmp(word[0], "kick"))
		return dyn_syscall_kick(name, n[2]);
	if (!strcmp(word[0], "race"))
		return race(!strcmp(word[1], "hijack"), n[2], NULL, n[3]);
	if (!strcmp(word[0], "race_name"))
		return race(false, 0, "same", n[1]);
	if (!strcmp(word[0], "churn"))
		return churn(!strcmp(word[1], "hijack"), n[2],
			     handler_named(word[3]), n[4]);
	if (!strcmp(word[0], "churn_kick"))
		return churn_kick(n[1], n[2]);
	if (!strcmp(word[0], "inside"))
		return atomic_read(&inside);
	if (!strcmp(word[0], "seen") && n[1] >= 0 && n[1] < ARRAY_SIZE(seen))
		return seen[n[1]];
	if (!strcmp(word[0], "go") || !strcmp(word[0], "stop")) {
		WRITE_ONCE(go, !strcmp(word[0], "go"));
		wake_up_all(&waiters);
		return 0;
	}
	return -ENOTTY;
}

struct answer {
	char text[32];
	int len;
	loff_t read;
};

static int actor_open(struct inode *inode, struct file *file)
{
	struct answer *answer;

	answer = kzalloc(sizeof(*answer), GFP_KERNEL);
	file->private_data = answer;
	return answer ? 0 : -ENOMEM;
}

static int actor_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static ssize_t actor_write(struct file *file, const char __user *buf,
			   size_t size, loff_t *pos)
{
	struct answer *answer = file->private_data;
	char line[128];
	long result;

	if (size >= sizeof(line))
		return -E2BIG;
	if (copy_from_user(line, buf, size))
		return -EFAULT;
	line[size] = '\0';
	result = obey(line);
	answer->len = scnprintf(answer->text, sizeof(answer->text), "%ld\n",
				result);
	answer->read = 0;
	return size;
}

/* A shell reads it byte by byte. */
static ssize_t actor_read(struct file *file, char __user *buf, size_t size,
			  loff_t *pos)
{
	struct answer *answer = file->private_data;

	return simple_read_from_buffer(buf, size, &answer->read, answer->text,
				       answer->len);
}

static const struct file_operations actor_fops = {
	.owner = THIS_MODULE,
	.open = actor_open,
	.release = actor_release,
	.write = actor_write,
	.read = actor_read,
};

static struct miscdevice actor = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "actor",
	.fops = &actor_fops,
	.mode = 0600,
};

module_misc_device(actor);

MODULE_DESCRIPTION("A client that tests tell what to do");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
