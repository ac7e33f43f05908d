// SPDX-License-Identifier: GPL-2.0
/* Colour, on a terminal only; times, shares and bars as text. */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "format.h"

static bool colour;

/* See no-color.org. */
void style_init(void)
{
	const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

	colour = isatty(STDOUT_FILENO) && !(no && *no) &&
		 terminal && strcmp(terminal, "dumb");
}

const char *style(enum style s)
{
	static const char * const codes[] = {
		[PLAIN] = "\033[0m",
		[BOLD] = "\033[1m",
		[RED] = "\033[31m",
		[GREEN] = "\033[32m",
		[YELLOW] = "\033[33m",
	};

	return colour ? codes[s] : "";
}

/* Three digits and a unit. */
const char *duration(char text[SHORT_TEXT], __u64 ns)
{
	static const char * const units[] = { "ns", "us", "ms", "s" };
	double value = ns;
	int unit = 0;

	while (unit < 3 && value >= 999.5) {
		value /= 1000;
		unit++;
	}
	snprintf(text, SHORT_TEXT, "%.*f %s",
		 !unit || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2, value,
		 units[unit]);
	return text;
}

/* A time of the trace's clock, as trace-cmd report -t prints it. */
const char *moment(char text[SHORT_TEXT], __u64 ns)
{
	snprintf(text, SHORT_TEXT, "%llu.%09llu", ns / 1000000000, ns % 1000000000);
	return text;
}

const char *share(char text[SHORT_TEXT], __u64 part, __u64 whole)
{
	snprintf(text, SHORT_TEXT, "%.2f %%", whole ? 100.0 * part / whole : 0);
	return text;
}

/* At least one column wide unless @part is 0. */
const char *bar(char text[SHORT_TEXT], __u64 part, __u64 most)
{
	int width = most ? (double)part * 30 / most + 0.5 : 0;

	if (part && !width)
		width = 1;
	memset(text, '#', width);
	text[width] = '\0';
	return text;
}
