# description: dynsc report and check: named buffers, clocks that do not count nanoseconds, events that were not recorded, selections that match nothing
# default-kernels: 6.12
# machine: host
# after: inputs-trace
# needs: trace-cmd jq
[ -s "$TRACES/inputs.dat" ] || fail "there is no inputs.dat"
T=$WORK/inputs
cp "$TRACES/inputs.dat" $T.all.dat

# is NAME FILTER WANTED: a subtest: of the contention report of NAME.dat, of $buffer
is() {
	subtest "$buffer: $2" eq "$1" "$("$TOOLS/dynsc" report contention --json --buffer $buffer $T."$1".dat | jq -rc "$2")" "$3"
}

# refused NAME WORDS OPTION...: a subtest: status 1, one sentence, and no output
refused() {
	subtest "$1 ${*:3}: refused" is_refused "$@"
}
is_refused() {
	local status=0

	"$TOOLS/dynsc" report contention "${@:3}" $T."$1".dat >$WORK/out 2>$WORK/error || status=$?
	eq "status" $status 1
	eq "output" "$(cat $WORK/out)" ""
	eq "lines" "$(wc -l <$WORK/error)" 1
	grep -q "$2" $WORK/error || fail "$(cat $WORK/error), wanted $2"
}
# said NAME LINE: the same, of the text
said() {
	subtest "$buffer: $2" grep -q "$2" <("$TOOLS/dynsc" report contention --buffer $buffer $T."$1".dat)
}
counts='.entries[] | select(.name == "one") | "\(.attempts) \(.granted) \(.refused) \(.left) \(.most_inside) \(.still_inside)"'
known='.entries[] | "\(.granted) \(.refused) \(.most_inside) \(.left) \(.still_inside) \(.inside_max_ns)"'

# timeline: how many calls that of $buffer has
timeline() {
	"$TOOLS/dynsc" report contention --json-trace $T.json --buffer $buffer $T.all.dat >/dev/null
	jq '[.traceEvents[] | select(.cat == "call" and .ph == "X")] | length' $T.json
}
# checked NAME STATUS LINE OPTION...: dynsc check ends with STATUS and prints LINE
checked() {
	subtest "check ${*:4} $1" is_checked "$@"
}
is_checked() {
	local status=0

	"$TOOLS/dynsc" check "${@:4}" $T."$1".dat >$WORK/out 2>&1 || status=$?
	eq "status" $status "$2"
	grep -q "$3" $WORK/out || fail "$(cat $WORK/out), wanted $3"
}

refused all "in the buffers top, counter, mono; use --buffer"
refused all "has no buffer \"bar\"; it has top, counter, mono" --buffer bar
refused all "has no buffer" --buffer mon
checked all 3 "in the buffers top, counter, mono; use --buffer"

# By the kernel's own clock, and by that of the trace
buffer=mono
is all '.files[0] | "\(.buffer) \(.clock)"' "mono mono"
is all "$counts" "4 2 2 2 2 0"
is all '.removals[0] | "\(.eagain) \(.attempts) \(.refused) \(.last_pid != null)"' "1 2 2 true"
is all '.removals[0].locked_ns > .removals[0].begin_ns' true
is all '.entries[0].levels | length' 3
is all '.entries[0].inside_max_ns - (.removals[0] | .last_left_ns - .inside[0].entered_ns) | fabs < 1e8' true
said all "dat, buffer mono (not read: top counter): . CPUs, [1-9]"
checked all 0 "all.dat, buffer mono: [0-9]* events of 1 numbers: 2 calls, 2 refused, 1 removals" --buffer mono
subtest "timeline of a buffer" eq "calls" "$(timeline)" 2
# A selection that matches nothing
refused all "no entry 9999 in this trace; it has 400 one$" --buffer mono --nr 9999
refused all "no entry nix in this trace; it has 400 one$" --buffer mono --name one,nix
refused all "task 1 makes no call" --buffer mono --pid 1
refused all "the trace ends at" --buffer mono --from 999999
refused all "the trace begins at" --buffer mono --to 0.1

# trace-cmd saves one clock for all buffers: where the times show that this is another
# one, it is unknown, and times between events are left out. Others are by the kernel's own.
buffer=counter
is all '.files[0].clock' null
is all "$counts" "4 2 2 2 2 0"
is all '[.begin_ns, .end_ns, .removals[0].begin_ns, .removals[0].locked_ns, .removals[0].last_left_ns,
	.removals[0].inside[0].entered_ns, .entries[0].registered_ns, .files[0].first_ns] | unique == [null]' true
is all '.entries[0].inside_max_ns < 60e9 and (.entries[0].levels | length) == 0' true
refused all "the file does not name its clock" --buffer counter --from 1
refused all "the file does not name its clock" --buffer counter --to 1
refused all "has no timeline: the file does not name its clock" --buffer counter --json-trace $T.none
said all "^Times between events are left out: the file does not name its clock"
said all "left last       call-[0-9]*$"
checked all 0 "all.dat, buffer counter: [0-9]* events of 1 numbers: 2 calls, 2 refused, 1 removals, 0 swaps: no violation" --buffer counter
checked all 0 "^  its clock, unknown, does not order events of different CPUs for certain" --buffer counter
subtest "check: which clock" eq "order" "$("$TOOLS/dynsc" check --json --buffer mono $T.all.dat |
	jq -rc '.files[0] | "\(.buffer) \(.clock) \(.order_is_certain)"')" "mono mono true"

# A file of version 6 does not say which clock a buffer has.
trace-cmd convert -i $T.all.dat -o $T.six.dat --file-version 6 >/dev/null
is six '"\(.files[0].clock) \(.begin_ns)"' "null null"
checked six 0 "^  its clock, unknown, does not order events of different CPUs for certain" --buffer counter

# What was not recorded is not 0.
buffer=top
is all "$known" "2 null null null null null"
said all "^Not recorded: state, exit, enosys, fallback, write_trylock, swap, rescue\\."
checked all 0 "all.dat: 2 events of 1 numbers: 2 calls, 0 refused" --buffer top
