// SPDX-License-Identifier: GPL-2.0
/*
 * Tortures dyn_syscall: threads register, unlock, kick and remove entries on a
 * few numbers, so that they collide, while programs call them. Every result is
 * compared with what the interface allows, and the handlers compare what they
 * see with plain variables, written when a client may rely on them:
 *
 *   live		the registration whose number may be called, 0 if there is
 *			none: written before the unlock, cleared after the write
 *			lock was acquired. A handler must find one when it begins,
 *			and the same when it ends.
 *   inside		the number of running handlers: 0 when the write lock was
 *			acquired, and when the number is registered again.
 *   owner, same_owner	the owner of the number, and of the shared name.
 *
 * A life is either private, and every result is known, or others may meddle
 * with it, by the name that follows from "live". A thread that frees an entry
 * first clears its owner, by compare and exchange, as another may be faster.
 *
 * Over 400 lines: each operation is next to the results that it may have, so
 * that both can be read together.
 *
 * Threads end after all operations, with all entries removed. The parameter
 * "counts" has the verdict, "numbers" how often each handler began and how often
 * it returned a value.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/random.h>
#include "dyn_syscall.h"
#include "torture.h"

#define MAX_THREADS	32
#define SAME		"torture_same"
/* In a registration's identity. */
#define PRIVATE		0x80000000u
/* A removal that takes longer will never end: no call lasts as long. */
#define TOO_LONG	(30UL * HZ * slow)

static int threads = 12;
module_param(threads, int, 0444);
static int operations = 1000;
module_param(operations, int, 0444);
static int turn;	/* the first one of each number */
module_param(turn, int, 0444);
static int slow = 1;	/* the machine, by this factor */
module_param(slow, int, 0444);

struct slot {
	int nr;
	bool hijacked;
	bool passes;	/* used by every program: handlers must call the original */
	u32 live;
	u32 owner;
	unsigned int behaviour;
	unsigned int turn;
	atomic_t inside;
	atomic_long_t calls, answers;	/* of all registrations */
};

static struct slot slots[16];
static int n_slots;
static u32 same_owner;

static atomic_t left;		/* operations to do */
static atomic_t running;	/* threads */
static atomic_t identities;
static atomic_long_t refused, kicked, again, lives, violations;
static struct task_struct *tasks[MAX_THREADS];

#define violation(fmt, ...) do {					\
	if (atomic_long_inc_return(&violations) <= 20)			\
		pr_alert("violation: " fmt "\n", ##__VA_ARGS__);	\
} while (0)

static u32 chance(u32 n)
{
	return get_random_u32() % n;
}

/* The handlers. */

static struct slot *slot_of(int nr)
{
	int i;

	for (i = 0; i < n_slots; i++)
		if (slots[i].nr == nr)
			return &slots[i];
	return NULL;
}

static u32 enter(struct slot *s, unsigned int behaviour)
{
	u32 live = READ_ONCE(s->live);

	atomic_inc(&s->inside);
	atomic_long_inc(&s->calls);
	if (!live)
		violation("%d: a handler runs that was not unlocked", s->nr);
	else if (READ_ONCE(s->behaviour) != behaviour)
		violation("%d: the handler of an earlier registration", s->nr);
	return live;
}

static void leave(struct slot *s, u32 live)
{
	u32 now = READ_ONCE(s->live);

	if (now != live)
		violation("%d: %u ended while its handler ran, now %u", s->nr,
			  live & ~PRIVATE, now & ~PRIVATE);
	atomic_dec(&s->inside);
}

static long answer(struct slot *s, const struct pt_regs *regs)
{
	atomic_long_inc(&s->answers);
	return torture_value(s->nr, READ_ONCE(s->turn));
}

static long busy(struct slot *s, const struct pt_regs *regs)
{
	u32 i, n = chance(8) ? chance(10) : chance(2000);

	for (i = 0; i < n && !fatal_signal_pending(current); i++) {
		udelay(1);
		cond_resched();
	}
	return answer(s, regs);
}

static long sleep(struct slot *s, const struct pt_regs *regs)
{
	unsigned long time = chance(500) ? chance(HZ / 50) : chance(2 * HZ);

	schedule_timeout_interruptible(time);
	return signal_pending(current) ? -ERESTARTSYS : answer(s, regs);
}

static long pass(struct slot *s, const struct pt_regs *regs)
{
	return dyn_syscall_original(regs);
}

