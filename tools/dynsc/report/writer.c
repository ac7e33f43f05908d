// SPDX-License-Identifier: GPL-2.0
/* JSON and CSV; see writer.h. */

#include <stdlib.h>
#include <string.h>
#include "libdynsc/memory.h"
#include "writer.h"

/* The length of the UTF-8 character at @text, 0 when there is none. */
static int utf8_length(const unsigned char *text)
{
	int length = text[0] < 0x80 ? 1 : text[0] >= 0xc2 && text[0] < 0xe0 ? 2 :
		     text[0] >= 0xe0 && text[0] < 0xf0 ? 3 :
		     text[0] >= 0xf0 && text[0] < 0xf5 ? 4 : 0;
	int i;

	for (i = 1; i < length; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	/* Overlong, a surrogate, or beyond the last code point. */
	if ((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] > 0x9f) ||
	    (text[0] == 0xf0 && text[1] < 0x90) || (text[0] == 0xf4 && text[1] > 0x8f))
		return 0;
	return length;
}

size_t utf8_valid(char *to, const char *text, size_t most)
{
	static const char replacement[] = "\xef\xbf\xbd";
	const char *begin = to, *end = text + strnlen(text, most);
	int length;

	for (; text < end; text += length ?: 1) {
		length = utf8_length((const unsigned char *)text);
		if (length > end - text)
			length = 0;
		to = length ? mempcpy(to, text, length) :
			      mempcpy(to, replacement, sizeof(replacement) - 1);
	}
	return to - begin;
}

/* Invalid UTF-8 is replaced: the kernel may cut a comm inside a character. */
static void json_string(FILE *to, const char *text)
{
	int length;

	putc('"', to);
	for (; *text; text += length ?: 1) {
		length = utf8_length((const unsigned char *)text);
		if (!length)
			fputs("\\ufffd", to);
		else if (*text == '"' || *text == '\\')
			fprintf(to, "\\%c", *text);
		else if ((unsigned char)*text < ' ')
			fprintf(to, "\\u%04x", *text);
		else
			fwrite(text, 1, length, to);
	}
	putc('"', to);
}

static void csv_string(FILE *to, const char *text)
{
	if (!text[strcspn(text, "\",\n\r")]) {
		fputs(text, to);
		return;
	}
	putc('"', to);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', to);
		putc(*text, to);
	}
	putc('"', to);
}

static void indent(const struct emit *e)
{
	printf("\n%*s", 2 * e->depth, "");
}

/* The separator before a member or an object, and its name. */
static void separate(struct emit *e, const char *name)
{
	if (e->list)
		return;
	if (!e->first)
		putchar(',');
	e->first = false;
	indent(e);
	if (name) {
		json_string(stdout, name);
		fputs(": ", stdout);
	}
}

static void open_with(struct emit *e, char bracket)
{
	e->depth++;
	if (!e->list)
		putchar(bracket);
	e->first = true;
}

static void close_with(struct emit *e, char bracket)
{
	e->depth--;
	if (e->list)
		return;
	if (!e->first)
		indent(e);
	putchar(bracket);
	e->first = false;
}

void emit_begin(struct emit *e, const char *csv_list)
{
	*e = (struct emit){ .list = csv_list };
	open_with(e, '{');
}

void emit_end(struct emit *e)
{
	close_with(e, '}');
	if (!e->list)
		putchar('\n');
}

/* In CSV, row_depth is negative while we are in the wanted list, between rows. */
void emit_list(struct emit *e, const char *name)
{
	separate(e, name);
	open_with(e, '[');
	if (e->list && !strcmp(e->list, name))
		e->row_depth = -e->depth;
}

void emit_list_end(struct emit *e)
{
	if (e->row_depth == -e->depth)
		e->row_depth = 0;
	close_with(e, ']');
}

void emit_object(struct emit *e, const char *name)
{
	bool is_row = e->list && e->row_depth == -e->depth;

	separate(e, name);
	open_with(e, '{');
	if (!is_row)
		return;
	e->row_depth = e->depth;
	e->head_text = dynsc_must(open_memstream(&e->head, &e->head_size));
	e->row_text = dynsc_must(open_memstream(&e->row, &e->row_size));
}

void emit_object_end(struct emit *e)
{
	if (e->list && e->row_depth == e->depth) {
		fclose(e->head_text);
		fclose(e->row_text);
		if (!e->rows++)
			puts(e->head + 1);
		if (!e->header_only)
			puts(e->row + 1);
		free(e->head);
		free(e->row);
		e->row_depth = 1 - e->depth;
	}
	close_with(e, '}');
}

/* Where to write a member's value; NULL when it is not wanted. */
static FILE *member(struct emit *e, const char *name)
{
	if (!e->list) {
		separate(e, name);
		return stdout;
	}
	if (e->row_depth != e->depth)
		return NULL;
	fprintf(e->head_text, ",%s", name);
	putc(',', e->row_text);
	return e->row_text;
}

void emit_number(struct emit *e, const char *name, __u64 value)
{
	FILE *to = member(e, name);

	if (to)
		fprintf(to, "%llu", value);
}

void emit_signed(struct emit *e, const char *name, __s64 value)
{
	FILE *to = member(e, name);

	if (to)
		fprintf(to, "%lld", value);
}

void emit_micros(struct emit *e, const char *name, __u64 ns)
{
	FILE *to = member(e, name);

	if (to)
		fprintf(to, "%llu.%03llu", ns / 1000, ns % 1000);
}

void emit_share(struct emit *e, const char *name, double value)
{
	FILE *to = member(e, name);

	if (to)
		fprintf(to, "%.6f", value);
}

static void emit_null(struct emit *e, const char *name)
{
	FILE *to = member(e, name);

	if (to && !e->list)
		fputs("null", to);
}

void emit_text(struct emit *e, const char *name, const char *value)
{
	FILE *to = value ? member(e, name) : NULL;

	if (to)
		(e->list ? csv_string : json_string)(to, value);
	else if (!value)
		emit_null(e, name);
}

void emit_bool(struct emit *e, const char *name, bool value)
{
	FILE *to = member(e, name);

	if (to)
		fputs(e->list ? value ? "1" : "0" : value ? "true" : "false", to);
}

void emit_known(struct emit *e, const char *name, bool known, __u64 value)
{
	if (known)
		emit_number(e, name, value);
	else
		emit_null(e, name);
}
