// SPDX-License-Identifier: GPL-2.0
/*
 * Only in the test build: module parameter fail_alloc=N makes the N-th
 * allocation from now on fail, once; reading it tells how many are left to
 * count.
 */

#include <linux/atomic.h>
#include <linux/moduleparam.h>
#include "testing.h"

static int fail_alloc;
module_param(fail_alloc, int, 0600);
MODULE_PARM_DESC(fail_alloc, "Make the N-th allocation fail, once (test build only)");

bool testing_fail_alloc(void)
{
	/* Tests set it and then act alone, so a plain counter will do. */
	return fail_alloc > 0 && --fail_alloc == 0;
}
