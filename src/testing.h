/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What only the test build has (DYN_SYSCALL_TEST): a switch that makes the
 * n-th allocation fail. In every other build there is nothing left of it.
 */
#ifndef DYN_SYSCALL_TESTING_H
#define DYN_SYSCALL_TESTING_H

#include <linux/types.h>

#ifdef DYN_SYSCALL_TEST
bool testing_fail_alloc(void);
#else
static inline bool testing_fail_alloc(void)
{
	return false;
}
#endif

#endif /* DYN_SYSCALL_TESTING_H */
