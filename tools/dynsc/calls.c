// SPDX-License-Identifier: GPL-2.0
/* The names come from the kernel's headers; which argument is a path, from here. */

#include <string.h>
#include <asm/unistd.h>
#include "calls.h"
#include "libdynsc/memory.h"

#define CALL(call)	{ .name = #call, .nr = __NR_##call },
static struct call calls[] = {
#include <call-names.h>
};

/*
 * The argument that is a path (P), or the descriptor of a file (F). Of two paths, the one
 * that exists already (rename, link), and the new one for symlink; of two files, the one
 * that is read.
 */
#define P(call, number)	{ #call, 0, PATH_STRING, number }
#define F(call, number)	{ #call, 0, PATH_FILE, number }
static const struct call paths[] = {
	P(access, 0), P(acct, 0), P(chdir, 0), P(chmod, 0), P(chown, 0), P(chroot, 0),
	F(close, 0), F(copy_file_range, 0), P(creat, 0), F(dup, 0), F(dup2, 0), F(dup3, 0),
	P(execve, 0), P(execveat, 1), P(faccessat, 1), P(faccessat2, 1), F(fadvise64, 0),
	F(fallocate, 0), P(fanotify_mark, 4), F(fchdir, 0), F(fchmod, 0), P(fchmodat, 1),
	P(fchmodat2, 1), F(fchown, 0), P(fchownat, 1), F(fcntl, 0), F(fdatasync, 0),
	F(fgetxattr, 0), F(flistxattr, 0), F(flock, 0), F(fremovexattr, 0), F(fsetxattr, 0),
	P(fspick, 1), F(fstat, 0), F(fstatfs, 0), F(fsync, 0), F(ftruncate, 0),
	P(futimesat, 1), F(getdents, 0), F(getdents64, 0), P(getxattr, 0),
	P(inotify_add_watch, 1), F(ioctl, 0), P(lchown, 0), P(lgetxattr, 0), P(link, 0),
	P(linkat, 1), P(listxattr, 0), P(llistxattr, 0), P(lremovexattr, 0), F(lseek, 0),
	P(lsetxattr, 0), P(lstat, 0), P(mkdir, 0), P(mkdirat, 1), P(mknod, 0), P(mknodat, 1),
	F(mmap, 4), P(mount, 1), P(mount_setattr, 1), P(move_mount, 1),
	P(name_to_handle_at, 1), P(newfstatat, 1), P(open, 0), P(open_tree, 1), P(openat, 1),
	P(openat2, 1), F(pread64, 0), F(preadv, 0), F(preadv2, 0), F(pwrite64, 0),
	F(pwritev, 0), F(pwritev2, 0), F(read, 0), F(readahead, 0), P(readlink, 0),
	P(readlinkat, 1), F(readv, 0), P(removexattr, 0), P(rename, 0), P(renameat, 1),
	P(renameat2, 1), P(rmdir, 0), F(sendfile, 1), P(setxattr, 0), F(splice, 0),
	P(stat, 0), P(statfs, 0), P(statx, 1), P(swapoff, 0), P(swapon, 0), P(symlink, 1),
	P(symlinkat, 2), F(sync_file_range, 0), F(syncfs, 0), F(tee, 0), P(truncate, 0),
	P(umount2, 0), P(unlink, 0), P(unlinkat, 1), P(utime, 0), P(utimensat, 1),
	P(utimes, 0), F(vmsplice, 0), F(write, 0), F(writev, 0),
};

const struct call *call_at(size_t n)
{
	size_t i;

	if (n >= ARRAY_SIZE(calls))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		if (!strcmp(paths[i].name, calls[n].name)) {
			calls[n].path = paths[i].path;
			calls[n].argument = paths[i].argument;
		}
	}
	return &calls[n];
}

const struct call *call_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		if (!strcmp(calls[i].name, name))
			return call_at(i);
	return NULL;
}
