/* SPDX-License-Identifier: GPL-2.0 */
/* The way into a function and the handler that it calls, for run.c. */

	.text

/*
 * What stubs jump to. A handler may change every register that functions do not
 * preserve, so this one does.
 */
	.globl	run_arrived
	.type	run_arrived, @function
run_arrived:
	mov	%r11, run_record(%rip)
	mov	%rdi, run_record+8(%rip)
	mov	%rsi, run_record+16(%rip)
	mov	%rsp, run_record+24(%rip)
	mov	%rbx, run_record+32(%rip)
	mov	%rbp, run_record+40(%rip)
	mov	%r12, run_record+48(%rip)
	mov	%r13, run_record+56(%rip)
	mov	%r14, run_record+64(%rip)
	mov	%r15, run_record+72(%rip)
	incq	run_record+80(%rip)
	cmpq	$0, run_record+160(%rip)
	jne	1f
	movabs	$0x07e57ab1e0ddba11, %rax
	mov	$0x5c5c5c5c, %ecx
	mov	%rcx, %rdx
	mov	%rcx, %rsi
	mov	%rcx, %rdi
	mov	%rcx, %r8
	mov	%rcx, %r9
	mov	%rcx, %r10
	mov	%rcx, %r11
	ret
1:	mov	run_record+152(%rip), %rsp
	jmp	run_back
	.size	run_arrived, . - run_arrived

/* run_call(function, rdi, rsi, preserved): the last are registers to be preserved. */
	.globl	run_call
	.type	run_call, @function
run_call:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rdi, %rax
	mov	%rsi, %rdi
	mov	%rdx, %rsi
	mov	(%rcx), %rbx
	mov	8(%rcx), %rbp
	mov	16(%rcx), %r12
	mov	24(%rcx), %r13
	mov	32(%rcx), %r14
	mov	40(%rcx), %r15
	mov	%rsp, run_record+152(%rip)
	call	*%rax
run_back:
	mov	%rax, run_record+88(%rip)
	mov	%rsp, run_record+96(%rip)
	mov	%rbx, run_record+104(%rip)
	mov	%rbp, run_record+112(%rip)
	mov	%r12, run_record+120(%rip)
	mov	%r13, run_record+128(%rip)
	mov	%r14, run_record+136(%rip)
	mov	%r15, run_record+144(%rip)
	mov	run_record+152(%rip), %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret
	.size	run_call, . - run_call

	.section .note.GNU-stack, "", @progbits
