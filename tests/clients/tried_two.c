// SPDX-License-Identifier: GPL-2.0
/* The same client again, to take its place. */
#include "tried.c"
