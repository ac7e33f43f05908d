// SPDX-License-Identifier: GPL-2.0
/*
 * Our own trampoline, with SRCU-fast for a gate, which the newest kernels have: it counts
 * in and out on each CPU, as our gate does. It refuses no caller, so there is also a word.
 */

#include "dispatch_switch.c"
#include "dispatch_table.c"
#include "dispatch.c"
#include "symbol.c"
#include "tree.c"
#include "tree_insn.c"

#include <linux/srcu.h>

struct gate {
	struct srcu_struct srcu;
	bool open;
};

static __always_inline bool gate_read_trylock(struct gate *gate, void __percpu **counts)
{
	*counts = srcu_read_lock_fast(&gate->srcu);
	if (likely(READ_ONCE(gate->open)))
		return true;
	srcu_read_unlock_fast(&gate->srcu, *counts);
	return false;
}

static __always_inline void gate_read_unlock(struct gate *gate, void __percpu *counts)
{
	srcu_read_unlock_fast(&gate->srcu, counts);
}

static int gate_open(struct gate *gate)
{
	int err = init_srcu_struct_fast(&gate->srcu);

	WRITE_ONCE(gate->open, !err);
	return err;
}

static void gate_close(struct gate *gate)
{
	WRITE_ONCE(gate->open, false);
	synchronize_srcu(&gate->srcu);
	cleanup_srcu_struct(&gate->srcu);
}

#include "linked.h"

MODULE_DESCRIPTION("The benchmark's peer: our trampoline on SRCU-fast");
