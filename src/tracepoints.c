// SPDX-License-Identifier: GPL-2.0
/* Creates the events of tracepoints.h, which read entries and names of sites. */

#include "dispatch.h"
#include "entry.h"
#include "symbol.h"
#include "trampoline.h"

#define CREATE_TRACE_POINTS
#include "tracepoints.h"
