// SPDX-License-Identifier: GPL-2.0
/*
 * Decodes the instructions that compilers were seen to make switches of, and no
 * others. An encoding that is not listed here is unknown, even if it does the
 * same as one that is.
 */

#include "tree_insn.h"

enum { REX_B = 1, REX_X = 2, REX_R = 4, REX_W = 8 };

/* Taken apart as if there were a ModRM byte. */
struct encoding {
	const u8 *op;	/* behind the prefixes */
	u8 rex;
	int mod, digit, reg, rm;
};

static s32 get_s32(const u8 *from)
{
	s32 value;

	memcpy(&value, from, sizeof(value));
	return value;
}

static void put(struct tree_insn *insn, enum tree_op op, int length, int reg, s32 value)
{
	insn->op = op;
	insn->length = length;
	insn->reg = reg;
	insn->value = value;
}

/* nopl and nopw have an operand. */
static int nop_length(const struct encoding *e)
{
	static const int displacement[] = { 0, 1, 4, 0 };
	/* Here it is behind the second byte. */
	int mod = e->op[2] >> 6, rm = e->op[2] & 7;
	bool sib = mod != 3 && rm == 4;
	bool absolute = mod == 0 && (sib ? e->op[3] & 7 : rm) == 5;

	return 3 + sib + (absolute ? 4 : displacement[mod]);
}

/* add, sub and cmp, by the digit in the opcode. */
static void decode_arithmetic(struct tree_insn *insn, int digit, int length, int reg, s32 value)
{
	static const enum tree_op ops[] = { [0] = INSN_ADD, [5] = INSN_SUB, [7] = INSN_CMP };

	put(insn, ops[digit], length, reg, value);
}

/* Those with a register and a constant. */
static void decode_registers(struct tree_insn *insn, const struct encoding *e)
{
	int reg = (e->op[0] & 7) | (e->rex & REX_B) << 3;
	bool wide = e->rex & REX_W, same = e->mod == 3 && e->reg == e->rm && !wide;

	switch (e->op[0]) {
	case 0x50 ... 0x57:
		put(insn, INSN_PUSH, 1, reg, 0);
		break;
	case 0x58 ... 0x5f:
		put(insn, INSN_POP, 1, reg, 0);
		break;
	case 0x89:
		insn->from = e->reg;
		if (e->mod == 3)
			put(insn, wide ? INSN_MOV_WIDE : INSN_MOV, 2, e->rm, 0);
		break;
	case 0x8b:
		insn->from = e->rm;
		if (e->mod == 3)
			put(insn, wide ? INSN_MOV_WIDE : INSN_MOV, 2, e->reg, 0);
		break;
	case 0xb8 ... 0xbf:
		if (!wide)
			put(insn, INSN_SET, 5, reg, get_s32(e->op + 1));
		break;
	case 0x31:
	case 0x33:
		if (same)
			put(insn, INSN_CLEAR, 2, e->rm, 0);
		break;
	case 0x85:	/* test %reg,%reg: flags are those of cmp $0 */
		if (same)
			put(insn, INSN_CMP, 2, e->rm, 0);
		break;
	case 0x8d:	/* a low half of 4 is an index */
		insn->from = e->rm;
		if (!wide && (e->rm & 7) != 4 && e->mod == 1)
			put(insn, INSN_LEA, 3, e->reg, (s8)e->op[2]);
		if (!wide && (e->rm & 7) != 4 && e->mod == 2)
			put(insn, INSN_LEA, 6, e->reg, get_s32(e->op + 2));
		break;
	case 0x05:	/* with %eax */
	case 0x2d:
	case 0x3d:
		if (!wide)
			decode_arithmetic(insn, e->op[0] >> 3, 5, RAX, get_s32(e->op + 1));
		break;
	case 0x81:
		if (!wide && e->mod == 3)
			decode_arithmetic(insn, e->digit, 6, e->rm, get_s32(e->op + 2));
		break;
	case 0x83:
		if (!wide && e->mod == 3)
			decode_arithmetic(insn, e->digit, 3, e->rm, (s8)e->op[2]);
		break;
	case 0xff:
		if (!wide && e->mod == 3 && e->digit == 0)
			put(insn, INSN_ADD, 2, e->rm, 1);
		if (!wide && e->mod == 3 && e->digit == 1)
			put(insn, INSN_DEC, 2, e->rm, 1);
		break;
	}
}

