// SPDX-License-Identifier: GPL-2.0
/*
 * Makes a kernel one that nobody has seen yet: the functions of the parameter
 * "hide" are not found by dyn_syscall, should it load now; no client of ours. A
 * module may say which of its own functions no kprobe may be put on. This one
 * says it for dyn_syscall, before the kernel asks, and of the kernel's functions.
 * The kernel asks once more when dyn_syscall goes, to forget it: that goes first.
 */

#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/string.h>

#define MOST 4

static char *hide[MOST];
static int hidden;
module_param_array(hide, charp, &hidden, 0444);

static unsigned long addresses[MOST];

static int comes(struct notifier_block *nb, unsigned long action, void *module)
{
	struct module *m = module;

	if (action == MODULE_STATE_COMING && !strcmp(m->name, "dyn_syscall") &&
	    !WARN_ON(m->num_kprobe_blacklist)) {
		m->kprobe_blacklist = addresses;
		m->num_kprobe_blacklist = hidden;
	}
	return NOTIFY_OK;
}

/* Before that of kprobes, which reads what is said. */
static struct notifier_block notifier = {
	.notifier_call = comes,
	.priority = INT_MAX,
};

static int __init hides_init(void)
{
	int i, err;

	for (i = 0; i < hidden; i++) {
		struct kprobe kp = {
			.symbol_name = hide[i],
			.flags = KPROBE_FLAG_DISABLED,
		};

		err = register_kprobe(&kp);
		if (err)
			return err;
		addresses[i] = (unsigned long)kp.addr;
		unregister_kprobe(&kp);
	}
	return register_module_notifier(&notifier);
}
module_init(hides_init);

static void __exit hides_exit(void)
{
	unregister_module_notifier(&notifier);
}
module_exit(hides_exit);

MODULE_DESCRIPTION("Hides functions of the kernel from dyn_syscall");
MODULE_LICENSE("GPL");
