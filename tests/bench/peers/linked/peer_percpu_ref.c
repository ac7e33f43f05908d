// SPDX-License-Identifier: GPL-2.0
/* Our own trampoline, with the kernel's percpu_ref for a gate. */

#include "dispatch_switch.c"
#include "dispatch_table.c"
#include "dispatch.c"
#include "symbol.c"
#include "tree.c"
#include "tree_insn.c"

#include <linux/completion.h>
#include <linux/percpu-refcount.h>

struct gate {
	struct percpu_ref ref;
	struct completion none;
};

static __always_inline bool gate_read_trylock(struct gate *gate, void __percpu **counts)
{
	return percpu_ref_tryget_live(&gate->ref);
}

static __always_inline void gate_read_unlock(struct gate *gate, void __percpu *counts)
{
	percpu_ref_put(&gate->ref);
}

static void gate_is_empty(struct percpu_ref *ref)
{
	complete(&container_of(ref, struct gate, ref)->none);
}

static int gate_open(struct gate *gate)
{
	init_completion(&gate->none);
	return percpu_ref_init(&gate->ref, gate_is_empty, 0, GFP_KERNEL);
}

static void gate_close(struct gate *gate)
{
	percpu_ref_kill(&gate->ref);
	wait_for_completion(&gate->none);
	percpu_ref_exit(&gate->ref);
}

#include "linked.h"

MODULE_DESCRIPTION("The benchmark's peer: our trampoline on percpu_ref");
