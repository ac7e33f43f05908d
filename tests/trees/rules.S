/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rules of src/tree.c. Each is a small tree in which the rule is kept, and
 * its twin, in which it is broken and no more: number 7 has a site in the first,
 * and in the second none, for the reason given.
 */

#define JUMP 1
#define CONDITIONAL 2
#define CALL 3

/* The kind of the site, whether %esi has the number there, a .cold part. */
.macro rule name, why, kind=JUMP, esi=1, cold=0, cold_end=0
	.pushsection .rodata.names, "a"
\name\()_name: .asciz "\name"
\name\()_why: .asciz "\why"
	.popsection
	.pushsection .rodata.rules, "a"
	.quad \name\()_name, \name\()_why
	.quad \name, \name\()_twin, \name\()_twin, \name\()_end
	.quad \kind, \esi, \cold, \cold_end
	.popsection
	.pushsection .text
	.balign 64, 0xcc
	.type \name, @function
\name:
.endm

.macro twin name
	.type \name\()_twin, @function
\name\()_twin:
.endm

.macro end name
\name\()_end:
	.popsection
.endm

	.globl rules, rules_end
	.section .rodata.rules, "a"
rules:

#define handler __x64_sys_handler
#define another __x64_sys_another

rule rdi, "%rdi is not as at entry"
	push	%rdi
	xor	%edi, %edi
	pop	%rdi
	jmp	handler
twin rdi
	xor	%edi, %edi
	jmp	handler
end rdi

rule rdi_when_called, "%rdi is not as at entry", CALL
	mov	%rdi, %rax
	call	handler
	ret
twin rdi_when_called
	mov	%rsi, %rdi
	call	handler
	ret
end rdi_when_called

rule rdi_half, "%rdi is not as at entry"
	mov	%rdi, %rax
	mov	%rax, %rdi
	jmp	handler
twin rdi_half
	mov	%edi, %edi
	jmp	handler
end rdi_half

rule stack, "the stack is not as at entry"
	push	%rbx
	pop	%rbx
	jmp	handler
twin stack
	push	%rbx
	jmp	handler
end stack

rule stack_conditional, "the stack is not as at entry", CONDITIONAL
	push	%rbx
	cmp	$7, %esi
	pop	%rbx
	je	handler
	jmp	another
twin stack_conditional
	push	%rbx
	cmp	$7, %esi
	je	handler
	pop	%rbx
	jmp	another
end stack_conditional

rule pop, "a pop without a push before"
	push	%rcx
	pop	%rax
	push	%rax
	pop	%rax
	jmp	handler
twin pop
	pop	%rax
	push	%rax
	jmp	handler
end pop

rule stack_pointer, "an instruction that is not understood"
	push	%rbp
	mov	%rsp, %rbp
	pop	%rbp
	jmp	handler
twin stack_pointer
	mov	%rsp, %rax
	push	%rbx
	mov	%rax, %rsp
	jmp	handler
end stack_pointer

rule stack_popped, "an instruction that is not understood"
	push	%rcx
	pop	%rax
	jmp	handler
twin stack_popped
	push	%rcx
	pop	%rsp
	jmp	handler
end stack_popped

rule deep, "too many pushes"
.rept 8
	push	%rax
.endr
.rept 8
	pop	%rax
.endr
	jmp	handler
twin deep
.rept 9
	push	%rax
.endr
.rept 9
	pop	%rax
.endr
	jmp	handler
end deep

rule preserved, "a register to be preserved is not as at entry"
	push	%rbx
	mov	%esi, %ebx
	pop	%rbx
	jmp	handler
twin preserved
	mov	%esi, %ebx
	jmp	handler
end preserved

rule preserved_swapped, "a register to be preserved is not as at entry"
	push	%r12
	push	%r13
	pop	%r13
	pop	%r12
	jmp	handler
twin preserved_swapped
	push	%r12
	push	%r13
	pop	%r12
	pop	%r13
	jmp	handler
end preserved_swapped

