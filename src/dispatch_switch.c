// SPDX-License-Identifier: GPL-2.0
/*
 * Dispatch by switch: x86-64 since Linux 6.9 and the stable kernels that took
 * the change. x64_sys_call(regs, nr) is a switch that the compiler has turned
 * into a binary decision tree over %esi; for every number the tree ends in one
 * jump (or call) to the handler, and all unused numbers share one, to
 * __x64_sys_ni_syscall.
 *
 * So the switch is the table, and each of those jumps is a row of it. We find
 * the row by walking the tree as the CPU would for that number, and write it
 * with the kernel's own patcher for static calls, which takes text_mutex and
 * is safe while other CPUs execute the same bytes. Nothing else is touched:
 * the tree above the jump, and every other row, stay as they are.
 *
 * The walk knows only the instructions that were seen in these kernels. It
 * refuses whatever else it meets: a guess here would be a jump to nowhere for
 * every process of the machine.
 *
 * Who changes a site other than us? ftrace and kprobes may put a call at the
 * function's entry, which the walk steps over. A kprobe on a site itself puts
 * an int3 there, and is found by the look at the bytes just before we patch
 * them; between that look and the patcher's own there is no lock that a module
 * could take.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/static_call.h>
#include <asm/unistd.h>
#include "compat.h"
#include "dispatch.h"
#include "entry.h"
#include "link.h"
#include "tracepoints.h"

#define FUNCTION "x64_sys_call"

const char * const dispatch_kind = "switch";
const char * const dispatch_place = FUNCTION;

/* A place in the kernel that is redirected for a number. */
struct site {
	u8 *insn;		/* a jmp rel32 or call rel32 */
	unsigned long target;	/* where it goes */
	bool is_jump;
};

/* The function, and what it did before we came. Written by init alone. */
static u8 *function, *function_end;
static struct site default_site;
dyn_syscall_t dispatch_originals[DISPATCH_ROWS] __ro_after_init;

/* What we did since. Written under entry_mutex. */
static DECLARE_BITMAP(redirected, NR_syscalls);
static int default_users;	/* dynamic calls behind the default site */

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

/*
 * One instruction at @p, for number @nr. Returns where the CPU goes next, NULL
 * when the instruction is not one we know. A jump or call that leaves the
 * function is the site.
 */
static u8 *step(u8 *p, u32 nr, struct flags *f, struct site *site)
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
	case 0xe9:	/* jmp rel32 */
	case 0xe8:	/* call rel32 */
		site->insn = p;
		site->is_jump = p[0] == 0xe9;
		p += 5 + get_unaligned((s32 *)(p + 1));
		site->target = (unsigned long)p;
		if (!site->is_jump && inside(p))
			return NULL;
		return p;
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

/* The site of @nr; -EOPNOTSUPP when the way to it is not understood. */
static int walk(u32 nr, struct site *site)
{
	u8 *p = skip_entry(function);
	struct flags f = {};
	int steps;

	for (steps = 0; steps < MAX_STEPS; steps++) {
		p = step(p, nr, &f, site);
		if (!p)
			break;
		if (!inside(p))
			return p == (u8 *)site->target ? 0 : -EOPNOTSUPP;
	}
	return -EOPNOTSUPP;
}

/*
 * A jump leaves the registers as they were at the top of the tree, in which no
 * instruction writes one: regs in the first argument, the number in the second.
 */
static void *link_for(const struct site *site)
{
	return site->is_jump ? (void *)dyn_syscall_link : (void *)dyn_syscall_link_regs;
}

static int patch(const struct site *site, int nr, void *from, void *to)
{
	u8 opcode = READ_ONCE(site->insn[0]);

	/* The patcher takes a strange byte for corrupt text, and stops there. */
	if (opcode != (site->is_jump ? 0xe9 : 0xe8))
		return -EOPNOTSUPP;

	arch_static_call_transform(site->insn, NULL, to, site->is_jump);
	trace_dyn_syscall_patch(entry_get(nr), (unsigned long)site->insn,
				(unsigned long)from, (unsigned long)to);
	return 0;
}

/* Whether another number ends at the same site: it would be redirected, too. */
static bool shared(const struct site *site, int nr)
{
	struct site other;
	int i;

	for (i = 0; i < NR_syscalls; i++)
		if (i != nr && !walk(i, &other) && other.insn == site->insn)
			return true;
	return false;
}

bool dispatch_unused(int nr)
{
	return (unsigned long)dispatch_originals[nr] == default_site.target;
}

bool dispatch_unused_redirected(void)
{
	/* A look from the link, which holds no lock: any value of late will do. */
	return READ_ONCE(default_users) > 0;
}

int dispatch_redirected(void)
{
	return bitmap_weight(redirected, NR_syscalls);
}

/*
 * A site that cannot be restored leads to the link at any time to come, so the
 * link must stay (model: NO_STAY, NO_STAY_REDIRECT).
 */
static void stay(int nr)
{
	pr_err("number %d: the site was changed by somebody else and cannot be restored; dyn_syscall stays loaded\n",
	       nr);
	__module_get(THIS_MODULE);
}

