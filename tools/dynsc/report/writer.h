/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writes to stdout the whole report as JSON, or one of its lists as CSV, from
 * the same calls.
 *
 * An object is a set of members; a list has objects only. In CSV, the members
 * of each object in the wanted list become a row, and everything else is left
 * out. Where JSON shows by nesting what an object belongs to, a row needs
 * additional members.
 */
#ifndef DYNSC_WRITER_H
#define DYNSC_WRITER_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/types.h>

struct emit {
	const char *list;	/* wanted as CSV; NULL for JSON */
	int depth, row_depth;	/* of the object that is a row; 0: outside */
	bool first;		/* member of this object, or object of this list */
	int rows;
	bool header_only;	/* of the list */
	char *head, *row;
	size_t head_size, row_size;
	FILE *head_text, *row_text;
};

void emit_begin(struct emit *e, const char *csv_list);
void emit_end(struct emit *e);
void emit_list(struct emit *e, const char *name);
void emit_list_end(struct emit *e);
void emit_object(struct emit *e, const char *name);
void emit_object_end(struct emit *e);

void emit_number(struct emit *e, const char *name, __u64 value);
void emit_signed(struct emit *e, const char *name, __s64 value);
/* @ns in microseconds, exactly. */
void emit_micros(struct emit *e, const char *name, __u64 ns);
void emit_share(struct emit *e, const char *name, double value);
/* Null if @value is NULL. */
void emit_text(struct emit *e, const char *name, const char *value);
void emit_bool(struct emit *e, const char *name, bool value);
/* Null if not @known. */
void emit_known(struct emit *e, const char *name, bool known, __u64 value);

/*
 * Copies at most @most bytes of @text, with a replacement for each that is not UTF-8, and
 * returns the size of the copy; @to has room for UTF8_VALID(@most).
 */
size_t utf8_valid(char *to, const char *text, size_t most);
#define UTF8_VALID(most)	(3 * (most))

#endif /* DYNSC_WRITER_H */
