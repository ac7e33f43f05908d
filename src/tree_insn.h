/* SPDX-License-Identifier: GPL-2.0 */
/* The few instructions of x86-64 that decision trees are made of. */
#ifndef DYN_SYSCALL_TREE_INSN_H
#define DYN_SYSCALL_TREE_INSN_H

#include "tree.h"

/* No instruction that is understood is longer. */
#define TREE_INSN_SIZE	16

enum { RAX, RBX = 3, RSP, RBP, RSI, RDI, R12 = 12, REGISTERS = 16 };

/*
 * Operations have 32 bits: they clear the upper half of @reg, which is never
 * %rsp. Pushes and pops alone change that.
 */
enum tree_op {
	INSN_UNKNOWN,
	INSN_NOP,
	INSN_PUSH,	/* @reg */
	INSN_POP,	/* to @reg */
	INSN_MOV,	/* @from to @reg */
	INSN_MOV_WIDE,	/* the same with 64 bits */
	INSN_SET,	/* @reg to @value */
	INSN_LEA,	/* @reg to @from + @value */
	INSN_ADD,	/* @reg to @reg + @value */
	INSN_SUB,	/* @reg to @reg - @value */
	INSN_CMP,	/* @reg with @value */
	INSN_DEC,	/* @reg */
	INSN_CLEAR,	/* @reg to 0, by xor, which has flags */
	INSN_COUNT,	/* memory at a fixed address */
	INSN_JMP,	/* by @value */
	INSN_JCC,	/* on @condition, by @value */
	INSN_JMP_TABLE,	/* to what is at @value + 8 * @reg */
	INSN_CALL,	/* by @value */
	INSN_RET,
};

/**
 * struct tree_insn - an instruction
 * @op: what it does
 * @patchable: a jump or call that the patcher knows: by 32 bits, without a prefix
 * @condition: of a conditional jump, as in the CPU's opcodes
 * @length: in bytes
 * @reg: the register it is about
 * @from: another one that it reads
 * @value: a constant
 */
struct tree_insn {
	enum tree_op op;
	bool patchable;
	u8 condition;
	int length;
	int reg, from;
	s32 value;
};

bool tree_insn_decode(struct tree_insn *insn, const u8 *bytes, int left);

#endif /* DYN_SYSCALL_TREE_INSN_H */
