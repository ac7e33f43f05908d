/* SPDX-License-Identifier: GPL-2.0 */
/* What is tried on the machine before anything is redirected. */
#ifndef DYN_SYSCALL_TRIAL_H
#define DYN_SYSCALL_TRIAL_H

int trial(void);

#endif /* DYN_SYSCALL_TRIAL_H */
