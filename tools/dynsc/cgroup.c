// SPDX-License-Identifier: GPL-2.0
/* A cgroup below this program's. */

#include <dirent.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cgroup.h"
#include "dynsc.h"
#include "libdynsc/memory.h"

/* Where the v2 hierarchy is mounted, or NULL. */
static char *find_mount(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	struct mntent *entry;
	char *found = NULL;

	while (mounts && !found && (entry = getmntent(mounts)))
		if (!strcmp(entry->mnt_type, "cgroup2"))
			found = dynsc_must(strdup(entry->mnt_dir));
	if (mounts)
		endmntent(mounts);
	return found;
}

/* This program's, from the root of the v2 hierarchy; "" for the root itself. */
static char *find_own(void)
{
	FILE *file = fopen("/proc/self/cgroup", "re");
	char *line = NULL, *own = NULL;
	size_t size = 0;
	ssize_t len;

	while (file && (len = getline(&line, &size, file)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = 0;
		if (!strncmp(line, "0::/", 4))
			own = dynsc_must(strdup(strcmp(line, "0::/") ? line + 3 : ""));
	}
	free(line);
	if (file)
		fclose(file);
	return own;
}

bool cgroup_make(struct cgroup *c, const char *name)
{
	char *mount = find_mount(), *own = find_own();

	if (!mount || !own) {
		complain("no cgroup2 is mounted: mount -t cgroup2 none /sys/fs/cgroup");
		return false;
	}
	c->path = dynsc_text("%s/%s", own, name);
	c->parent = dynsc_text("%s%s", mount, own);
	c->directory = dynsc_text("%s%s", mount, c->path);
	if (mkdir(c->directory, 0755)) {
		complain("%s: %m", c->directory);
		return false;
	}
	return true;
}

static bool add(const char *directory, pid_t pid)
{
	char *path = dynsc_text("%s/cgroup.procs", directory);
	FILE *file = fopen(path, "we");
	bool good = file && fprintf(file, "%d\n", (int)pid) > 0;

	if (file && fclose(file))
		good = false;
	free(path);
	return good;
}

bool cgroup_add(const struct cgroup *c, pid_t pid)
{
	if (add(c->directory, pid))
		return true;
	complain("%s: the command cannot be put there: %m", c->directory);
	return false;
}

/* False when there was none to move. */
static bool move_out(const char *directory, const char *to)
{
	char *path = dynsc_text("%s/cgroup.procs", directory);
	FILE *file = fopen(path, "re");
	bool moved = false;
	int pid;

	/* One that has ended meanwhile need not be moved. */
	while (file && fscanf(file, "%d", &pid) == 1)
		moved |= add(to, pid);
	if (file)
		fclose(file);
	free(path);
	return moved;
}

static bool remove_below(const char *directory, const char *to)
{
	DIR *d = opendir(directory);
	struct dirent *entry;
	char *path;
	int tries;

	while (d && (entry = readdir(d))) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		path = dynsc_text("%s/%s", directory, entry->d_name);
		remove_below(path, to);
		free(path);
	}
	if (d)
		closedir(d);
	/* They may fork meanwhile; and of one that exits something is left for a moment. */
	for (tries = 0; tries < 1000; tries++) {
		if (!rmdir(directory) || errno == ENOENT)
			return true;
		if (errno != EBUSY)
			return false;
		if (!move_out(directory, to))
			usleep(10000);
	}
	errno = EBUSY;
	return false;
}

bool cgroup_remove(struct cgroup *c)
{
	if (remove_below(c->directory, c->parent))
		return true;
	complain("%s: %m", c->directory);
	return false;
}
