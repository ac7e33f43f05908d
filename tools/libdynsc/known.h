/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a trace can show: which figures the recorded events support. A figure that
 * they do not support is not 0, but unknown.
 */
#ifndef DYNSC_KNOWN_H
#define DYNSC_KNOWN_H

#include <stdbool.h>

struct dynsc_stats;

enum dynsc_figure {
	FIGURE_ATTEMPTS, FIGURE_GRANTED, FIGURE_REFUSED, FIGURE_FALLBACK,
	FIGURE_CALLS,		/* that a task made */
	FIGURE_ALL_CALLERS,	/* that none is missing */
	FIGURE_AT_ONCE,		/* the most inside at once */
	FIGURE_LEVELS,		/* for how long how many were inside */
	FIGURE_LEFT,		/* times inside and results */
	FIGURE_PAIRS,		/* calls with one end in the trace */
	FIGURE_ORIGINALS, FIGURE_STRAGGLERS,
	FIGURE_CLIENT,		/* the present owner and handler */
	FIGURE_GENERATION_CALLS, FIGURE_GENERATION_LEFT,
	FIGURE_LOCK, FIGURE_EAGAIN, FIGURE_FREED,
	FIGURE_REMOVAL_REFUSED, FIGURE_REMOVAL_FALLBACK,
	FIGURE_REMOVAL_INSIDE, FIGURE_REMOVAL_LAST, FIGURE_DOING,
	FIGURE_DURATIONS,	/* between two events */
	FIGURE_REGISTRATIONS,
	FIGURE_RESCUED,		/* whether a removal was a rescue */
	FIGURES
};

/* After dynsc_stats_finish(). */
bool dynsc_knows(const struct dynsc_stats *s, enum dynsc_figure figure);

#endif /* DYNSC_KNOWN_H */
