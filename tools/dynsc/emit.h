/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Output for programs: the same description of a report becomes JSON, all of
 * it, or one of its lists as CSV.
 *
 * An object is a set of members; a list has objects only. In CSV the members
 * of an object of the wanted list become its row, whatever is around or inside
 * is left out. What JSON tells by nesting, a row tells by members of its own:
 * emit_is_csv().
 */
#ifndef DYNSC_EMIT_H
#define DYNSC_EMIT_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/types.h>

struct emit {
	const char *list;	/* of CSV; NULL for JSON */
	int depth, row_depth;	/* of the row's object; 0: not in it */
	bool first;		/* member of this object, or object of this list */
	int rows;
	char *head, *row;
	size_t head_size, row_size;
	FILE *head_text, *row_text;
};

bool emit_is_csv(const struct emit *e);
void json_string(FILE *to, const char *text);

void emit_begin(struct emit *e, const char *csv_list);
void emit_end(struct emit *e);
void emit_list(struct emit *e, const char *name);
void emit_list_end(struct emit *e);
void emit_object(struct emit *e, const char *name);
void emit_object_end(struct emit *e);

void emit_number(struct emit *e, const char *name, __u64 value);
void emit_share(struct emit *e, const char *name, double value);
void emit_text(struct emit *e, const char *name, const char *value);
void emit_bool(struct emit *e, const char *name, bool value);
void emit_null(struct emit *e, const char *name);
/* Null when @known is not so. */
void emit_known(struct emit *e, const char *name, bool known, __u64 value);

#endif /* DYNSC_EMIT_H */
