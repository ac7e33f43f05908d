// SPDX-License-Identifier: GPL-2.0
/*
 * Simulates an unknown kernel: a dyn_syscall that loads now does not find the
 * functions of the parameter "hide". It is not a client. A module can forbid
 * kprobes on its own functions. This one adds functions of the kernel to the list
 * of dyn_syscall, before the kernel reads the list. The kernel reads it again when
 * dyn_syscall is unloaded, which must be before this module.
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

/* Before the notifier of kprobes, which reads the list. */
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
