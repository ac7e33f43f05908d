/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls of dyn_syscall from programs, in C and C++, by name:
 *
 *	static struct dyn_syscall_user multiply = DYN_SYSCALL_USER("multiply");
 *	long result = dyn_syscall(&multiply, 6, 7);
 *
 * As with syscall(2), errors are -1 and errno. For the C library, every result from
 * -4095 to -1 is an error: a handler that returns -42 as a result is seen to fail with
 * errno 42.
 *
 * The number is looked up at the first call, and again when a call returns ENOSYS: if
 * the name has another number by then, the call is made again with that. If there is no
 * call of this name, errno is ENOSYS. A number that has been looked up may belong to
 * another call later: see "Programs" in doc/interface.md of the project.
 */
#ifndef DYN_SYSCALL_USER_H
#define DYN_SYSCALL_USER_H

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#ifndef __cplusplus
/* With -std=c11, unistd.h leaves it out. */
long syscall(long number, ...);
#endif

struct dyn_syscall_user {
	const char *name;
	int nr;			/* -1: not known */
};

#define DYN_SYSCALL_USER(name)	{ name, -1 }

/* With up to six arguments, numbers or pointers. */
#define dyn_syscall(...) \
	DYN_SYSCALL_PICK(__VA_ARGS__, DYN_SYSCALL_6, DYN_SYSCALL_5, DYN_SYSCALL_4, \
			 DYN_SYSCALL_3, DYN_SYSCALL_2, DYN_SYSCALL_1, DYN_SYSCALL_0, \
			 too_few)(__VA_ARGS__)

#define DYN_SYSCALL_PICK(call, a, b, c, d, e, f, pick, ...) pick
#define DYN_SYSCALL_0(call)			DYN_SYSCALL_6(call, 0, 0, 0, 0, 0, 0)
#define DYN_SYSCALL_1(call, a)			DYN_SYSCALL_6(call, a, 0, 0, 0, 0, 0)
#define DYN_SYSCALL_2(call, a, b)		DYN_SYSCALL_6(call, a, b, 0, 0, 0, 0)
#define DYN_SYSCALL_3(call, a, b, c)		DYN_SYSCALL_6(call, a, b, c, 0, 0, 0)
#define DYN_SYSCALL_4(call, a, b, c, d)		DYN_SYSCALL_6(call, a, b, c, d, 0, 0)
#define DYN_SYSCALL_5(call, a, b, c, d, e)	DYN_SYSCALL_6(call, a, b, c, d, e, 0)
#define DYN_SYSCALL_6(call, a, b, c, d, e, f) \
	dyn_syscall_call(call, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* The number that is registered under @name now, or -1, and errno is ENOSYS. */
static inline int dyn_syscall_number(const char *name)
{
	static const char * const kinds[] = { "dynamic", "hijacked" };
	char path[128];
	unsigned int i;
	int nr = -1;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds) && nr < 0; i++) {
		FILE *file;

		snprintf(path, sizeof(path), "/proc/sys/kernel/%s_syscalls/%s", kinds[i], name);
		file = fopen(path, "re");
		if (!file)
			continue;
		if (fscanf(file, "%d", &nr) != 1)
			nr = -1;
		fclose(file);
	}
	if (nr < 0)
		errno = ENOSYS;
	return nr;
}

static inline long dyn_syscall_call(struct dyn_syscall_user *call, long a, long b, long c,
				    long d, long e, long f)
{
	int nr = __atomic_load_n(&call->nr, __ATOMIC_RELAXED), now;
	long result;

	if (nr < 0) {
		nr = dyn_syscall_number(call->name);
		if (nr < 0)
			return -1;
		__atomic_store_n(&call->nr, nr, __ATOMIC_RELAXED);
	}
	result = syscall(nr, a, b, c, d, e, f);
	if (result != -1 || errno != ENOSYS)
		return result;
	/* With the same number it may be the handler that says so. */
	now = dyn_syscall_number(call->name);
	__atomic_store_n(&call->nr, now, __ATOMIC_RELAXED);
	if (now < 0 || now == nr)
		return -1;
	return syscall(now, a, b, c, d, e, f);
}

#endif /* DYN_SYSCALL_USER_H */
