// SPDX-License-Identifier: GPL-2.0
/*
 * The return addresses on a task's kernel stack, the innermost first. x86 exports
 * its unwinder. arm64 does not, but every function there has a frame record: the
 * frame pointer leads to a pair of words, the caller's frame pointer and the
 * return address.
 */

#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/uaccess.h>
#include <asm/ptrace.h>
#include "stack.h"

#ifdef CONFIG_X86
#include <asm/unwind.h>

static void walk(struct task_struct *task, struct pt_regs *regs, stack_fn fn,
		 void *data)
{
	struct unwind_state state;
	unsigned long address;

	for (unwind_start(&state, task, regs, NULL); !unwind_done(&state);
	     unwind_next_frame(&state)) {
		address = unwind_get_return_address(&state);
		if (!address || !fn(address, data))
			return;
	}
}
#else
#include <linux/bits.h>
#include <asm/memory.h>

/* No stack of a system call is deeper; ends a loop of frames. */
#define MAX_FRAMES 256

struct frame {
	unsigned long fp;
	unsigned long lr;
};

/* Remove the bits of pointer authentication: they are all ones in text. */
static unsigned long strip(unsigned long lr)
{
	return lr ? lr | GENMASK(BITS_PER_LONG - 1, VA_BITS_MIN) : 0;
}

/* Frames go one way on a stack; those of an interrupt stack lead to the task's. */
static bool onward(struct task_struct *task, unsigned long from, unsigned long to)
{
	unsigned long stack = (unsigned long)task_stack_page(task);

	if (to & 7)
		return false;
	if (to >= stack && to <= stack + THREAD_SIZE - sizeof(struct frame))
		return to > from || from >= stack + THREAD_SIZE || from < stack;
	return to > from && to - from < THREAD_SIZE;
}

static void walk(struct task_struct *task, struct pt_regs *regs, stack_fn fn,
		 void *data)
{
	struct frame frame = {};
	unsigned long fp;
	int i;

	if (regs) {
		/* A function without a frame, at its beginning or end, has its caller in lr. */
		if (!fn(regs->pc, data) || !fn(strip(regs->regs[30]), data))
			return;
		fp = regs->regs[29];
	} else if (task == current) {
		fp = (unsigned long)__builtin_frame_address(0);
	} else {
		if (!fn(thread_saved_pc(task), data))
			return;
		fp = thread_saved_fp(task);
	}
	for (i = 0; i < MAX_FRAMES; i++) {
		/* A task that runs may change its frames as we read; nothing faults. */
		if (copy_from_kernel_nofault(&frame, (void *)fp, sizeof(frame)) ||
		    !frame.lr || !fn(strip(frame.lr), data) ||
		    !onward(task, fp, frame.fp))
			return;
		fp = frame.fp;
	}
}
#endif

/**
 * stack_walk() - visit the return addresses on a task's kernel stack
 * @task: a task that does not run, or current; its stack must stay
 * @regs: the registers that an interrupt has saved; %NULL to start here or, for
 *	  another task, where it was switched out
 * @fn: called for each address until it returns false
 * @data: for @fn
 *
 * Context: Any but NMI.
 */
void stack_walk(struct task_struct *task, struct pt_regs *regs, stack_fn fn,
		void *data)
{
	walk(task, regs, fn, data);
}
