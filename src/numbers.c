// SPDX-License-Identifier: GPL-2.0
/*
 * The number files. World-readable, written by nobody. The caller of
 * number_create() and number_remove() holds entry_mutex and has seen to it
 * that no two names are the same.
 */

#include <linux/errno.h>
#include "compat.h"
#include "numbers.h"
#include "testing.h"

static const char * const folders[] = {
	"kernel/dynamic_syscalls",
	"kernel/hijacked_syscalls",
};

/* Files of no rows keep the folders there while there are no numbers in them. */
static struct ctl_table no_rows[1];
static struct ctl_table_header *folder_headers[ARRAY_SIZE(folders)];

int number_create(struct number *n, bool hijacked, const char *name, int nr)
{
	n->nr = nr;
	n->table[0] = (struct ctl_table) {
		.procname = name,
		.data = &n->nr,
		.maxlen = sizeof(n->nr),
		.mode = 0444,
		.proc_handler = proc_dointvec,
	};
	if (!testing_fail_alloc())
		n->header = compat_register_sysctl(folders[hijacked], n->table, 1);
	return n->header ? 0 : -ENOMEM;
}

/* Waits for those who are reading the file. */
void number_remove(struct number *n)
{
	unregister_sysctl_table(n->header);
	n->header = NULL;
}

int __init numbers_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(folders); i++) {
		if (!testing_fail_alloc())
			folder_headers[i] = compat_register_sysctl(folders[i],
								   no_rows, 0);
		if (!folder_headers[i]) {
			numbers_exit();
			return -ENOMEM;
		}
	}
	return 0;
}

void numbers_exit(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(folders); i++)
		if (folder_headers[i])
			unregister_sysctl_table(folder_headers[i]);
}