/**
 * dispatch_redirect() - make a number arrive at the link
 * @nr: the number
 *
 * Looks again after the patch whether it does: a redirect that would take no
 * effect fails here and is never silent. The first dynamic call redirects the
 * site that all unused numbers share.
 *
 * Context: Process context, sleeps, entry_mutex held.
 * Return: 0, or %-EOPNOTSUPP when the site is of an unknown shape.
 */
int dispatch_redirect(int nr)
{
	struct site site, now;
	int err;

	lockdep_assert_held(&entry_mutex);

	err = walk(nr, &site);
	if (err)
		return err;

	if (dispatch_unused(nr)) {
		if (default_users)
			goto done;
	} else if (shared(&site, nr)) {
		return -EOPNOTSUPP;
	}
	if (site.target != (unsigned long)dispatch_originals[nr])
		return -EOPNOTSUPP;	/* somebody else was here */

	err = patch(&site, nr, dispatch_originals[nr], link_for(&site));
	if (err)
		return err;

	err = walk(nr, &now);
	if (err || now.target != (unsigned long)link_for(&site)) {
		if (patch(&site, nr, link_for(&site), dispatch_originals[nr]))
			stay(nr);
		return -EOPNOTSUPP;
	}
done:
	if (dispatch_unused(nr))
		WRITE_ONCE(default_users, default_users + 1);
	__set_bit(nr, redirected);
	return 0;
}

/**
 * dispatch_restore() - make a number arrive at its original again
 * @nr: a redirected number
 *
 * The site that all unused numbers share is restored with the last of them.
 * Should somebody else have changed the site since, it is left alone; whoever
 * did that may come back to the link at any time, so we stay loaded.
 *
 * Context: Process context, sleeps, entry_mutex held.
 */
void dispatch_restore(int nr)
{
	struct site site;

	lockdep_assert_held(&entry_mutex);

	if (WARN_ON_ONCE(!__test_and_clear_bit(nr, redirected)))
		return;
	if (dispatch_unused(nr)) {
		WRITE_ONCE(default_users, default_users - 1);
		if (default_users && !testing_without(TESTING_USERS))
			return;
	}
	if (walk(nr, &site) || site.target != (unsigned long)link_for(&site) ||
	    patch(&site, nr, link_for(&site), dispatch_originals[nr]))
		stay(nr);
}

/*
 * Finds the function by its name, and where it ends from its symbol. The probe
 * is never armed: nothing is patched for it, and taking it away, which may need
 * memory and then fails half-way, has nothing to undo.
 */
static int __init find_function(void)
{
	struct kprobe kp = {
		.symbol_name = FUNCTION,
		.flags = KPROBE_FLAG_DISABLED,
	};
	unsigned long offset, size;
	char symbol[64];
	int err;

	err = register_kprobe(&kp);
	if (err)
		return err;
	unregister_kprobe(&kp);

	snprintf(symbol, sizeof(symbol), "%pS", kp.addr);
	if (sscanf(symbol, FUNCTION "+0x%lx/0x%lx", &offset, &size) != 2)
		return -ENOENT;
	function = (u8 *)kp.addr - offset;
	function_end = function + size;
	return 0;
}

/*
 * What the functions of some numbers are called. The prefix differs: aliases
 * of one address are listed in any order.
 */
static bool __init arrives(int nr, const char *name)
{
	char symbol[64];
	size_t len;

	len = scnprintf(symbol, sizeof(symbol), "%ps", dispatch_originals[nr]);
	if (len >= strlen(name) && !strcmp(symbol + len - strlen(name), name))
		return true;
	pr_err(FUNCTION "(): number %d leads to %s, not to %s: this kernel is not understood\n",
	       nr, symbol, name);
	return false;
}

/**
 * dispatch_init() - find the dispatch of this kernel and read all originals
 *
 * Changes nothing.
 *
 * Return: 0; %-ENOMEM; %-EOPNOTSUPP after a line that says what was looked for.
 */
int __init dispatch_init(void)
{
	int nr = NR_syscalls + 1;
	struct site site;
	int err;

	err = find_function();
	if (err == -ENOMEM)
		return err;
	if (err) {
		pr_err("no " FUNCTION "() (%pe): this kernel does not dispatch by a switch\n",
		       ERR_PTR(err));
		return -EOPNOTSUPP;
	}

	/* A number beyond the table ends where all unused numbers end. */
	if (walk(nr, &default_site))
		goto unknown;
	for (nr = 0; nr < DISPATCH_ROWS; nr++) {
		if (walk(nr, &site))
			goto unknown;
		dispatch_originals[nr] = (dyn_syscall_t)site.target;
	}
	if (!arrives(__NR_read, "sys_read") ||
	    !arrives(__NR_getpid, "sys_getpid") ||
	    !arrives(__NR_openat, "sys_openat") ||
	    !arrives(__NR_close, "sys_close"))
		return -EOPNOTSUPP;
	return 0;

unknown:
	pr_err(FUNCTION "() is not the decision tree over %%esi that was looked for (number %d)\n",
	       nr);
	return -EOPNOTSUPP;
}

/* By now every entry has been freed and with it every site restored. */
void dispatch_exit(void)
{
	WARN_ON_ONCE(!bitmap_empty(redirected, NR_syscalls));
}