/* After the original of rt_sigreturn the registers hold another number. */
#define BEHAVIOUR(n, function)						\
static long handler_##n(const struct pt_regs *regs)			\
{									\
	struct slot *s = slot_of(syscall_get_nr(current, (struct pt_regs *)regs)); \
	u32 live;							\
	long ret;							\
									\
	if (!s) {							\
		violation("a handler runs for another number");		\
		return -ENOSYS;						\
	}								\
	live = enter(s, n);						\
	ret = function(s, regs);					\
	leave(s, live);							\
	return ret;							\
}

BEHAVIOUR(0, answer)
BEHAVIOUR(1, busy)
BEHAVIOUR(2, sleep)
BEHAVIOUR(3, pass)

#define DYNAMIC_BEHAVIOURS	3
#define PASSES			3
static const dyn_syscall_t handlers[] = {
	handler_0, handler_1, handler_2, handler_3
};

/* A registration, as its owner or a meddler knows it. */
struct life {
	struct slot *slot;
	u32 id;
	bool own;	/* private and of this thread: every result is known */
	char name[DYN_SYSCALL_NAME_LEN];
	int nr;
};

/* The write lock was acquired. */
static void locked(struct life *l)
{
	int inside = atomic_read(&l->slot->inside);

	/* Not if another thread has freed and registered it again meanwhile. */
	smp_rmb();
	if (inside && READ_ONCE(l->slot->live) == l->id)
		violation("%d: %d inside, and the write lock was acquired", l->nr, inside);
	cmpxchg(&l->slot->live, l->id, 0);
}

static void before_free(struct life *l)
{
	cmpxchg(&l->slot->owner, l->id, 0);
	cmpxchg(&same_owner, l->id, 0);
}

#define IS(err, ...)	is(err, (const int []){ __VA_ARGS__, 1 })
static bool is(int err, const int *allowed)
{
	for (; *allowed <= 0; allowed++)
		if (err == *allowed)
			return true;
	return false;
}

/* The operations: each checks and returns the result of the interface. */

static int op_unlock(struct life *l)
{
	int err = syscall_unlock(l->name, l->nr);

	if (l->own ? err : !IS(err, 0, -EBADF, -ENOLCK))
		violation("%s: unlock gave %d", l->name, err);
	if (l->own && syscall_unlock(l->name, l->nr) != -ENOLCK)
		violation("%s: was unlocked twice", l->name);
	return err;
}

static int judge_lock(struct life *l, int err, const char *what)
{
	if (!IS(err, 0, -EAGAIN) && (l->own || err != -EBADF))
		violation("%s: %s gave %d", l->name, what, err);
	if (!err)
		locked(l);
	if (err == -EAGAIN)
		atomic_long_inc(&again);
	return err;
}

static int op_prep(struct life *l)
{
	return judge_lock(l, prep_restore_syscall(l->name, l->nr), "prep");
}

static int op_trylock(struct life *l)
{
	return judge_lock(l, syscall_trylock(l->name, l->nr), "trylock");
}

static int op_kick(struct life *l)
{
	int err = dyn_syscall_kick(l->name, l->nr);

	if (err > 0)
		atomic_long_add(err, &kicked);
	else if (err && (l->own || err != -EBADF))
		violation("%s: kick gave %d", l->name, err);
	return err;
}

static int op_drain(struct life *l)
{
	int err = dyn_syscall_drain_flags(l->name, l->nr, chance(HZ / 10),
					  chance(2) ? DYN_SYSCALL_KICK : 0);

	if (err == -ETIMEDOUT)
		err = -EAGAIN;
	return judge_lock(l, err, "drain");
}

static int free_entry(struct life *l)
{
	return l->slot->hijacked ? restore_syscall(l->name, l->nr) :
				   dyn_syscall_unreg(l->name, l->nr);
}

static int op_free(struct life *l)
{
	int err;

	before_free(l);
	err = free_entry(l);
	if (l->own ? err : !IS(err, 0, -EBADF))
		violation("%s: was locked, and unreg gave %d", l->name, err);
	return err;
}

static int op_remove(struct life *l)
{
	int err;

	before_free(l);
	err = dyn_syscall_remove(l->name, l->nr);
	if (l->own ? err : !IS(err, 0, -EBADF))
		violation("%s: remove gave %d", l->name, err);
	cmpxchg(&l->slot->live, l->id, 0);
	return err;
}

