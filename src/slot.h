/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Slots: trampolines for one hijacked number only. What the common ones load from the
 * entry is in their text: they call the handler, and with DYN_SYSCALL_BEFORE jump to the
 * original, without indirect branches, of which each costs four instructions where
 * retpolines are needed.
 *
 * A number that has a slot keeps it until this module is unloaded. A caller may have been
 * preempted at the slot's first instruction, not counted by anything, and go on when its
 * number has been freed; in a slot that had been given to another number, it would be
 * sent to that one's handler, and to its original. Mutant: slot-kept.
 */
#ifndef DYN_SYSCALL_SLOT_H
#define DYN_SYSCALL_SLOT_H

#include <linux/static_call.h>
#include "dyn_syscall.h"

struct entry;

/*
 * Only x86 has static calls in modules, and orders what a caller reads by the text that it
 * executes: see slot_set_handler().
 */
#if defined(CONFIG_X86_64) && defined(CONFIG_HAVE_STATIC_CALL)
#define FOR_EACH_SLOT(do_) \
	do_(0) do_(1) do_(2) do_(3) do_(4) do_(5) do_(6) do_(7) \
	do_(8) do_(9) do_(10) do_(11) do_(12) do_(13) do_(14) do_(15)
#define SLOTS	16
#else
#define FOR_EACH_SLOT(do_)
#define SLOTS	0
#endif

long slot_vacant(const struct pt_regs *regs);

#define DECLARE_SLOT(n)					\
	DECLARE_STATIC_CALL(slot_handler_##n, slot_vacant);	\
	DECLARE_STATIC_CALL(slot_original_##n, slot_vacant);
FOR_EACH_SLOT(DECLARE_SLOT)

extern struct entry *slot_entries[];

int slot_of(const struct entry *e);
int slot_take(struct entry *e, dyn_syscall_t original);
void slot_set_handler(int slot, dyn_syscall_t handler);
void slot_reset(int slot);

#endif /* DYN_SYSCALL_SLOT_H */
