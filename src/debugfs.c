// SPDX-License-Identifier: GPL-2.0
/*
 * The views: one line per row, a header line that begins with "#", columns
 * separated by blanks. Mode 0400. Addresses are printed as symbols.
 */

#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <asm/unistd.h>
#include "calls.h"
#include "debugfs.h"
#include "dispatch.h"
#include "entry.h"
#include "symbol.h"

static const char * const kinds[] = {
	[KIND_DYNAMIC] = "dynamic",
	[KIND_HIJACKED] = "hijacked",
};

static const char * const states[] = {
	[ENTRY_FREE] = "free",
	[ENTRY_RESERVED] = "reserved",
	[ENTRY_ACTIVE] = "active",
	[ENTRY_UNDOING] = "undoing",
};

static const char * const gates[] = {
	[GATE_LOCKED] = "locked",
	[GATE_CLOSED] = "closed",
	[GATE_TRACED] = "open",
	[GATE_SCOPED] = "open",
	[GATE_BEFORE] = "open",
	[GATE_OPEN] = "open",
};

static struct dentry *directory;

static void show_symbol(struct seq_file *m, dyn_syscall_t fn)
{
	char symbol[128];

	symbol_copy(symbol, sizeof(symbol), fn);
	seq_printf(m, " %s", symbol);
}

/*
 * Row 0 is the header, row nr + 1 that of a number. The lock is held from the
 * first row to the last that fits the buffer. A reader that waits for it can be
 * killed.
 */
static void *table_start(struct seq_file *m, loff_t *pos)
{
	int err = mutex_lock_killable(&entry_mutex);

	if (err)
		return ERR_PTR(err);
	return *pos <= NR_syscalls ? pos : NULL;
}

static void *table_next(struct seq_file *m, void *v, loff_t *pos)
{
	return ++*pos <= NR_syscalls ? pos : NULL;
}

static void table_stop(struct seq_file *m, void *v)
{
	if (!IS_ERR(v))
		mutex_unlock(&entry_mutex);
}

static int table_show(struct seq_file *m, void *v)
{
	const struct registration *r;
	struct gate_counts now;
	const struct entry *e;
	loff_t row = *(loff_t *)v;

	if (!row) {
		seq_puts(m, "# nr name kind owner state gate living calls enosys fallback eagain handler original generation scope outside\n");
		return 0;
	}

	e = entry_at(row - 1);
	r = entry_registration(e);
	if (!r)
		return 0;

	gate_count(&e->gate, &now);
	seq_printf(m, "%d %s %s %s %s %s %llu %llu %llu %llu %u", entry_nr(e),
		   r->name, kinds[entry_kind(e)],
		   r->owner ? module_name(r->owner) : "-",
		   states[READ_ONCE(e->gate.state)], gates[READ_ONCE(e->gate.word)],
		   gate_living(&e->gate), now.set.entered - r->base.set.entered,
		   now.refused - r->base.refused,
		   now.fallback - r->base.fallback, r->eagain);
	show_symbol(m, READ_ONCE(e->handler));
	show_symbol(m, dispatch_original(entry_nr(e)));
	seq_printf(m, " %u ", r->generation);
	seq_escape(m, r->scope.path ?: "-", " \t\n\\");
	seq_printf(m, " %llu\n", scope_outside(&r->scope));
	return 0;
}

static const struct seq_operations table_sops = {
	.start = table_start,
	.next = table_next,
	.stop = table_stop,
	.show = table_show,
};

DEFINE_SEQ_ATTRIBUTE(table);

/*
 * The tasks are those that may have been inside when the file was opened; each
 * is examined when its rows are read. Row 0 is the header, the last row says how
 * many could not be examined.
 */
static void *calls_row(struct seq_file *m, loff_t pos)
{
	struct callers *callers = m->private;

	if (!pos)
		return SEQ_START_TOKEN;
	if (pos <= callers->count)
		return callers->tasks[pos - 1];
	return pos == callers->count + 1 && callers->unseen ? callers : NULL;
}

static void *calls_start(struct seq_file *m, loff_t *pos)
{
	return calls_row(m, *pos);
}

static void *calls_next(struct seq_file *m, void *v, loff_t *pos)
{
	cond_resched();
	return calls_row(m, ++*pos);
}

static void calls_stop(struct seq_file *m, void *v)
{
}

