/* SPDX-License-Identifier: GPL-2.0 */
/* Colour, on a terminal only; times, shares and bars as text. */
#ifndef DYNSC_FORMAT_H
#define DYNSC_FORMAT_H

#include <stdio.h>
#include <linux/types.h>

enum style { PLAIN, BOLD, RED, GREEN, YELLOW };

#define SHORT_TEXT	32

void style_init(void);
const char *style(enum style s);

/* These fill and return @text. */
const char *duration(char text[SHORT_TEXT], __u64 ns);
const char *moment(char text[SHORT_TEXT], __u64 ns);
const char *share(char text[SHORT_TEXT], __u64 part, __u64 whole);
const char *bar(char text[SHORT_TEXT], __u64 part, __u64 most);

#endif /* DYNSC_FORMAT_H */
