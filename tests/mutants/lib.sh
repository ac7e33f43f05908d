# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Mutants: tests/mutants/NAME.patch is a small diff of src/ that takes one guard out.
# Its first line says what must detect that, or which case loads it:
#
#   detected by case CASE: what it takes out
#   detected by torture: what it takes out
#   used by case CASE: what is wrong then
#
# Sourced by tests/mutants/build and tests/mutants/run.

all_mutants() {
	local f

	for f in tests/mutants/*.patch; do
		[ ! -e "$f" ] || basename "$f" .patch
	done
}

# mutant_is_named PATCH: whether its first line is as above; sets DETECTED, to the case
# or to "torture", and to nothing if it is used by a case
mutant_is_named() {
	local line

	read -r line <"$1"
	if ! [[ $line =~ ^(detected|used)' by '(case ([a-z0-9-]+)|torture)': '. ]]; then
		echo "the first line of $1 is '$line', must be 'detected by case NAME: ...'," \
			"'detected by torture: ...' or 'used by case NAME: ...'"
		return 1
	fi
	DETECTED=${BASH_REMATCH[3]:-torture}
	[ "$DETECTED" = torture ] || [ -e "tests/cases/$DETECTED.sh" ] || {
		echo "$1 names the case $DETECTED, which does not exist"
		return 1
	}
	# shellcheck disable=SC2034 # tests/mutants/run
	[ "${BASH_REMATCH[1]}" = detected ] || DETECTED=
}
