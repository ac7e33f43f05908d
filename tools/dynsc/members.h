/* SPDX-License-Identifier: GPL-2.0 */
/* What members.c and members_hijack.c share. */
#ifndef DYNSC_MEMBERS_H
#define DYNSC_MEMBERS_H

#include "emit.h"
#include "report.h"

void emit_head(struct emit *j, const struct report *r);
void emit_counts(struct emit *j, const struct entry *e);
void emit_entry_name(struct emit *j, const struct entry *e);
void emit_part(struct emit *j, const struct entry *e);
void emit_times(struct emit *j, const char *what, const struct hist *h);
void emit_histogram(struct emit *j, const struct entry *e, const struct hist *h);
void emit_callers(struct emit *j, const struct entry *e);
void emit_visits(struct emit *j, const char *name, const struct entry *e,
		 const struct visits *v, __u64 removal);
void emit_differences(struct emit *j, const struct report *r);

#endif /* DYNSC_MEMBERS_H */
