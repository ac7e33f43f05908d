# description: dynsc check finds each fault put into a trace, and none in one that is cut, lossy or incomplete
# machine: host
# default-kernels: 6.12
# after: picture-trace
# needs: jq trace-cmd
trace=$TRACES/picture.dat
[ -s "$trace" ] || fail "there is no $trace"
cp "$trace" "$WORK/picture.dat"
cd "$WORK" || exit

subtest "faults" "$PROJECT/$PROGRAMS/unit-check" picture.dat

# answer STATUS ARGUMENT...: dynsc check ends with it; its output is in out and err
answer() {
	local want=$1 status=0

	shift
	"$PROJECT/$TOOLS/dynsc" check "$@" >out 2>err || status=$?
	eq "status of dynsc check $*" $status "$want"
}

# said NAME STATUS PATTERN ARGUMENT...: a subtest: and the output has a line with PATTERN
said() {
	subtest "$1" says "${@:2}"
}
says() {
	answer "$1" "${@:3}"
	cat out err
	grep -hq -- "$2" out err
}

said "no violation" 0 '^picture.dat: 40 events of 2 numbers: 4 calls, 6 refused, 2 removals, 0 swaps: no violation$' picture.dat
said "no file" 2 'check which file' --json
said "a file that is not there" 3 'nowhere.dat: No such file' nowhere.dat
said "a file that is no trace" 3 'not a trace-cmd file' out
said "both" 3 ': no violation$' nowhere.dat picture.dat
head -c 100000 picture.dat >half.dat
said "a file that is truncated" 3 'half.dat' half.dat

# In the recorded trace, one number is another one: that of the event "reserved to active".
# The numbers are little-endian: the number, two bytes, and the kind; the registration; where
# the name is, and its room, two bytes each; the states, four bytes each.
trace-cmd convert -i picture.dat -o bad.dat --file-version 6 >/dev/null
at=$(LC_ALL=C grep -aboP '\x90\x01\x00...\x08\x00\x01\x00{3}\x02\x00{3}' bad.dat |
	cut -d : -f 1 -s | head -n 1)
[ -n "$at" ] || fail "the trace has no event of number 400"
printf '\x91' | dd of=bad.dat bs=1 seek="$at" conv=notrunc status=none
said "a violation" 1 '^violation of ' bad.dat
said "the event that shows it" 1 '^  > ' bad.dat
said "a violation counts more" 1 '^violation of ' nowhere.dat bad.dat picture.dat
json() {
	answer 1 --json bad.dat picture.dat
	eq "files" "$(jq -rc '[.files[].file] | join(" ")' out)" "bad.dat picture.dat"
	eq "violations" "$(jq -rc '.files[1].violations | length' out)" 0
	jq -e '.files[0].violations[0] | .rule and .ns > 0 and .text and .event' out
}
subtest "JSON" json