rule preserved_frame, "a register to be preserved is not as at entry"
	push	%rbp
	mov	%rsp, %rbp
	pop	%rbp
	jmp	handler
twin preserved_frame
	mov	%rsp, %rbp
	jmp	handler
end preserved_frame

rule instruction, "an instruction that is not understood"
	cmp	$7, %esi
	jne	another
	jmp	handler
twin instruction
	and	$7, %esi
	jne	another
	jmp	handler
end instruction

rule memory, "an instruction that is not understood"
	mov	%rdi, %rax
	jmp	handler
twin memory
	mov	(%rdi), %rax
	jmp	handler
end memory

rule counter, "an instruction that is not understood"
	addq	$1, counted(%rip)
	addl	$0x1000, counted(%rip)
	incq	counted(%rip)
	lock incq counted(%rip)
	jmp	handler
twin counter
	addq	$1, (%rdi)
.rept 4			/* as long as with the address of a counter */
	nop
.endr
	jmp	handler
end counter

rule lock, "an instruction that is not understood"
	lock addq $1, counted(%rip)
	jmp	handler
twin lock
	lock addq $1, (%rdi)
	jmp	handler
end lock

rule size, "an instruction that is not understood"
	cmp	$7, %esi
	jne	another
	jmp	handler
twin size
	cmp	$7, %si
	jne	another
	jmp	handler
end size

rule wide, "an instruction that is not understood"
	cmp	$7, %esi
	jne	another
	jmp	handler
twin wide
	cmp	$7, %rsi
	jne	another
	jmp	handler
end wide

rule eax, "arithmetic with a value that is not known"
	mov	%esi, %eax
	.byte	0x3d, 7, 0, 0, 0	/* cmp $7, %eax */
	jne	another
	.byte	0x2d, 7, 0, 0, 0	/* sub $7, %eax */
	jne	another
	jmp	handler
twin eax
	.byte	0x3d, 7, 0, 0, 0
	jne	another
	.byte	0x2d, 7, 0, 0, 0
	jne	another
	jmp	handler
end eax

rule arithmetic, "arithmetic with a value that is not known"
	mov	%esi, %ecx
	inc	%ecx
	add	$-3, %ecx
	sub	$4, %ecx
	lea	-1(%rcx), %edx
	lea	0x1000(%rdx), %r8d
	cmp	$0x1000, %r8d
	jne	another
	jmp	handler
twin arithmetic
	mov	%edi, %ecx
	inc	%ecx
	add	$-3, %ecx
	sub	$4, %ecx
	lea	-1(%rcx), %edx
	lea	0x1000(%rdx), %r8d
	cmp	$0x1000, %r8d
	jne	another
	jmp	handler
end arithmetic

rule lea_unknown, "arithmetic with a value that is not known"
	lea	1(%rsi), %ecx
	cmp	$8, %ecx
	jne	another
	jmp	handler
twin lea_unknown
	lea	1(%rdi), %ecx
	cmp	$8, %ecx
	jne	another
	jmp	handler
end lea_unknown

rule lea_of_two, "an instruction that is not understood"
	lea	7(%rsi), %eax
	cmp	$14, %eax
	jne	another
	jmp	handler
twin lea_of_two
	lea	1(%rsi,%rsi), %eax
	cmp	$15, %eax
	jne	another
	jmp	handler
end lea_of_two

rule condition, "a condition that is not known"
	cmp	$7, %esi
	je	1f
	jmp	another
1:	jmp	handler
twin condition
	je	1f
	jmp	another
1:	jmp	handler
end condition

rule condition_signed, "a condition that is not known"
	cmp	$-1, %esi
	jle	another
	cmp	$0x80000000, %esi
	jl	another
	jns	another
	cmp	$7, %esi
	jg	another
	jge	1f
	jmp	another
1:	jmp	handler
twin condition_signed
	jle	another
	jmp	handler
end condition_signed

rule condition_unsigned, "a condition that is not known"
	cmp	$-1, %esi
	jae	another
	cmp	$0x80000000, %esi
	ja	another
	jae	another
	cmp	$7, %esi
	ja	another
	jbe	1f
	jmp	another
