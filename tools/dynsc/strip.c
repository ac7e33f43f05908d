// SPDX-License-Identifier: GPL-2.0
/* How many were inside over time; see strip.h. */

#include <stdlib.h>
#include <string.h>
#include "dynsc.h"
#include "strip.h"

struct strip *strip_new(__u64 begin)
{
	struct strip *s = must(calloc(1, sizeof(*s)));

	s->begin = begin;
	s->width = 1000;
	return s;
}

static void halve(struct strip *s)
{
	int i, half = STRIP_STEPS / 2;

	for (i = 0; i < half; i++) {
		unsigned int a = s->most[2 * i], b = s->most[2 * i + 1];

		s->most[i] = a > b ? a : b;
		s->area[i] = s->area[2 * i] + s->area[2 * i + 1];
	}
	memset(s->most + half, 0, half * sizeof(*s->most));
	memset(s->area + half, 0, half * sizeof(*s->area));
	s->width *= 2;
	s->used = (s->used + 1) / 2;
}

void strip_add(struct strip *s, __u64 from, __u64 to, unsigned int inside)
{
	__u64 step;

	if (from < s->begin || to <= from)
		return;
	while ((to - s->begin) / s->width >= STRIP_STEPS)
		halve(s);
	for (step = (from - s->begin) / s->width; from < to; step++) {
		__u64 end = s->begin + (step + 1) * s->width;

		if (end > to)
			end = to;
		s->area[step] += (double)inside * (end - from);
		if (inside > s->most[step])
			s->most[step] = inside;
		if (step >= s->used)
			s->used = step + 1;
		from = end;
	}
}
