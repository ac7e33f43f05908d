/* SPDX-License-Identifier: GPL-2.0 */
/* A trace as a picture to move in, for ui.perfetto.dev and chrome://tracing. */
#ifndef DYNSC_TIMELINE_H
#define DYNSC_TIMELINE_H

#include "libdynsc/stats.h"

/*
 * Reads the files again, and writes the JSON that Chrome's trace viewer has made common.
 * False, with a message, if that fails; then @path is as it was.
 */
bool write_timeline(char **files, int count, const struct dynsc_selection *selection,
		    const char *buffer, const char *path);

#endif /* DYNSC_TIMELINE_H */
