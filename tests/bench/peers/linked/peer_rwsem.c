// SPDX-License-Identifier: GPL-2.0
/* Our own trampoline, with a reader-writer semaphore for a gate. */

#include "dispatch_switch.c"
#include "dispatch_table.c"
#include "dispatch.c"
#include "symbol.c"
#include "tree.c"
#include "tree_insn.c"

#include <linux/rwsem.h>

struct gate {
	struct rw_semaphore sem;
};

static __always_inline bool gate_read_trylock(struct gate *gate, void __percpu **counts)
{
	return down_read_trylock(&gate->sem);
}

static __always_inline void gate_read_unlock(struct gate *gate, void __percpu *counts)
{
	up_read(&gate->sem);
}

static int gate_open(struct gate *gate)
{
	init_rwsem(&gate->sem);
	return 0;
}

static void gate_close(struct gate *gate)
{
	down_write(&gate->sem);
}

#include "linked.h"

MODULE_DESCRIPTION("The benchmark's peer: our trampoline on a reader-writer semaphore");
