# description: dynsc-record while tracing is in use, also by another dynsc-record: in a buffer of its own, which the reports read; the other one loses nothing
# default-kernels: 6.12
# needs: trace-cmd jq
load
load_client actor
expect 400 reg one 400 ret
expect 0 unlock one 400
expect 402 reg locked 402 ret

# used WORDS OPTION...: record; it says so, and leaves everything in the top-level buffer
# as it is
used() {
	local words=$1 before

	shift
	before=$(state)
	scripts/dynsc-record -o /tmp/trace.dat -b 512 "$@" 2>/tmp/error >/dev/null || fail "$(cat /tmp/error)"
	grep -q "^dynsc-record: tracing is already in use (.*$words.*); recording in a buffer of its own, dynsc-record\.[0-9]*$" \
		/tmp/error || fail "$(cat /tmp/error), wanted $words"
	! grep -q 'dynsc-review' /tmp/error || fail "recommends dynsc-review"
	eq "instances" "$(ls $TRACEFS/instances)" ""
	eq "the other tracing" "$(diff <(echo "$before") <(state))" ""
	judge_file /tmp/trace.dat
}
state() {
	tracing
	cat "$TRACEFS"/{set_event_pid,trace_options,current_tracer}
}
# is FILTER WANTED: of the contention report
is() {
	eq "$1" "$("$TOOLS/dynsc" report contention --json /tmp/trace.dat | jq -rc "$1")" "$2"
}
calls="$PROGRAMS/call 400 && $PROGRAMS/call 400 && $PROGRAMS/call 402"

# Its events stay in the buffer, and it goes on. The trigger of --until ends only ours.
echo 1 >$TRACEFS/tracing_on
echo sched:sched_waking >$TRACEFS/set_event
echo "a mark of the other one" >$TRACEFS/trace_marker
events_of_others() {
	used "set_event has sched:sched_waking" --until enosys -- bash -c "$calls || :"
	grep -q "a mark of the other one" $TRACEFS/trace || fail "the other one's events are gone"
	eq "tracing_on" "$(cat $TRACEFS/tracing_on)" 1
	eq "events" "$(recorded | awk '{ print $2 }' | tail -n 1)" enosys
	is '.files[0].buffer | test("^dynsc-record\\.[0-9]+$")' true
	is '.entries[] | select(.name == "one") | "\(.granted) \(.left)"' "2 2"
	is '.entries[] | select(.name == "locked").refused' 1
	is '.differences' "[]"
	is '.files[0].clock' mono
}
subtest "events of others" events_of_others
seen() {
	status=0
	scripts/dynsc-review --png /tmp/out.png /tmp/trace.dat 2>/tmp/error || status=$?
	eq "dynsc-review" "$status $(wc -l </tmp/error)" "1 1"
	grep -q "in its buffer dynsc-record\.[0-9]*; of a session, KernelShark opens only the top buffer$" /tmp/error
}
! command -v kernelshark >/dev/null || subtest "review" seen

echo >$TRACEFS/set_event

# Two at once record all calls.
two() {
	record_on -b 512
	background env --default-signal=INT,QUIT scripts/dynsc-record -o /tmp/second.dat -b 512 2>/tmp/second.err
	second=$!
	wait_for grep -q ': recording ' /tmp/second.err
	grep -q 'another dynsc-record is running' /tmp/second.err || fail "$(cat /tmp/second.err)"
	eval "$calls || :"
	kill -INT $second
	wait $second
	"$PROGRAMS/call" 400
	record_off INT
	for f in second:2 trace:3; do
		eq "calls in ${f%:*}" "$("$TOOLS/dynsc" report contention --json /tmp/${f%:*}.dat |
			jq -rc '.entries[] | select(.name == "one").granted')" "${f#*:}"
	done
}
subtest "another dynsc-record" two
expect 0 remove one 400
expect 0 remove locked 402