1:	jmp	handler
twin condition_unsigned
	cmp	$7, %esi
	jp	another
	jmp	handler
end condition_unsigned

rule carry_of_dec, "a condition that is not known"
	lea	-6(%rsi), %eax
	dec	%eax
	jne	another
	test	%eax, %eax
	jb	another
	jmp	handler
twin carry_of_dec
	lea	-6(%rsi), %eax
	dec	%eax
	jb	another
	jmp	handler
end carry_of_dec

rule flags_of_add, "a condition that is not known"
	mov	%esi, %eax
	sub	$7, %eax
	jne	another
	jmp	handler
twin flags_of_add
	mov	%esi, %eax
	add	$-7, %eax
	jne	another
	jmp	handler
end flags_of_add

rule flags_of_counter, "a condition that is not known"
	incq	counted(%rip)
	cmp	$7, %esi
	jne	another
	jmp	handler
twin flags_of_counter
	cmp	$7, %esi
	incq	counted(%rip)
	jne	another
	jmp	handler
end flags_of_counter

rule flags_kept, "a condition that is not known"
	cmp	$7, %esi
	push	%rbx
	mov	$0, %eax
	lea	1(%rsi), %ecx
	nop
	pop	%rbx
	jne	another
	jmp	handler
twin flags_kept
	cmp	$7, %esi
	xor	%eax, %eax
	jne	another
	jmp	handler
end flags_kept

rule flags_after_call, "a condition that is not known", CALL
	cmp	$7, %esi
	call	handler
	ret
twin flags_after_call
	cmp	$7, %esi
	call	handler
	jne	1f
1:	ret
end flags_after_call

rule table, "a jump table with an index that is not known"
	mov	%esi, %eax
	jmp	*table_rows(,%rax,8)
table_row:
	jmp	handler
twin table
	mov	%rsi, %rax
	jmp	*table_rows(,%rax,8)
	jmp	handler
end table

rule table_itself, "a jump table with an index that is not known"
	mov	%esi, %esi
	notrack jmp *itself_rows(,%rsi,8)
itself_row:
	jmp	handler
twin table_itself
	notrack jmp *itself_rows(,%rsi,8)
	jmp	handler
end table_itself

rule table_high, "an instruction that is not understood", CALL
	push	%r12
	mov	%esi, %r12d
	mov	%r12d, %r9d
	jmp	*high_rows(,%r9,8)
high_row:
	call	handler
	pop	%r12
	ret
twin table_high
	push	%r12
	mov	%esi, %r12d
	mov	%r12d, %r9d
	jmp	*high_rows(,%r9,4)
	call	handler
	pop	%r12
	ret
end table_high

rule table_outside, "a jump table that leads out of the function"
	mov	%esi, %eax
	jmp	*outside_rows(,%rax,8)
outside_row:
	jmp	handler
twin table_outside
	mov	%esi, %eax
	jmp	*outside_rows(,%rax,8)
	jmp	handler
end table_outside

rule table_unmapped, "a jump table that cannot be read"
	mov	%esi, %eax
	jmp	*unmapped_rows(,%rax,8)
unmapped_row:
	jmp	handler
twin table_unmapped
	mov	%esi, %eax
	jmp	*0x1000(,%rax,8)
	jmp	handler
end table_unmapped

rule table_no_index, "an instruction that is not understood"
	mov	%esi, %eax
	jmp	*no_index_rows(,%rax,8)
no_index_row:
	jmp	handler
twin table_no_index
	jmp	*no_index_rows+56
	jmp	handler
end table_no_index

rule call_result, "what the call returned is lost", CALL
	call	handler
	xor	%edx, %edx
	ret
twin call_result
	call	handler
	xor	%eax, %eax
	ret
end call_result

rule call_twice, "another jump or call follows the call", CALL
	call	handler
	ret
twin call_twice
	call	handler
	call	another
	ret
end call_twice

rule call_and_jump, "another jump or call follows the call", CALL
	call	handler
	jmp	1f
