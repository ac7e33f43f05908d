// SPDX-License-Identifier: GPL-2.0
#define VALUE 3
#include "swap.h"
