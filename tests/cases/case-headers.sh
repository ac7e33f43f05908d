# description: a header that is unknown, misspelled, given twice or has a wrong value is refused
# machine: host
#
# Without a check here, a case with a misspelled header would run everywhere, or nowhere.
# shellcheck disable=SC1091
. tests/cases.sh

mkdir $WORK/cases
: >$WORK/cases/other.sh

# wrong WORDS LINE...: a case with these lines is refused, in one line with the words
wrong() {
	local words=$1 file=$WORK/cases/wrong.sh

	shift
	printf '%s\n' "$@" "load" >$file
	! (read_headers $file) 2>$WORK/error || fail "accepted: $*"
	eq "lines about: $*" "$(count <$WORK/error)" 1
	[[ $(cat $WORK/error) == "$file: "*"$words"* ]] || fail "$*: '$(cat $WORK/error)', wanted '$words'"
}

text="# description: text"
subtest "no description" wrong "no header 'description:'" "# cpus: 16"
subtest "an empty description" wrong "no text" "# description: "
subtest "an unknown header" wrong "unknown header 'turn:'" "$text" "# turn: 6.12"
subtest "in capital letters" wrong "not a header" "$text" "# Needs: strace"
subtest "without a colon" wrong "not a header" "$text" "# needs strace"
subtest "a comment behind the headers" wrong "not a header" "$text" "# What this is about"
subtest "given twice" wrong "two headers 'cpus:'" "$text" "# cpus: 16" "# cpus: 16"
subtest "a number of CPUs" wrong "must be 4 or 16" "$text" "# cpus: 2"
subtest "a timeout" wrong "number of seconds" "$text" "# timeout: 5m"
subtest "a kernel" wrong "there is no kernel 6.13" "$text" "# kernels: 6.12 6.13"
subtest "no kernel" wrong "no kernel" "$text" "# default-kernels: "
subtest "a boolean" wrong "must be yes or no" "$text" "# by-table: make test, too"
subtest "a model" wrong "must be all" "$text" "# models: full"
subtest "a machine" wrong "must be host, icount or stuff" "$text" "# machine: 16cpu"
subtest "a mutant" wrong "names with single spaces" "$text" "# mutants: a,b"
subtest "no such case" wrong "there is no such case" "$text" "# machine: host" "# after: another"
subtest "after another in a machine" wrong "needs 'machine: host'" "$text" "# after: other"
subtest "CPUs of the host" wrong "exclude each other" "$text" "# machine: host" "# cpus: 16"

printf '%s\n' "$text: more" "# cpus: 16" "# default-kernels: 6.12 kasan" "# by-table: no" \
	"# needs: strace gcc" "#" "# Not: a header" "# timeout: 5" >$WORK/cases/right.sh
read_headers $WORK/cases/right.sh
eq "description" "${HEADER[right description]}" "text: more"
eq "needs" "${HEADER[right needs]}" "strace gcc"
eq "kernels" "${HEADER[right default-kernels]} ${HEADER[right kernels]-all}" "6.12 kasan all"
eq "limit" "$(limit right)" 180