static int calls_show(struct seq_file *m, void *v)
{
	struct callers *callers = m->private;
	char name[DYN_SYSCALL_NAME_LEN];
	struct call call;
	unsigned int i;
	int inside;

	if (v == SEQ_START_TOKEN) {
		seq_puts(m, "# nr name pid tid comm state generation, then its stack\n");
		return 0;
	}
	if (v == callers) {
		seq_printf(m, "# %u that may be inside wait for a CPU and could not be examined: read again\n",
			   callers->unseen);
		return 0;
	}
	inside = calls_examine(v, &call, &callers->patience);
	if (inside == -EAGAIN)
		callers->unseen++;
	if (inside <= 0)
		return 0;

	/* An entry is not freed while a call is inside, but this one may have left. */
	entry_copy_name(entry_at(call.nr), name);
	if (!*name)
		return 0;
	seq_printf(m, "%d %s %d %d ", call.nr, name, call.pid, call.tid);
	/* One word, as in /proc/mounts. */
	seq_escape(m, call.comm, " \t\n\\");
	seq_printf(m, " %c ", call.state);
	if (call.generation)
		seq_printf(m, "%u\n", call.generation);
	else
		seq_puts(m, "-\n");
	for (i = 0; i < call.depth; i++)
		seq_printf(m, "  %pB\n", (void *)call.stack[i]);
	return 0;
}

static const struct seq_operations calls_sops = {
	.start = calls_start,
	.next = calls_next,
	.stop = calls_stop,
	.show = calls_show,
};

static int calls_open(struct inode *inode, struct file *file)
{
	struct callers *callers = callers_collect(-1);
	int err;

	if (!callers)
		return -ENOMEM;
	err = seq_open(file, &calls_sops);
	if (err) {
		callers_put(callers);
		return err;
	}
	((struct seq_file *)file->private_data)->private = callers;
	return 0;
}

static int calls_release(struct inode *inode, struct file *file)
{
	callers_put(((struct seq_file *)file->private_data)->private);
	return seq_release(inode, file);
}

static const struct file_operations calls_fops = {
	.owner = THIS_MODULE,
	.open = calls_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = calls_release,
};

static bool is_free(int nr)
{
	/* 0 cannot be asked for, see dyn_syscall_reg(). */
	return nr && nr < NR_syscalls && dispatch_nr_kind(nr) == NR_UNUSED &&
	       READ_ONCE(entry_at(nr)->gate.state) == ENTRY_FREE;
}

static int dispatch_show(struct seq_file *m, void *v)
{
	int nr, first, unused = 0;
	char separator = ' ';
	int err;

	err = mutex_lock_killable(&entry_mutex);
	if (err)
		return err;
	for (nr = 0; nr < NR_syscalls; nr++)
		unused += dispatch_nr_kind(nr) == NR_UNUSED;

	seq_puts(m, "# dispatch place numbers used free redirected free_numbers\n");
	seq_puts(m, "# 32-bit calls (int 0x80, ia32, x32, AArch32) are not redirected\n");
	seq_puts(m, "# io_uring and the vDSO make no calls: see \"What a hijack sees\" in doc/interface.md\n");
	for (nr = 0; nr < NR_syscalls; nr++)
		if (dispatch_unproved(nr))
			seq_printf(m, "# number %d cannot be redirected: %s\n", nr,
				   dispatch_unproved(nr));
	seq_printf(m, "%s %s %d %d %d %d", dispatch->name, dispatch->place,
		   NR_syscalls, NR_syscalls - unused, entry_free_numbers(),
		   dispatch_redirected());
	for (nr = 0; nr < NR_syscalls; nr++) {
		if (!is_free(nr))
			continue;
		for (first = nr; is_free(nr + 1); nr++)
			;
		seq_printf(m, first == nr ? "%c%d" : "%c%d-%d", separator, first,
			   nr);
		separator = ',';
	}
	seq_puts(m, separator == ' ' ? " -\n" : "\n");
	mutex_unlock(&entry_mutex);
	return 0;
}

DEFINE_SHOW_ATTRIBUTE(dispatch);

/* Without debugfs there are no views; nothing else changes. */
void __init debugfs_init(void)
{
	directory = debugfs_create_dir("dyn_syscall", NULL);
	debugfs_create_file("table", 0400, directory, NULL, &table_fops);
	debugfs_create_file("calls", 0400, directory, NULL, &calls_fops);
	debugfs_create_file("dispatch", 0400, directory, NULL, &dispatch_fops);
}

void debugfs_exit(void)
{
	debugfs_remove(directory);
}