1:	ret
twin call_and_jump
	call	handler
	jmp	another
end call_and_jump

rule call_stack, "the stack is not as at entry", CALL
	push	%rbx
	call	handler
	pop	%rbx
	ret
twin call_stack
	push	%rbx
	call	handler
	ret
end call_stack

rule call_preserved, "a register to be preserved is not as at entry", CALL
	push	%rbx
	mov	%esi, %ebx
	call	handler
	pop	%rbx
	ret
twin call_preserved
	mov	%esi, %ebx
	call	handler
	ret
end call_preserved

rule call_scratch, "a register to be preserved is not as at entry", CALL
	push	%rbx
	push	%rbx
	pop	%rcx
	call	handler
	pop	%rbx
	ret
twin call_scratch
	mov	%rbx, %rcx
	call	handler
	mov	%rcx, %rbx
	ret
end call_scratch

rule call_scratch_value, "arithmetic with a value that is not known", CALL
	push	%rbx
	mov	%esi, %ebx
	call	handler
	cmp	$7, %ebx
	jne	another
	pop	%rbx
	ret
twin call_scratch_value
	mov	%esi, %ecx
	call	handler
	cmp	$7, %ecx
	jne	another
	ret
end call_scratch_value

rule call_end, "the end of the function", CALL
	call	handler
	ret
twin call_end
	call	handler
end call_end

rule call_thunk, "another jump or call follows the call", CALL
	call	handler
	jmp	__x86_return_thunk
twin call_thunk
	call	handler
	jmp	__x86_some_thunk
end call_thunk

rule call_padded_thunk, "a jump out of the function that cannot be patched", CALL
	call	handler
	.byte	0x2e
	jmp	__x86_return_thunk
twin call_padded_thunk
	call	handler
	.byte	0x2e
	jmp	handler
end call_padded_thunk

rule padded_jump, "a jump out of the function that cannot be patched"
	.byte	0x2e, 0xe9, 0, 0, 0, 0
	jmp	handler
twin padded_jump
	.byte	0x2e
	jmp	handler
end padded_jump

rule call_itself, "a call of itself", CALL
	call	handler
	ret
twin call_itself
	call	1f
	ret
1:	jmp	handler
end call_itself

rule call_accounted, "%rdi is not as at entry", CALL
	call	__x64_sys_counted - 9
	ret
twin call_accounted
	xor	%edi, %edi
	call	__x64_sys_counted - 9
	ret
end call_accounted

rule returns, "a return without a jump or call before"
	test	%esi, %esi
	jne	1f
	ret
1:	jmp	handler
twin returns
	test	%esi, %esi
	je	1f
	ret
1:	jmp	handler
end returns

rule returns_by_thunk, "a return without a jump or call before"
	jmp	handler
twin returns_by_thunk
	mov	$-38, %eax
	jmp	__x86_return_thunk
end returns_by_thunk

rule breakpoint, "a breakpoint"
	nop
	jmp	handler
twin breakpoint
	int3
	jmp	handler
end breakpoint

rule short, "a jump out of the function that cannot be patched"
	jmp	1f
1:	jmp	handler
twin short
	jmp	short_way_out
end short
	.text
short_way_out:
	jmp	handler

rule short_conditional, "a jump out of the function that cannot be patched"
	test	%esi, %esi
	jne	1f
	ret
1:	jmp	handler
twin short_conditional
	test	%esi, %esi
	jne	conditional_way_out
	jmp	handler
end short_conditional
	.text
conditional_way_out:
	jmp	handler

rule loop, "a loop"
	jmp	1f
	nop
1:	jmp	handler
twin loop
1:	nop
	jmp	1b
	jmp	handler
end loop

