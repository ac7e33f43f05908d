// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the cgroup of a scope, and lets go of it. The parameter cgroup is the scope of
 * registrations whose client names none.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/limits.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "pause.h"
#include "scope.h"

/* What the parameter was set to; NULL for none. Under default_lock. */
static char *default_path;
static DEFINE_MUTEX(default_lock);

static struct cgroup *find(const char *path)
{
#ifdef CONFIG_CGROUPS
	return *path == '/' ? cgroup_get_from_path(path) : ERR_PTR(-EINVAL);
#else
	return ERR_PTR(-EINVAL);
#endif
}

static void put(struct cgroup *cgroup)
{
#ifdef CONFIG_CGROUPS
	cgroup_put(cgroup);
#endif
}

static int set(struct scope *scope, const char *path)
{
	struct cgroup *cgroup = find(path);

	if (IS_ERR(cgroup)) {
		pr_warn_ratelimited("scope: %s is no cgroup of the v2 hierarchy (a path from its root, such as /try)\n",
				    path);
		return PTR_ERR(cgroup) == -ENOMEM ? -ENOMEM : -EINVAL;
	}
	scope->cgroup = cgroup;
	scope->outside = pause_fail_alloc() ? NULL : alloc_percpu(u64);
	scope->path = pause_fail_alloc() ? NULL : kstrdup(path, GFP_KERNEL);
	return scope->outside && scope->path ? 0 : -ENOMEM;
}

/**
 * scope_set() - limit a registration to a cgroup
 * @scope: empty
 * @path: from the root of the v2 hierarchy; %NULL: what the parameter says
 *
 * Context: Process context, sleeps.
 * Return: 0, also when there is no limit; %-EINVAL no such cgroup; %-ENOMEM. Then, too,
 * scope_clear() is to follow.
 */
int scope_set(struct scope *scope, const char *path)
{
	int err = 0;

	if (path)
		return set(scope, path);
	mutex_lock(&default_lock);
	if (default_path)
		err = set(scope, default_path);
	mutex_unlock(&default_lock);
	return err;
}

/* When no caller can be in a section that found the scope; see scope.h. */
void scope_clear(struct scope *scope)
{
	if (!scope->cgroup)
		return;
	put(scope->cgroup);
	free_percpu(scope->outside);
	kfree(scope->path);
}

/* The number of callers from outside. */
u64 scope_outside(const struct scope *scope)
{
	u64 sum = scope->before;
	int cpu;

	if (scope->outside)
		for_each_possible_cpu(cpu)
			sum += READ_ONCE(*per_cpu_ptr(scope->outside, cpu));
	return sum;
}

/* An empty value: no limit. Otherwise there must be such a cgroup. */
static int default_set(const char *value, const struct kernel_param *kp)
{
	char *path = kstrndup(value, PATH_MAX, GFP_KERNEL);
	struct cgroup *cgroup;

	if (!path)
		return -ENOMEM;
	strim(path);
	if (*path) {
		cgroup = find(path);
		if (IS_ERR(cgroup)) {
			kfree(path);
			return PTR_ERR(cgroup);
		}
		put(cgroup);
	} else {
		kfree(path);
		path = NULL;
	}
	mutex_lock(&default_lock);
	swap(path, default_path);
	mutex_unlock(&default_lock);
	kfree(path);
	return 0;
}

static int default_get(char *buffer, const struct kernel_param *kp)
{
	int len;

	mutex_lock(&default_lock);
	len = sysfs_emit(buffer, "%s\n", default_path ?: "");
	mutex_unlock(&default_lock);
	return len;
}

/* When the module is unloaded. */
static void default_free(void *arg)
{
	kfree(default_path);
}

static const struct kernel_param_ops default_ops = {
	.set = default_set,
	.get = default_get,
	.free = default_free,
};
module_param_cb(cgroup, &default_ops, NULL, 0644);
MODULE_PARM_DESC(cgroup, "Scope of registrations that name none: a cgroup, as a path from the root of the v2 hierarchy; default none");
