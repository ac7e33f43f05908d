# description: dynsc report: generations of calls that were swapped while callers slept inside, recorded by dynsc-record; fuzzed records
# default-kernels: 6.1
# machine: host
# after: swap-trace
# needs: trace-cmd jq python3
copy_traces swap-{none,early,whole}.dat{,.table.before,.table.after} swap.sh
# shellcheck source=/dev/null
. ./swap.sh

# is NAME REPORT FILTER WANTED: a subtest of its JSON
is() {
	subtest "$1" eq "$1" "$(jq -rc "$3" $2.json)" "$4"
}
# text NAME REPORT PATTERN: a subtest of what it prints for people
text() {
	subtest "text: $1" grep -E "$3" $2.txt
}
entry() {
	echo ".entries[] | select(.name == \"$1\")"
}
# report NAME: of this trace
report() {
	for r in contention hijack; do
		"$TOOLS/dynsc" report $r --json $1.dat >$r.json
		"$TOOLS/dynsc" report $r $1.dat >$r.txt
	done
}

# Without a swap there is not a word of generations.
report swap-none
! grep -i generation contention.* hijack.* || fail "generations, though nothing was replaced"
eq "no generations as CSV" "$("$TOOLS/dynsc" report contention --csv=generations swap-none.dat | wc -l)" 1

# Registered before the trace. One caller enters before it, too, and two more during it.
report swap-early
swap() {
	awk -v generation="generation=$1" '$2 == "swap" && /name=swapped/ && index($0, generation) { print $1 }' events
}
recorded swap-early.dat >events
is "generations" contention "$(entry swapped) | .generations[] | [.generation, .owner, .handler, .calls, .still_inside]" \
	'[1,"swap_one",null,2,1]
[2,"swap_two","swapped",4,1]
[3,"swap_three","swapped",1,null]'
is "since" contention "$(entry swapped) | [.generations[].since_ns]" "[null,$(swap 2),$(swap 3)]"
is "replaced" contention "$(entry swapped) | [.generations[].replaced_ns]" "[$(swap 2),$(swap 3),null]"
# Its exit is not an event: events of calls were off when it entered.
is "the last of the first is not in the trace" contention "$(entry swapped) | .generations[0] | [.left, .last_pid]" "[0,null]"
is "lower bounds" contention "[$(entry swapped) | .generations[].calls_is_lower_bound] | unique" "[false]"
is "the hijacked call" hijack "$(entry pass_getpgid) | [.generations[] | [.generation, .owner, .calls, .still_inside]]" \
	'[[1,"swap_one",0,0],[2,"swap_two",1,0],[3,"swap_three",0,null]]'
is "timeline" hijack '.timeline[] | [.from, .to, .comm, .generation, .owner, .still_inside]' \
	'["active","active","insmod",2,"swap_two",0]
["active","active","insmod",3,"swap_three",0]'
text "swaps" contention "$NUMBER swapped +handler replaced: generation 2 of swap_two, 1 still inside generation 1, insmod-[0-9]+$"
text "timeline" hijack "$GETPGID pass_getpgid +handler replaced: generation 3 of swap_three, 0 still inside generation 2, insmod-[0-9]+$"
text "generations" contention "^ +2 +swap_two +swapped +[0-9.]+ +4 +1 +not in this trace$"

subtest "timeline in both formats, early" same_timeline contention.json swap-early.dat

# All of it in the trace: registered, two callers inside, of which one leaves last.
report swap-whole
subtest "timeline in both formats" same_timeline contention.json swap-whole.dat
recorded swap-whole.dat >events
left=$(trace-cmd report -q -t swap-whole.dat 2>/dev/null |
	sed -nE "s/^.*call-$FIRST .* ([0-9]+)\.([0-9]{9}): +dyn_syscall_exit: .*/\1\2/p")
is "generations, complete" contention "$(entry swapped) | .generations[] | [.generation, .owner, .handler, .calls, .still_inside, .left]" \
	'[1,"swap_one","swapped",2,2,2]
[2,"swap_two","swapped",61,null,null]'
is "the last of the first" contention "$(entry swapped) | .generations[0] | [.last_comm, .last_pid, .last_left_ns]" \
	"[\"call\",$FIRST,$left]"
is "registered once" hijack "$(entry pass_getpgid) | .registrations | length" 1
text "the last" contention "^ +1 +swap_one +swapped +[0-9.]+ +2 +2 +call-$FIRST, [0-9.]+ m?s later$"

# Damaged records of swaps.
"$PROGRAMS/fuzz-report" swap-whole.dat 30
