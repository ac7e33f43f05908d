#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Exits with 0 if @NAME@, which must be loaded, does what it should.
set -eu
cd "$(dirname "$0")"

for program in .build/call ./call.py; do
	result=$($program)
	if [ "$result" != @RESULT@ ]; then
		echo "$program: @NAME@ returned $result instead of @RESULT@" >&2
		exit 1
	fi
done
