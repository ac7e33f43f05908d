// SPDX-License-Identifier: GPL-2.0
#define VALUE 2
#include "swap.h"
