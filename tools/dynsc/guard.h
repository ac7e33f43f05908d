/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DYNSC_GUARD_H
#define DYNSC_GUARD_H

/*
 * Run @run in a process of its own, and return what it returned, or @crashed, with a
 * message, if it did not end by itself. libtracecmd trusts what it reads and may crash on
 * a damaged file.
 */
int guarded(int (*run)(void *data), void *data, const char *file, int crashed);

#endif /* DYNSC_GUARD_H */
