// SPDX-License-Identifier: GPL-2.0
/* Which events a figure needs; see known.h. */

#include "known.h"
#include "stats.h"

#define E(type)		(1u << EV_##type)

static const struct {
	unsigned int events, instead;	/* instead: these do, too; 0: none */
	bool timed;			/* and a clock that counts nanoseconds */
} needs[FIGURES] = {
	[FIGURE_ATTEMPTS] = { E(ENTER) | E(ENOSYS) | E(FALLBACK), E(READ_TRYLOCK) },
	[FIGURE_GRANTED] = { E(ENTER), E(READ_TRYLOCK) },
	[FIGURE_REFUSED] = { E(ENOSYS) },
	[FIGURE_FALLBACK] = { E(FALLBACK) },
	[FIGURE_CALLS] = { E(ENTER) },
	[FIGURE_ALL_CALLERS] = { E(ENTER) | E(ENOSYS) | E(FALLBACK) },
	[FIGURE_AT_ONCE] = { E(ENTER) | E(EXIT) },
	[FIGURE_LEVELS] = { E(ENTER) | E(EXIT) | E(STATE), .timed = true },
	[FIGURE_LEFT] = { E(EXIT) },
	[FIGURE_PAIRS] = { E(ENTER) | E(EXIT) },
	/* The innermost call of the task, which may be of another entry, called it. */
	[FIGURE_ORIGINALS] = { E(ENTER) | E(EXIT) | E(ORIGINAL) },
	[FIGURE_STRAGGLERS] = { E(ENOSYS) | E(FALLBACK) },
	[FIGURE_CLIENT] = { E(STATE) | E(SWAP) },
	/* A registration in between would begin generation 1 again. */
	[FIGURE_GENERATION_CALLS] = { E(SWAP) | E(STATE) | E(ENTER),
				      E(SWAP) | E(STATE) | E(READ_TRYLOCK) },
	[FIGURE_GENERATION_LEFT] = { E(SWAP) | E(STATE) | E(ENTER) | E(EXIT), .timed = true },
	[FIGURE_LOCK] = { E(WRITE_TRYLOCK) },
	[FIGURE_EAGAIN] = { E(EAGAIN), E(WRITE_TRYLOCK) },
	[FIGURE_FREED] = { E(STATE) },
	[FIGURE_REMOVAL_REFUSED] = { E(STATE) | E(ENOSYS) },
	[FIGURE_REMOVAL_FALLBACK] = { E(STATE) | E(FALLBACK) },
	[FIGURE_REMOVAL_INSIDE] = { E(STATE) | E(ENTER) | E(EXIT) },
	[FIGURE_REMOVAL_LAST] = { E(STATE) | E(EXIT), E(WRITE_TRYLOCK) | E(EXIT) },
	[FIGURE_DOING] = { E(ENTER) | E(EXIT) | E(STATE) | E(SWITCH), .timed = true },
	[FIGURE_DURATIONS] = { .timed = true },
	[FIGURE_REGISTRATIONS] = { E(STATE) },
	[FIGURE_RESCUED] = { E(STATE) | E(RESCUE) },
};

static bool has_all(const struct dynsc_stats *s, unsigned int events)
{
	return (s->recorded & events) == events;
}

bool dynsc_knows(const struct dynsc_stats *s, enum dynsc_figure figure)
{
	if (needs[figure].timed && !s->timed)
		return false;
	return has_all(s, needs[figure].events) ||
	       (needs[figure].instead && has_all(s, needs[figure].instead));
}

/*
 * A file describes the events of all its buffers. trace-cmd record saves the formats
 * of the events that it records, but trace-cmd extract saves all. Then the format of
 * sched_switch is among them, and a running machine would have recorded some.
 */
static bool formats_tell(const struct dynsc_stats *s)
{
	const struct dynsc_source *source;
	bool buffers = false;

	for (source = s->reader->sources; source < s->reader->sources + s->reader->n_sources;
	     source++) {
		if (source->others)
			return false;
		buffers |= source->buffers && *source->buffers;
	}
	return buffers || !dynsc_reader_has(s->reader, EV_SWITCH) || s->ever & E(SWITCH);
}

void dynsc_find_recorded(struct dynsc_stats *s)
{
	unsigned int type;

	s->recorded = 0;
	for (type = 0; type < EV_RECORDED; type++)
		if (dynsc_reader_has(s->reader, type) &&
		    ((dynsc_event_is_ours(type) && formats_tell(s)) || s->ever & 1u << type))
			s->recorded |= 1u << type;
}