/* Those that go elsewhere. */
static void decode_jumps(struct tree_insn *insn, const struct encoding *e)
{
	switch (e->op[0]) {
	case 0x70 ... 0x7f:
		insn->condition = e->op[0] & 0x0f;
		put(insn, INSN_JCC, 2, 0, (s8)e->op[1]);
		break;
	case 0x0f:
		insn->condition = e->op[1] & 0x0f;
		insn->patchable = (e->op[1] & 0xf0) == 0x80;
		if (insn->patchable)
			put(insn, INSN_JCC, 6, 0, get_s32(e->op + 2));
		break;
	case 0xeb:
		put(insn, INSN_JMP, 2, 0, (s8)e->op[1]);
		break;
	case 0xe9:
		insn->patchable = true;
		put(insn, INSN_JMP, 5, 0, get_s32(e->op + 1));
		break;
	case 0xe8:
		insn->patchable = true;
		put(insn, INSN_CALL, 5, 0, get_s32(e->op + 1));
		break;
	case 0xc3:
		put(insn, INSN_RET, 1, 0, 0);
		break;
	}
}

/* add $..., counter(%rip) and inc counter(%rip), of profiles */
static void decode_counter(struct tree_insn *insn, const struct encoding *e)
{
	if (e->digit || e->mod || (e->op[1] & 7) != 5)
		return;
	if (e->op[0] == 0x81)
		put(insn, INSN_COUNT, 10, 0, 0);
	if (e->op[0] == 0x83)
		put(insn, INSN_COUNT, 7, 0, 0);
	if (e->op[0] == 0xff)
		put(insn, INSN_COUNT, 6, 0, 0);
}

/* jmp *table(,%reg,8) */
static void decode_table(struct tree_insn *insn, const struct encoding *e)
{
	if (e->op[0] == 0xff && e->digit == 4 && e->mod == 0 && (e->op[1] & 7) == 4 &&
	    (e->op[2] & 0xc7) == 0xc5)
		put(insn, INSN_JMP_TABLE, 7, (e->op[2] >> 3 & 7) | (e->rex & REX_X) << 2,
		    get_s32(e->op + 3));
}

static void decode_nop(struct tree_insn *insn, const struct encoding *e)
{
	if (e->op[0] == 0x90)
		put(insn, INSN_NOP, 1, 0, 0);
	if (e->op[0] == 0x0f && e->op[1] == 0x1f)
		put(insn, INSN_NOP, nop_length(e), 0, 0);
}

/**
 * tree_insn_decode() - what an instruction does
 * @insn: where to put that
 * @bytes: the instruction; %TREE_INSN_SIZE bytes can be read
 * @left: how many of them belong to the function
 *
 * Return: whether it is understood.
 */
bool tree_insn_decode(struct tree_insn *insn, const u8 *bytes, int left)
{
	static const u8 endbr64[] = { 0xf3, 0x0f, 0x1e, 0xfa };
	bool size = false, cs = false, notrack = false, lock = false;
	struct encoding e = { .op = bytes };

	*insn = (struct tree_insn){};
	/* More than four prefixes have no place here. */
	for (; e.op < bytes + 4; e.op++) {
		if (*e.op == 0x66)
			size = true;
		else if (*e.op == 0x2e)
			cs = true;
		else if (*e.op == 0x3e)
			notrack = true;
		else if (*e.op == 0xf0)
			lock = true;
		else
			break;
	}
	if ((*e.op & 0xf0) == 0x40)
		e.rex = *e.op++;
	e.mod = e.op[1] >> 6;
	e.digit = e.op[1] >> 3 & 7;
	e.reg = e.digit | (e.rex & REX_R) << 1;
	e.rm = (e.op[1] & 7) | (e.rex & REX_B) << 3;

	/* Each prefix is understood only where it makes no difference. */
	if (!memcmp(bytes, endbr64, sizeof(endbr64)))
		put(insn, INSN_NOP, sizeof(endbr64), 0, 0);
	if (!notrack && !lock && !e.rex)
		decode_nop(insn, &e);
	if (!size && !cs && !notrack)
		decode_counter(insn, &e);
	if (!size && !cs && !lock)
		decode_table(insn, &e);
	if (!size && !cs && !notrack && !lock)
		decode_registers(insn, &e);
	if (!size && !cs && !notrack && !lock && !e.rex)
		decode_jumps(insn, &e);
	/* The jump to a return thunk is as long as what it may be replaced by. */
	if (e.op == bytes + 1 && cs && e.op[0] == 0xe9)
		put(insn, INSN_JMP, 5, 0, get_s32(e.op + 1));

	insn->length += e.op - bytes;
	/* As an index that register stands for none. */
	return insn->op != INSN_UNKNOWN && insn->reg != RSP && insn->length <= left;
}