rule nops, "an instruction that is not understood"
	endbr64
	.byte	0x66, 0x0f, 0x1f, 0x00		/* sealed */
	.byte	0x0f, 0x1f, 0x40, 0xd6		/* poisoned */
	nop
	xchg	%ax, %ax
	nopl	(%rax)
	nopl	8(%rax)
	nopl	8(%rax,%rax)
	nopw	0x200(%rax,%rax)
	.byte	0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 2, 0, 0
	.byte	0x66, 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 2, 0, 0
	nopl	0x200(%rip)
	.byte	0x0f, 0x1f, 0x04, 0x25, 0, 2, 0, 0	/* nopl 0x200 */
	jmp	handler
twin nops
	xchg	%r8, %rax
	jmp	handler
end nops

rule cut, "an instruction that is not understood"
	jmp	handler
twin cut
	.byte	0xe9, 0, 0, 0
end cut
	.text
	.byte	0

rule cut_conditional, "an instruction that is not understood"
	cmp	$7, %esi
	jne	another
	jmp	handler
twin cut_conditional
	cmp	$7, %esi
	.byte	0x0f, 0x85, 0, 0
end cut_conditional
	.text
	.word	0

rule cold, "not a system call", cold=cold_part, cold_end=cold_part_end
	cmp	$7, %esi
	je	cold_part
	jmp	another
twin cold
	cmp	$7, %esi
	je	cold_part
	jmp	another
end cold
	.section .text.unlikely, "ax"
cold_part:
	nop
	jmp	handler
cold_part_end:
	.text

rule cold_and_back, "not a system call", CALL, cold=back_part, cold_end=back_part_end
	push	%rbx
	cmp	$7, %esi
	je	back_part
1:	call	handler
	pop	%rbx
	ret
twin cold_and_back
	cmp	$7, %esi
	je	back_part
	jmp	handler
end cold_and_back
	.section .text.unlikely, "ax"
back_part:
	nop
	jmp	1b
back_part_end:
	.text

rule not_a_call, "not a system call"
	jmp	handler
twin not_a_call
	jmp	some_function
end not_a_call

rule carry_of_dec_too, "a condition that is not known"
	lea	-6(%rsi), %eax
	dec	%eax
	jg	another
	js	another
	jmp	handler
twin carry_of_dec_too
	lea	-6(%rsi), %eax
	dec	%eax
	ja	another
	jmp	handler
end carry_of_dec_too

rule wide_test, "an instruction that is not understood"
	test	%esi, %esi
	je	another
	jmp	handler
twin wide_test
	test	%rsi, %rsi
	je	another
	jmp	handler
end wide_test

rule test_of_two, "an instruction that is not understood"
	test	%esi, %esi
	je	another
	jmp	handler
twin test_of_two
	mov	%esi, %eax
	test	%eax, %esi
	je	another
	jmp	handler
end test_of_two

rule xor_of_two, "an instruction that is not understood"
	mov	%esi, %eax
	xor	%eax, %eax
	jmp	handler
twin xor_of_two
	mov	%esi, %eax
	xor	%esi, %eax
	jmp	handler
end xor_of_two

rule wide_constant, "an instruction that is not understood"
	cmp	$0x1007, %esi
	je	another
	jmp	handler
twin wide_constant
	cmp	$0x1007, %rsi
	je	another
	jmp	handler
end wide_constant

rule wide_eax, "an instruction that is not understood"
	mov	%esi, %eax
	.byte	0x3d, 8, 0, 0, 0	/* cmp $8, %eax */
	je	another
	jmp	handler
twin wide_eax
	mov	%esi, %eax
	.byte	0x48, 0x3d, 8, 0, 0, 0
	je	another
	jmp	handler
end wide_eax

rule wide_move, "an instruction that is not understood"
	mov	$0x7, %eax
	jmp	handler
twin wide_move
	movabs	$0x9090909000000007, %rax
	jmp	handler
end wide_move

rule wide_inc, "an instruction that is not understood"
	mov	%esi, %eax
	inc	%eax
	jmp	handler
twin wide_inc
	mov	%esi, %eax
	inc	%rax
	jmp	handler
end wide_inc

rule wide_dec, "an instruction that is not understood"
	mov	%esi, %eax
	dec	%eax
	jmp	handler