/* What must always be refused. */
static int op_wrong(struct life *l)
{
	struct life wrong = *l;
	int err;

	strscpy(wrong.name, "torture_nobody", sizeof(wrong.name));
	switch (chance(6)) {
	case 0:
		err = syscall_unlock(wrong.name, wrong.nr);
		break;
	case 1:
		err = prep_restore_syscall(wrong.name, wrong.nr);
		break;
	case 2:
		err = dyn_syscall_remove(wrong.name, wrong.nr);
		break;
	case 3:
		err = dyn_syscall_kick(wrong.name, wrong.nr);
		break;
	case 4:
		err = free_entry(&wrong);
		break;
	default:
		/* The right name and the wrong kind. */
		err = l->slot->hijacked ? dyn_syscall_unreg(l->name, l->nr) :
					  restore_syscall(l->name, l->nr);
	}
	if (err != -EBADF)
		violation("%d: a wrong call gave %d", l->nr, err);
	return err;
}

static void step_by_step(struct life *l)
{
	unsigned long begin = jiffies;
	int err = op_prep(l);

	/* Without the lock nothing may be freed. */
	if (l->own && err == -EAGAIN && free_entry(l) != -ENOLCK)
		violation("%s: freed without the lock", l->name);
	/* -EBADF: another thread has begun or completed the removal. */
	if (err == -EBADF)
		err = op_trylock(l);
	while (err == -EAGAIN) {
		if (time_after(jiffies, begin + TOO_LONG)) {
			violation("%s: the write lock was not acquired", l->name);
			return;
		}
		switch (chance(4)) {
		case 0:
			op_kick(l);
			break;
		case 1:
			err = op_drain(l);
			continue;
		}
		usleep_range(100, 5000);
		err = op_trylock(l);
	}
	if (!err)
		op_free(l);
}

static int take(struct slot *s, struct life *l, unsigned int behaviour)
{
	unsigned int flags = s->passes || s->nr == TORTURE_FALLS_BACK || chance(2) ?
			     DYN_SYSCALL_FALLBACK : 0;
	int want = s->hijacked || chance(4) ? s->nr : 0, nr;

	if (s->hijacked)
		nr = hijack_syscall_flags(l->name, s->nr, handlers[behaviour], flags);
	else
		nr = dyn_syscall_reg(l->name, want, handlers[behaviour]);
	if (nr == -EBUSY)
		atomic_long_inc(&refused);
	else if (nr < 0 || (want && nr != want))
		violation("%s on %d: registering gave %d", l->name, s->nr, nr);
	return nr;
}

/* What a winner finds, and what the handlers will check. */
static void won(struct life *l, unsigned int behaviour)
{
	struct slot *s = l->slot;
	u32 other;

	other = xchg(&s->owner, l->id);
	if (other)
		violation("%d: got, and %u has it", s->nr, other & ~PRIVATE);
	if (!strcmp(l->name, SAME)) {
		other = xchg(&same_owner, l->id);
		if (other)
			violation("%s: got, and %u has it", l->name, other & ~PRIVATE);
	}
	if (atomic_read(&s->inside))
		violation("%d: registered, and %d are inside", s->nr,
			  atomic_read(&s->inside));
	WRITE_ONCE(s->behaviour, behaviour);
	WRITE_ONCE(s->turn, s->turn + 1);
	/* Pairs with the acquire in meddle(): who reads it finds it registered. */
	smp_store_release(&s->live, l->id);
	atomic_long_inc(&lives);
}

static void live(void)
{
	struct slot *s = &slots[chance(n_slots)];
	unsigned int behaviour = s->passes ? PASSES :
		chance(s->hijacked ? ARRAY_SIZE(handlers) : DYNAMIC_BEHAVIOURS);
	struct life l = { .own = chance(2) };

	l.id = atomic_inc_return(&identities);
	if (l.own && !chance(4))
		strscpy(l.name, SAME, sizeof(l.name));
	else
		snprintf(l.name, sizeof(l.name), "torture_%u", l.id);
	if (l.own)
		l.id |= PRIVATE;

	l.nr = take(s, &l, behaviour);
	if (l.nr < 0)
		return;
	l.slot = slot_of(l.nr);
	if (!l.slot) {
		/* There was no other free number; this one has no callers. */
		if (dyn_syscall_remove(l.name, l.nr))
			violation("%s: cannot be removed", l.name);
		return;
	}
	won(&l, behaviour);
	if (chance(2))
		usleep_range(10, 3000);
	op_unlock(&l);
	if (chance(4))
		usleep_range(10, 20000);
	if (chance(4))
		step_by_step(&l);
	else
		op_remove(&l);
	/* It was removed, or is being removed, by whichever thread. */
	if (strcmp(l.name, SAME) && prep_restore_syscall(l.name, l.nr) != -EBADF)
		violation("%s: still exists", l.name);
}

