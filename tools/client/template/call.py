#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Calls @NAME@ and prints the result."""

import sys

sys.path.insert(0, "@CLIENT@")
import dyn_syscall  # noqa: E402

call = dyn_syscall.Call("@NAME@")
print(call(@PYTHON@))
