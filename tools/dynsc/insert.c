// SPDX-License-Identifier: GPL-2.0
/* Modules come from the project, if this program does, or by modprobe. */

#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#include "dynsc.h"
#include "insert.h"
#include "libdynsc/memory.h"

/* What is built for this kernel, whose directory has its release or the name of make K=. */
static char *find_built(const char *name, const char *place)
{
	char self[PATH_MAX], release[256], *build, *path = NULL;
	struct utsname uts;
	glob_t kernels;
	ssize_t len;
	size_t i;

	len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (len < 0 || uname(&uts))
		return NULL;
	self[len] = 0;
	build = strstr(self, "/build/");
	if (!build)
		return NULL;
	build[strlen("/build")] = 0;
	path = dynsc_text("%s/%s/%s%s.ko", self, uts.release, place, name);
	if (!access(path, R_OK))
		return path;
	free(path);
	path = dynsc_text("%s/kernels/*/release", self);
	if (glob(path, 0, NULL, &kernels)) {
		free(path);
		return NULL;
	}
	free(path);
	path = NULL;
	for (i = 0; !path && i < kernels.gl_pathc; i++) {
		FILE *file = fopen(kernels.gl_pathv[i], "re");
		char *slash = strrchr(kernels.gl_pathv[i], '/');

		*slash = 0;
		slash = strrchr(kernels.gl_pathv[i], '/');
		if (file && fscanf(file, "%255s", release) == 1 && !strcmp(release, uts.release))
			path = dynsc_text("%s%s/%s%s.ko", self, slash, place, name);
		if (file)
			fclose(file);
		if (path && access(path, R_OK)) {
			free(path);
			path = NULL;
		}
	}
	globfree(&kernels);
	return path;
}

static bool insert_file(const char *path, const char *parameters)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool good = file >= 0 && !syscall(SYS_finit_module, file, parameters, 0);

	if (!good)
		complain("%s was not loaded: %m; dmesg may say more", path);
	if (file >= 0)
		close(file);
	return good;
}

static bool run_modprobe(const char *name, const char *parameters)
{
	char *argv[4] = { "modprobe", (char *)name, *parameters ? (char *)parameters : NULL };
	int status;
	pid_t pid;

	if (posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ) ||
	    waitpid(pid, &status, 0) != pid || status) {
		complain("modprobe cannot load %s; is it installed for this kernel?", name);
		return false;
	}
	return true;
}

bool insert_module(const char *name, const char *place, const char *parameters)
{
	char *path = find_built(name, place);
	bool good = path ? insert_file(path, parameters) : run_modprobe(name, parameters);

	free(path);
	return good;
}

bool remove_module(const char *name)
{
	int tries;

	/* A process may be reading one of its files. */
	for (tries = 0; tries < 1000; tries++) {
		if (!syscall(SYS_delete_module, name, O_NONBLOCK))
			return true;
		if (errno != EWOULDBLOCK)
			break;
		usleep(10000);
	}
	complain("%s was not unloaded: %m", name);
	return false;
}
