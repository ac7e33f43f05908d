/* SPDX-License-Identifier: GPL-2.0 */
/* The symbols that a kernel has in its image for itself. */
#ifndef DYNSC_PROBE_KALLSYMS_H
#define DYNSC_PROBE_KALLSYMS_H

#include "memory.h"
#include "symbols.h"

/* False if there are none, or in a way that is not known. */
bool kallsyms_read(struct symbols *s, const struct memory *m);

#endif /* DYNSC_PROBE_KALLSYMS_H */
