/* SPDX-License-Identifier: GPL-2.0 */
/* Wakes callers that sleep inside an entry whose removal has begun. */
#ifndef DYN_SYSCALL_KICK_H
#define DYN_SYSCALL_KICK_H

#include <linux/types.h>

struct registration;

enum kick {
	KICK_NONE,
	KICK_DEFAULT,	/* as the registration's kind and flags say, after a second */
	KICK_SILENT,	/* only callers whose programs cannot notice */
	KICK_ALL,
};

int kick_callers(struct registration *r, enum kick how, bool unknown);

#endif /* DYN_SYSCALL_KICK_H */
