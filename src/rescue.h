/* SPDX-License-Identifier: GPL-2.0 */
/* Rescue: hijacks are taken back without their clients. */
#ifndef DYN_SYSCALL_RESCUE_H
#define DYN_SYSCALL_RESCUE_H

#include <linux/types.h>

struct registration;

bool rescue_is_on(void);
void rescue_watch(struct registration *r);

int rescue_init(void);
void rescue_exit(void);

#endif /* DYN_SYSCALL_RESCUE_H */
