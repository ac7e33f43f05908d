# description: dynsc report --json-trace and --perfetto: the boxes, marks and counters of the timelines are those of the reports
# machine: host
# default-kernels: 6.12
# after: picture-trace
# needs: jq python3
copy_traces picture.dat
dynsc=$TOOLS/dynsc
# A timeline in each of the two formats, the second as tests/pftrace.py decodes it
write() {
	"$dynsc" report contention --json --json-trace chrome.json --perfetto own.pftrace "$@" picture.dat
	"$PROJECT/tests/pftrace.py" own.pftrace >own.json
}
write >contention.json
"$dynsc" report hijack --json picture.dat >hijack.json
# So the rest is of one of them.
subtest "the two formats" same_timeline contention.json picture.dat

# same NAME FILTER OF_REPORT [REPORT]: a subtest: both filters give the same, which is not
# nothing
same() {
	subtest "$1" are_same "$@"
}
are_same() {
	local got

	got=$(jq -rc "[.traceEvents[] | $2" own.json)
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
	[ "$(jq '[.traceEvents[] | select(.ph == "s")] | length' own.json)" -gt 0 ]
	jq -e '.traceEvents as $all | [$all[] | select(.ph == "f")] | all(
		. as $f | any($all[]; .ph == "X" and .cat == "call" and .tid == $f.tid and
			.ts <= $f.ts and .ts + .dur >= $f.ts) and
		any($all[]; .ph == "s" and .id == $f.id and .ts <= $f.ts))' own.json
}
names() {
	jq -e '.traceEvents as $all | [$all[] | select(.ph == "X") | {pid, tid}] | unique | all(
		. as $t | any($all[]; .ph == "M" and .name == "thread_name" and .pid == $t.pid and .tid == $t.tid))' own.json
}
selected() {
	eq "numbers" "$(jq -rc '[.traceEvents[] | select(.cat == "state").tid] | unique' own.json)" "[121]"
}
subtest "arrows" arrows
subtest "every track has a name" names
write --nr 121 >/dev/null
subtest "--nr" selected
# refused OPTION: changes nothing
refused() {
	local status=0

	"$dynsc" report contention "$1" nowhere/out picture.dat >/dev/null 2>err || status=$?
	eq "status" "$status $(grep -c '^dynsc: nowhere/out' err)" "1 1"
	eq "files" "$(echo *.new)" "*.new"
}
for option in --json-trace --perfetto; do
	subtest "a directory that is not there: $option" refused $option
done

# Perfetto's own reader agrees, where it is installed: no distribution has it in a package.
perfetto() {
	"$dynsc" report contention --perfetto own.pftrace picture.dat >/dev/null
	cat >query <<-'END'
		select count(*), sum(dur) from slice join thread_track on track_id = thread_track.id
		where category = 'call' and slice.name != 'original';
		select sum(value) from stats where severity != 'info';
	END
	eq "calls, their time, errors" "$(trace_processor_shell -q query own.pftrace 2>/dev/null | grep '^[0-9]' | xargs)" \
		"$(jq -r '[.traceEvents[] | select(.cat == "call" and .name != "original").dur * 1000 | round] |
			"\(length),\(add) 0"' own.json)"
}
write >/dev/null
if command -v trace_processor_shell >/dev/null; then
	subtest "Perfetto" perfetto
else
	echo "Perfetto's own reader is not tried: there is no trace_processor_shell"
fi
