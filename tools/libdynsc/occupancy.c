// SPDX-License-Identifier: GPL-2.0
/* How many callers were inside an entry, and when; see occupancy.h. */

#include <stdlib.h>
#include <string.h>
#include "memory.h"
#include "occupancy.h"

struct dynsc_strip *dynsc_strip_new(__u64 begin)
{
	struct dynsc_strip *s = dynsc_must(calloc(1, sizeof(*s)));

	s->begin = begin;
	s->width = 1000;
	return s;
}

static void halve(struct dynsc_strip *s)
{
	int i, half = DYNSC_STRIP_STEPS / 2;

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

static void add_to_strip(struct dynsc_strip *s, __u64 from, __u64 to, unsigned int inside)
{
	__u64 step;

	if (from < s->begin)
		return;
	while ((to - s->begin) / s->width >= DYNSC_STRIP_STEPS)
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

static void room_for(struct dynsc_occupancy *o)
{
	unsigned int n = 2 * o->now + 4;

	if (o->now < o->n_levels)
		return;
	o->level_ns = dynsc_must(realloc(o->level_ns, n * sizeof(*o->level_ns)));
	memset(o->level_ns + o->n_levels, 0, (n - o->n_levels) * sizeof(*o->level_ns));
	o->n_levels = n;
}

static void count_until(struct dynsc_occupancy *o, __u64 ts)
{
	room_for(o);
	if (o->alive && ts > o->since) {
		o->level_ns[o->now] += ts - o->since;
		if (o->strip)
			add_to_strip(o->strip, o->since, ts, o->now);
	}
	o->since = ts;
}

void dynsc_occupancy_alive(struct dynsc_occupancy *o, __u64 ts, bool alive)
{
	count_until(o, ts);
	o->alive = alive;
}

void dynsc_occupancy_change(struct dynsc_occupancy *o, __u64 ts, int change)
{
	dynsc_occupancy_alive(o, ts, true);
	o->now += change;
	room_for(o);
	if (o->now > o->most)
		o->most = o->now;
}

void dynsc_occupancy_restart(struct dynsc_occupancy *o, __u64 ts)
{
	o->since = ts;
	o->most = o->now;
	if (o->n_levels)
		memset(o->level_ns, 0, o->n_levels * sizeof(*o->level_ns));
	if (o->strip) {
		free(o->strip);
		o->strip = dynsc_strip_new(ts);
	}
}

__u64 dynsc_occupancy_time(const struct dynsc_occupancy *o)
{
	__u64 all = 0;
	unsigned int level;

	for (level = 0; level < o->n_levels; level++)
		all += o->level_ns[level];
	return all;
}
