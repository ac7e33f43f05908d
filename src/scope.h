/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The scope: the cgroup (v2) whose tasks reach a handler, with all cgroups below it.
 *
 * The trampoline decides for each call, in the gate's section. The registration that
 * holds the scope is current then, so its removal waits for that section before it
 * lets go of the cgroup. A cgroup that was removed has no tasks, so no caller is
 * inside such a scope.
 */
#ifndef DYN_SYSCALL_SCOPE_H
#define DYN_SYSCALL_SCOPE_H

#include <linux/cgroup.h>
#include <linux/percpu.h>
#include <linux/sched.h>

/**
 * struct scope - whose calls reach the handler
 * @cgroup: with a reference; %NULL: those of all tasks
 * @outside: callers from outside, counted on each CPU; %NULL without a cgroup
 * @before: how many the registration that this one has replaced had counted
 * @path: as it was asked for
 */
struct scope {
	struct cgroup *cgroup;
	u64 __percpu *outside;
	u64 before;
	char *path;
};

/* Only with preemption off: a task may be moved, and its old cgroups freed. */
static __always_inline bool scope_has_current(const struct scope *scope)
{
#ifdef CONFIG_CGROUPS
	return cgroup_is_descendant(task_css_set(current)->dfl_cgrp, scope->cgroup);
#else
	return true;
#endif
}

/* The cgroup that all tasks are in. */
static inline struct cgroup *scope_of_all(void)
{
#ifdef CONFIG_CGROUPS
	return &cgrp_dfl_root.cgrp;
#else
	return NULL;
#endif
}

int scope_set(struct scope *scope, const char *path);
void scope_clear(struct scope *scope);
u64 scope_outside(const struct scope *scope);

#endif /* DYN_SYSCALL_SCOPE_H */
