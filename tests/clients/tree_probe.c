// SPDX-License-Identifier: GPL-2.0
/*
 * A kprobe at one place of the kernel, for kernels that compile x64_sys_call()
 * without ftrace: kprobe events refuse such a function, a module's kprobe is free
 * to be there. It is not enabled when the module is loaded.
 */

#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/string.h>

static char *place;
module_param(place, charp, 0444);
MODULE_PARM_DESC(place, "FUNCTION+OFFSET, as kprobe events take it");

static atomic_t hits = ATOMIC_INIT(0);
module_param_named(hits, hits.counter, int, 0444);

static int hit(struct kprobe *kp, struct pt_regs *regs)
{
	atomic_inc(&hits);
	return 0;
}

static struct kprobe probe = {
	.pre_handler	= hit,
	.flags		= KPROBE_FLAG_DISABLED,
};

static int set_enabled(const char *value, const struct kernel_param *param)
{
	bool enable;
	int ret = kstrtobool(value, &enable);

	if (ret)
		return ret;
	return enable ? enable_kprobe(&probe) : disable_kprobe(&probe);
}

static int get_enabled(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%d\n", !kprobe_disabled(&probe));
}

static const struct kernel_param_ops enabled_ops = {
	.set = set_enabled,
	.get = get_enabled,
};

module_param_cb(enabled, &enabled_ops, NULL, 0644);

static int __init tree_probe_init(void)
{
	char *offset = place ? strchr(place, '+') : NULL;
	int ret;

	if (!place)
		return -EINVAL;
	if (offset) {
		*offset++ = '\0';
		ret = kstrtouint(offset, 0, &probe.offset);
		if (ret)
			return ret;
	}
	probe.symbol_name = place;
	return register_kprobe(&probe);
}
module_init(tree_probe_init);

static void __exit tree_probe_exit(void)
{
	unregister_kprobe(&probe);
}
module_exit(tree_probe_exit);

MODULE_DESCRIPTION("A kprobe in x64_sys_call(), for tests");
MODULE_LICENSE("GPL");