static void meddle(void)
{
	struct slot *s = &slots[chance(n_slots)];
	struct life l = { .slot = s, .nr = s->nr };

	l.id = smp_load_acquire(&s->live);	/* pairs with the release in won() */
	snprintf(l.name, sizeof(l.name), "torture_%u", l.id & ~PRIVATE);
	if (!l.id || l.id & PRIVATE) {
		op_wrong(&l);
		return;
	}
	switch (chance(8)) {
	case 0 ... 2:
		op_unlock(&l);
		break;
	case 3:
		op_prep(&l);
		break;
	case 4:
		if (!op_trylock(&l))
			op_free(&l);
		break;
	case 5:
		op_kick(&l);
		break;
	case 6:
		if (!op_drain(&l))
			op_free(&l);
		break;
	case 7:
		op_remove(&l);
		break;
	}
}

static int torturer(void *unused)
{
	while (atomic_dec_if_positive(&left) >= 0 && !kthread_should_stop()) {
		if (chance(3))
			live();
		else
			meddle();
		if (chance(2))
			usleep_range(10, 2000);
	}
	atomic_dec(&running);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ / 10);
	return 0;
}

static int counts_get(char *buffer, const struct kernel_param *kp)
{
	long calls = 0;
	int i;

	for (i = 0; i < n_slots; i++)
		calls += atomic_long_read(&slots[i].calls);
	return sysfs_emit(buffer,
		"running=%d left=%d lives=%ld calls=%ld refused=%ld eagain=%ld kicked=%ld violations=%ld\n",
		atomic_read(&running), max(atomic_read(&left), 0), atomic_long_read(&lives),
		calls, atomic_long_read(&refused),
		atomic_long_read(&again), atomic_long_read(&kicked),
		atomic_long_read(&violations));
}

static const struct kernel_param_ops counts_ops = { .get = counts_get };
module_param_cb(counts, &counts_ops, NULL, 0400);

static int numbers_get(char *buffer, const struct kernel_param *kp)
{
	int i, at = 0;

	for (i = 0; i < n_slots; i++)
		at += sysfs_emit_at(buffer, at, "%d calls=%ld answers=%ld\n", slots[i].nr,
				    atomic_long_read(&slots[i].calls),
				    atomic_long_read(&slots[i].answers));
	return at;
}

static const struct kernel_param_ops numbers_ops = { .get = numbers_get };
module_param_cb(numbers, &numbers_ops, NULL, 0400);

static void __init add_slots(const int *nr, int n, bool hijacked, bool passes)
{
	while (n--)
		slots[n_slots++] = (struct slot){
			.nr = *nr++, .hijacked = hijacked, .passes = passes, .turn = turn
		};
}

static void stop(void)
{
	int i;

	for (i = 0; i < threads && tasks[i]; i++)
		kthread_stop(tasks[i]);
}

static int __init torture_init(void)
{
	static const int dynamic[] = TORTURE_DYNAMIC, hijacked[] = TORTURE_HIJACKED,
			 passed[] = TORTURE_PASSED;
	int i;

	threads = clamp(threads, 1, MAX_THREADS);
	add_slots(dynamic, ARRAY_SIZE(dynamic), false, false);
	add_slots(hijacked, ARRAY_SIZE(hijacked), true, false);
	add_slots(passed, ARRAY_SIZE(passed), true, true);
	atomic_set(&left, operations);

	for (i = 0; i < threads; i++) {
		struct task_struct *task = kthread_run(torturer, NULL, "torture/%d", i);

		if (IS_ERR(task)) {
			stop();
			return PTR_ERR(task);
		}
		tasks[i] = task;
		atomic_inc(&running);
	}
	return 0;
}

static void __exit torture_exit(void)
{
	int i;

	stop();
	for (i = 0; i < n_slots; i++)
		WARN_ON(atomic_read(&slots[i].inside) || slots[i].live);
}

module_init(torture_init);
module_exit(torture_exit);

MODULE_DESCRIPTION("Tortures dyn_syscall");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DYN_SYSCALL);
