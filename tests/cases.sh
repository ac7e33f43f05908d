# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The headers and the verdict of a case: sourced by tests/run, tests/guest,
# tests/host and tests/debug/seen, after tests/kernels.sh. See doc/testing.md, "A case".

# The header KEY of the case NAME is ${HEADER[NAME KEY]}.
declare -A HEADER

# bad_header FILE TEXT: say it, and fail
bad_header() {
	echo "$1: $2" >&2
	return 1
}

# check_header FILE KEY VALUE: fail, and say why, if there is no such header or it
# cannot have this value
check_header() {
	local file=$1 key=$2 value=$3 word

	case $key in
	description | seen)
		[[ $value =~ [^\ ] ]] || bad_header "$file" "no text after '$key:'" ;;
	cpus)
		[[ $value =~ ^(4|16)$ ]] || bad_header "$file" "'cpus: $value', must be 4 or 16" ;;
	timeout)
		[[ $value =~ ^[1-9][0-9]*$ ]] ||
			bad_header "$file" "'timeout: $value', must be a number of seconds" ;;
	needs | mutants)
		[[ $value =~ ^[A-Za-z0-9_.+-]+(\ [A-Za-z0-9_.+-]+)*$ ]] ||
			bad_header "$file" "'$key: $value', must be names with single spaces between them" ;;
	kernels | default-kernels)
		[ -n "$value" ] || bad_header "$file" "no kernel after '$key:'" || return 1
		for word in $value; do
			[[ " $ALL_KERNELS " == *" $word "* ]] ||
				bad_header "$file" "'$key: $value', there is no kernel $word; there are $ALL_KERNELS" ||
				return 1
		done ;;
	models)
		[ "$value" = all ] || bad_header "$file" "'models: $value', must be all" ;;
	by-table)
		[[ $value =~ ^(yes|no)$ ]] || bad_header "$file" "'by-table: $value', must be yes or no" ;;
	machine)
		[[ $value =~ ^(host|icount|stuff)$ ]] ||
			bad_header "$file" "'machine: $value', must be host, icount or stuff" ;;
	after)
		[ -f "${file%/*}/$value.sh" ] || bad_header "$file" "'after: $value', there is no such case" ;;
	*)
		bad_header "$file" "unknown header '$key:'" ;;
	esac
}

# read_headers FILE...: fill HEADER from these cases. Fails, and says what is wrong in
# which file, unless all of it is right. Headers end with the first line that is no
# comment, or is only "#": so a misspelled header cannot pass for a comment.
read_headers() {
	local file name lines line key value bad=0

	for file; do
		name=${file##*/} name=${name%.sh}
		mapfile -t lines <"$file"
		for line in "${lines[@]}"; do
			[[ $line == '# '* ]] || break
			if ! [[ $line =~ ^'# '([a-z-]+):' '*(.*)$ ]]; then
				bad_header "$file" "'$line' is not a header; put a line '#' before a comment" || bad=1
				continue
			fi
			key=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
			if [ -n "${HEADER[$name $key]+set}" ]; then
				bad_header "$file" "two headers '$key:'" || bad=1
			fi
			check_header "$file" "$key" "$value" || bad=1
			HEADER[$name $key]=$value
		done
		[ -n "${HEADER[$name description]+set}" ] || bad_header "$file" "there is no header 'description:'" || bad=1
		[[ -z ${HEADER[$name cpus]-} || -z ${HEADER[$name machine]-} ]] ||
			bad_header "$file" "'cpus:' and 'machine:' exclude each other" || bad=1
		[[ -z ${HEADER[$name after]-} || ${HEADER[$name machine]-} == host ]] ||
			bad_header "$file" "'after:' needs 'machine: host'" || bad=1
	done
	return $bad
}

# limit CASE: seconds until it is ended, on a kernel that is not slow
limit() {
	echo "${HEADER[$1 timeout]-180}"
}

# not_installed CASE: the commands that it needs and that are missing
not_installed() {
	local command

	for command in ${HEADER[$1 needs]-}; do
		command -v "$command" >/dev/null || echo -n " $command"
	done
}

# verdict NUMBER CASE STATUS LIMIT SECONDS NOTE LOG: print, in KTAP, the result of a case
# that ended with STATUS after SECONDS: its subtests (subtest() of tests/lib.sh has
# written them to $CASE_SUBTESTS), its own line, and the end of its log if it failed.
# A case fails if one of its subtests does.
verdict() {
	local number=$1 case_=$2 status=$3 limit=$4 note="$5s" subtests

	if [ -s "$CASE_SUBTESTS" ]; then
		subtests=$(grep -Ec '^(not )?ok ' "$CASE_SUBTESTS")
		[[ $status != 0 ]] || ! grep -q '^not ok ' "$CASE_SUBTESTS" || status=1
		note+=", $(grep -c '^ok ' "$CASE_SUBTESTS") of $subtests subtests passed"
		printf '  %s\n' "KTAP version 1" "# Subtest: $case_" "1..$subtests"
		awk '{ if (sub(/^ok /, "ok " n + 1 " ") || sub(/^not ok /, "not ok " n + 1 " ")) n++
			print "  " $0 }' "$CASE_SUBTESTS"
	fi
	note+=$6
	case $status in
	0) echo "ok $number $case_ # $note" ;;
	4) echo "ok $number $case_ # SKIP $(cat "$CASE_SKIP")" ;;
	124 | 137) echo "not ok $number $case_ # no end after ${limit}s$6" ;;
	*) echo "not ok $number $case_ # status $status, $note" ;;
	esac
	[[ $status = 0 || $status = 4 ]] || tail -n 25 "$7" | sed 's/^/# /'
}
