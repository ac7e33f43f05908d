// SPDX-License-Identifier: GPL-2.0
/*
 * Makes the mistake of the parameter "mistake", one for each checker of the debug
 * kernels: leak, race, freed, order, nested, atomic. It is not a client.
 */

#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static char *mistake = "none";
module_param(mistake, charp, 0444);

static unsigned long shared;
static DEFINE_MUTEX(one);
static DEFINE_MUTEX(two);
static DEFINE_RAW_SPINLOCK(raw);
static DEFINE_SPINLOCK(sleeping);

/* Allocates memory and loses the pointer. */
static void leak(void)
{
	OPTIMIZER_HIDE_VAR(shared);
	if (kmalloc(200, GFP_KERNEL))
		pr_info("forgotten\n");
}

static int racer(void *unused)
{
	while (!kthread_should_stop()) {
		shared++;
		barrier();
		cond_resched();
	}
	return 0;
}

/* Two threads write a plain variable. */
static void race(void)
{
	struct task_struct *tasks[2];
	int i;

	for (i = 0; i < ARRAY_SIZE(tasks); i++)
		tasks[i] = kthread_run(racer, NULL, "racer/%d", i);
	msleep(3000);
	for (i = 0; i < ARRAY_SIZE(tasks); i++)
		if (!IS_ERR(tasks[i]))
			kthread_stop(tasks[i]);
}

static void freed(void)
{
	unsigned long *p = kmalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return;
	OPTIMIZER_HIDE_VAR(p);
	kfree(p);
	OPTIMIZER_HIDE_VAR(p);
	WRITE_ONCE(shared, READ_ONCE(*p));
}

/* Takes two locks in both orders. */
static void order(void)
{
	mutex_lock(&one);
	mutex_lock(&two);
	mutex_unlock(&two);
	mutex_unlock(&one);

	mutex_lock(&two);
	mutex_lock(&one);
	mutex_unlock(&one);
	mutex_unlock(&two);
}

/* Takes a lock that sleeps with PREEMPT_RT where nothing may sleep. */
static void nested(void)
{
	raw_spin_lock(&raw);
	spin_lock(&sleeping);
	spin_unlock(&sleeping);
	raw_spin_unlock(&raw);
}

static void atomic(void)
{
	preempt_disable();
	might_sleep();
	preempt_enable();
}

static int __init mistaken_init(void)
{
	static const struct {
		const char *name;
		void (*make)(void);
	} mistakes[] = {
		{ "leak", leak }, { "race", race }, { "freed", freed },
		{ "order", order }, { "nested", nested }, { "atomic", atomic },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(mistakes); i++)
		if (!strcmp(mistake, mistakes[i].name))
			mistakes[i].make();
	return 0;
}

static void __exit mistaken_exit(void)
{
}

module_init(mistaken_init);
module_exit(mistaken_exit);

MODULE_DESCRIPTION("Makes mistakes that the kernel's checkers must see");
MODULE_LICENSE("GPL");
