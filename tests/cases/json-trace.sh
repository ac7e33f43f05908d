# description: dynsc report --json-trace: the boxes, marks and counters of the timeline are those of the reports
# machine: host
# kernels: 6.12
# after: picture-trace
# needs: jq
trace=$TRACES/picture.dat
[ -s "$trace" ] || fail "there is no $trace"
dynsc=$PROJECT/$TOOLS/dynsc
cp "$trace" "$WORK/picture.dat"
cd "$WORK" || exit
"$dynsc" report contention --json --json-trace out.json picture.dat >contention.json
"$dynsc" report hijack --json picture.dat >hijack.json

# same NAME FILTER OF_REPORT [REPORT]: a subtest: both filters give the same, which is not
# nothing
same() {
	subtest "$1" are_same "$@"
}
are_same() {
	local got

	got=$(jq -rc "[.traceEvents[] | $2" out.json)
	[[ $got != '' && $got != 0 && $got != '[]' ]] || fail "$1: nothing in the timeline"
	eq "$1" "$got" "$(jq -rc "$3" "${4:-contention}.json")"
}

same "calls of each number" 'select(.cat == "call" and .ph == "X") | .name] | group_by(.) | map("\(.[0]) \(length)")' \
	'[.entries[] | select(.left > 0) | "\(.nr) \(.name) \(.left)"]'
same "times inside" 'select(.cat == "call" and .ph == "X") | select(.name == "121 gets") | .args.ns] | add' \
	'.entries[] | select(.name == "gets") | .inside_sum_ns' hijack
same "refused" 'select(.ph == "i" and (.name | startswith("ENOSYS"))).tid] | length' '[.entries[].refused] | add'
same "fallbacks" 'select(.ph == "i" and (.name | startswith("fallback"))).tid] | length' '[.entries[].fallback] | add'
same "EAGAIN" 'select(.ph == "i" and (.name | startswith("EAGAIN"))).tid] | length' '[.removals[].eagain] | add'
same "locks" 'select(.ph == "i" and .name == "locked").tid] | length' '.removals | length'
same "most inside" 'select(.ph == "C" and .tid == 400).args.inside] | max' '.entries[] | select(.nr == 400) | .most_inside'
same "callers" 'select(.cat == "call" and .ph == "X") | .tid] | sort' \
	'[.entries[].callers[] | select(.calls > 0) | .pid] | sort'
# A box is as long as between its two changes of state, in microseconds.
same "how long it was active" 'select(.cat == "state" and .name == "active" and .tid == 121).dur * 1000 | round] | .[0]' \
	'.entries[] | select(.nr == 121) | .registrations[0] | .undoing_ns - .active_ns' hijack
# From each failed attempt to a call that is inside then.
arrows() {
	[ "$(jq '[.traceEvents[] | select(.ph == "s")] | length' out.json)" -gt 0 ]
	jq -e '.traceEvents as $all | [$all[] | select(.ph == "f")] | all(
		. as $f | any($all[]; .ph == "X" and .cat == "call" and .tid == $f.tid and
			.ts <= $f.ts and .ts + .dur >= $f.ts) and
		any($all[]; .ph == "s" and .id == $f.id and .ts <= $f.ts))' out.json
}
subtest "arrows" arrows
names() {
	jq -e '.traceEvents as $all | [$all[] | select(.ph == "X") | {pid, tid}] | unique | all(
		. as $t | any($all[]; .ph == "M" and .name == "thread_name" and .pid == $t.pid and .tid == $t.tid))' out.json
}
subtest "every track has a name" names

selected() {
	"$dynsc" report contention --json --json-trace out.json --nr 121 picture.dat >/dev/null
	eq "numbers" "$(jq -rc '[.traceEvents[] | select(.cat == "state").tid] | unique' out.json)" "[121]"
}
subtest "--nr" selected
status=0
"$dynsc" report contention --json-trace nowhere/out.json picture.dat >/dev/null 2>err || status=$?
subtest "a directory that is not there" eq "status" "$status $(grep -c '^dynsc: nowhere/out.json' err)" "1 1"
eq "files" "$(echo *.new)" "*.new"

# Perfetto's own reader agrees, where it is installed.
perfetto() {
	"$dynsc" report contention --json-trace out.json picture.dat >/dev/null
	echo "select count(*) from slice where category = 'call';" >query
	eq "calls" "$(trace_processor_shell -q query out.json 2>/dev/null | tail -n 1)" \
		"$(jq '[.entries[].left] | add' contention.json)"
}
! command -v trace_processor_shell >/dev/null || subtest "Perfetto" perfetto
