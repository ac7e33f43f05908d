/* SPDX-License-Identifier: GPL-2.0 */
/* A cgroup (v2) below this program's, for a command. */
#ifndef DYNSC_CGROUP_H
#define DYNSC_CGROUP_H

#include <stdbool.h>
#include <sys/types.h>

struct cgroup {
	char *path;		/* from the root of the hierarchy, as the kernel takes it */
	char *directory;
	char *parent;		/* its directory */
};

/* All complain if they fail. */
bool cgroup_make(struct cgroup *c, const char *name);
bool cgroup_add(const struct cgroup *c, pid_t pid);
/* Processes that are still inside go to the parent; and cgroups that they have made, too. */
bool cgroup_remove(struct cgroup *c);

#endif /* DYNSC_CGROUP_H */
