// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's decision tree: x64_sys_call(regs, nr) is a switch that the
 * compiler has turned into a binary tree over %esi, which ends, for every
 * number, in one jump (or call) to the handler: the number's site.
 *
 * To find it the tree is walked as the CPU would for that number. The walk
 * knows only the instructions that were seen in these kernels. It ends at
 * whatever else it meets: a guess here would be a jump to nowhere for every
 * process of the machine.
 *
 * Who changes that function other than us? ftrace writes at its entry, which
 * is looked at once, when loading. A kprobe has an int3 where it is, or a jump
 * away in the place of a comparison: the walk ends at the one, and at the other
 * as if that were the site.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/text-patching.h>
#include "compat.h"
#include "symbol.h"
#include "tree.h"

/* The function. Written by tree_find() alone. */
static u8 *function, *function_end;
static u8 *root;	/* behind what ftrace may write */

/* More steps than any tree over 500 numbers needs: the walk has lost its way. */
#define MAX_STEPS 64

/* The last comparison: unsigned, as the switch is over an unsigned number. */
struct flags {
	bool known, below, equal;
};

static bool condition(u8 opcode, const struct flags *f, bool *taken)
{
	switch (opcode & 0x0e) {
	case 0x2:	/* jb, jae */
		*taken = f->below;
		break;
	case 0x4:	/* je, jne */
		*taken = f->equal;
		break;
	case 0x6:	/* jbe, ja */
		*taken = f->below || f->equal;
		break;
	default:
		return false;
	}
	/* Of each pair the odd one is the opposite. */
	*taken ^= opcode & 1;
	return f->known;
}

static bool inside(const u8 *p)
{
	return p >= function && p < function_end;
}

/* Where a jmp rel32 or call rel32 goes; 0 for every other instruction. */
unsigned long tree_target(u8 *insn)
{
	u8 opcode = READ_ONCE(insn[0]);

	if (opcode != JMP32_INSN_OPCODE && opcode != CALL_INSN_OPCODE)
		return 0;
	return (unsigned long)insn + 5 + get_unaligned((s32 *)(insn + 1));
}

/* A jump or call that leaves the function. */
bool tree_is_site(u8 *insn)
{
	return tree_target(insn) && !inside((u8 *)tree_target(insn));
}

/*
 * One instruction at @p, for number @nr. Returns where the CPU goes next, NULL
 * when the instruction is not one we know.
 */
static u8 *step(u8 *p, u32 nr, struct flags *f)
{
	bool taken;
	u32 imm;

	if (p + 6 > function_end)
		return NULL;

	switch (p[0]) {
	case 0x81:	/* cmp $imm32,%esi */
	case 0x83:	/* cmp $imm8,%esi */
		if (p[1] != 0xfe)
			return NULL;
		imm = p[0] == 0x81 ? get_unaligned((u32 *)(p + 2)) :
				     (u32)(s8)p[2];
		*f = (struct flags){ true, nr < imm, nr == imm };
		return p + (p[0] == 0x81 ? 6 : 3);
	case 0x85:	/* test %esi,%esi */
		if (p[1] != 0xf6)
			return NULL;
		*f = (struct flags){ true, false, nr == 0 };
		return p + 2;
	case 0x70 ... 0x7f:	/* jcc rel8 */
		if (!condition(p[0], f, &taken))
			return NULL;
		return taken ? p + 2 + (s8)p[1] : p + 2;
	case 0x0f:	/* jcc rel32 */
		if ((p[1] & 0xf0) != 0x80 || !condition(p[1], f, &taken))
			return NULL;
		return taken ? p + 6 + get_unaligned((s32 *)(p + 2)) : p + 6;
	case 0xeb:	/* jmp rel8 */
		return p + 2 + (s8)p[1];
	case JMP32_INSN_OPCODE:
		return (u8 *)tree_target(p);
	}
	return NULL;
}

/* What compilers and tracers put in front of the tree. */
static u8 *skip_entry(u8 *p)
{
	static const u8 endbr64[] = { 0xf3, 0x0f, 0x1e, 0xfa };
	/* what the kernel makes of an endbr64 that nobody jumps to indirectly */
	static const u8 sealed[] = { 0x66, 0x0f, 0x1f, 0x00 };
	static const u8 nop5[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };

	if (!memcmp(p, endbr64, sizeof(endbr64)) ||
	    !memcmp(p, sealed, sizeof(sealed)))
		p += sizeof(endbr64);
	/* __fentry__: a nop, or a call while somebody traces the function */
	if (!memcmp(p, nop5, sizeof(nop5)) || p[0] == 0xe8)
		p += sizeof(nop5);
	return p;
}

/* The site of @nr, or the instruction where the way to it is not understood. */
u8 *tree_walk(u32 nr)
{
	struct flags f = {};
	u8 *p = root, *next;
	int steps;

	for (steps = 0; steps < MAX_STEPS && !tree_is_site(p); steps++) {
		next = step(p, nr, &f);
		if (!next || !inside(next))
			break;
		p = next;
	}
	return p;
}

/* Finds the function. Errors are those of symbol_find(). */
int __init tree_find(void)
{
	int err = symbol_find(TREE_FUNCTION, &function, &function_end);

	if (!err)
		root = skip_entry(function);
	return err;
}
