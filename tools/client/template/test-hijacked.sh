#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Exits with 0 if calls of @CALL@ reach @NAME@, which must be loaded. Needs root.
set -eu
cd "$(dirname "$0")"

# How many calls have reached it.
calls()
{
	awk '/^#/ { for (i = 2; i <= NF; i++) column[$i] = i - 1 }
		$2 == "@NAME@" { print $column["calls"] }' /sys/kernel/debug/dyn_syscall/table
}

for program in .build/call ./call.py; do
	before=$(calls)
	# What the original makes of the arguments does not matter here. It gets no
	# terminal, and may take 10 seconds.
	setsid -w timeout 10 $program >/dev/null 2>&1 </dev/null || :
	if [ "$(calls)" -le "$before" ]; then
		echo "$program: @CALL@ did not reach @NAME@" >&2
		exit 1
	fi
done
