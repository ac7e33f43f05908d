/* SPDX-License-Identifier: GPL-2.0 */
/* A trace as a picture to move in, for ui.perfetto.dev and chrome://tracing. */
#ifndef DYNSC_TIMELINE_H
#define DYNSC_TIMELINE_H

#include "libdynsc/stats.h"
#include "tracks.h"

/*
 * Reads the files again, and writes a timeline to @path in the format of @to. False, with
 * a message, if that fails; then @path is as it was.
 */
bool write_timeline(char **files, int count, const struct dynsc_selection *selection,
		    const char *buffer, const struct track_writer *to, const char *path);

#endif /* DYNSC_TIMELINE_H */
