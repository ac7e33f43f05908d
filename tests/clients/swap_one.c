// SPDX-License-Identifier: GPL-2.0
#define VALUE 1
#include "swap.h"
