/* SPDX-License-Identifier: GPL-2.0 */
/* Removal, in steps and as a whole, also for a client that left without it. */
#ifndef DYN_SYSCALL_REMOVE_H
#define DYN_SYSCALL_REMOVE_H

#include "entry.h"
#include "kick.h"

int remove_begin(struct registration *r);
int remove_trylock(struct registration *r);
int remove_free(struct registration *r, enum kind kind);

int remove_drain(struct registration *r, unsigned long timeout, enum kick kick);
int remove_all(struct registration **rs, unsigned int n);
bool remove_rescued(void);

int remove_init(void);
void remove_exit(void);

#endif /* DYN_SYSCALL_REMOVE_H */