twin wide_dec
	mov	%esi, %eax
	dec	%rax
	jmp	handler
end wide_dec

rule locked, "an instruction that is not understood"
	cmp	$8, %esi
	jmp	handler
twin locked
	.byte	0xf0
	cmp	$8, %esi
	jmp	handler
end locked

rule counter_of_word, "an instruction that is not understood"
	addl	$1, counted(%rip)
	jmp	handler
twin counter_of_word
	addw	$1, counted(%rip)
	jmp	handler
end counter_of_word

rule store, "an instruction that is not understood"
	.byte	0x48, 0x89, 0xf8	/* mov %rdi, %rax */
	jmp	handler
twin store
	mov	%rax, (%rdi)
	jmp	handler
end store

rule prefix_of_jump, "an instruction that is not understood"
	nop
	jmp	handler
twin prefix_of_jump
	.byte	0x3e	/* of the jump */
	jmp	handler
end prefix_of_jump

rule size_of_jump, "an instruction that is not understood"
	xchg	%ax, %ax
	jmp	handler
twin size_of_jump
	.byte	0x66	/* of the jump */
	jmp	handler
end size_of_jump

rule move_half, "a jump table with an index that is not known"
	.byte	0x8b, 0xc6		/* mov %esi, %eax */
	jmp	*half_rows(,%rax,8)
half_row:
	jmp	handler
twin move_half
	.byte	0x48, 0x8b, 0xc6	/* mov %rsi, %rax */
	jmp	*half_rows(,%rax,8)
	jmp	handler
end move_half

rule table_with_base, "an instruction that is not understood"
	mov	%esi, %eax
	jmp	*base_rows(,%rax,8)
base_row:
	jmp	handler
twin table_with_base
	mov	%esi, %eax
	jmp	*base_rows(%rbp,%rax,8)
	jmp	handler
end table_with_base

/* Sites where %esi has lost the number, and one that has it again. */
rule esi_zeroed, "%rdi is not as at entry", esi=0
	xor	%esi, %esi
	jmp	handler
twin esi_zeroed
	xor	%edi, %edi
	jmp	handler
end esi_zeroed

rule esi_changed, "%rdi is not as at entry", esi=0
	sub	$1, %esi
	jmp	handler
twin esi_changed
	mov	%rsi, %rdi
	jmp	handler
end esi_changed

rule esi_unknown, "%rdi is not as at entry", esi=0
	mov	%rdi, %rsi
	jmp	handler
twin esi_unknown
	mov	%rsi, %rdi
	jmp	handler
end esi_unknown

rule esi_again, "%rdi is not as at entry"
	mov	%esi, %eax
	sub	$1, %esi
	mov	%eax, %esi
	jmp	handler
twin esi_again
	mov	%eax, %edi
	jmp	handler
end esi_again

	.section .rodata.rules, "a"
rules_end:

	.data
	.balign 8
counted: .quad 0, 0

/* Rows 0 to 7 of each table: the last counts. */
	.section .rodata.tables, "a"
	.balign 8
table_rows:	.fill 7, 8, 0
	.quad table_row
itself_rows:	.fill 7, 8, 0
	.quad itself_row
high_rows:	.fill 7, 8, 0
	.quad high_row
outside_rows:	.fill 7, 8, 0
	.quad outside_row
unmapped_rows:	.fill 7, 8, 0
	.quad unmapped_row
half_rows:	.fill 7, 8, 0
	.quad half_row
base_rows:	.fill 7, 8, 0
	.quad base_row
no_index_rows:	.fill 7, 8, 0
	.quad no_index_row

/* A function that calls are counted in front of. */
	.text
	.balign 64, 0xcc
	.fill	7, 1, 0x90
	.byte	0x65, 0x48, 0xc1, 0x3d
	.long	counted - (. + 5)
	.byte	5			/* sarq $5, %gs:counted(%rip) */
	.globl __x64_sys_counted
	.type __x64_sys_counted, @function
__x64_sys_counted:
	jmp	handler

	.section .note.GNU-stack, "", @progbits
