# description: dynsc report: generations of calls that were swapped while callers slept inside, recorded by dynsc-record; fuzzed records
# default-kernels: 6.1 kasan kcsan
# needs: trace-cmd jq
# timeout: 240
load
load_client swap_one

# is NAME REPORT FILTER WANTED: a subtest of its JSON
is() {
	subtest "$1" eq "$1" "$(jq -rc "$3" "/tmp/$2.json")" "$4"
}
# text NAME REPORT PATTERN: a subtest of what it prints for people
text() {
	subtest "text: $1" grep -E "$3" "/tmp/$2.txt"
}
entry() {
	echo ".entries[] | select(.name == \"$1\")"
}
# sleeps_in_swapped PID: whatever its stack is, which differs while calls are traced
sleeps_in_swapped() {
	awk -v pid="$1" '$2 == "swapped" && $3 == pid && $6 ~ /[SI]/ { found = 1 } END { exit !found }' \
		$DEBUGFS/dyn_syscall/calls
}
report() {
	for r in contention hijack; do
		"$TOOLS/dynsc" report $r --json /tmp/trace.dat >/tmp/$r.json
		"$TOOLS/dynsc" report $r /tmp/trace.dat >/tmp/$r.txt
	done
}

# Without a swap there is not a word of generations.
record_on -b 4096 --contention
eq "a call" "$(call swapped 0)" 1
record_off INT
report
! grep -i generation /tmp/contention.* /tmp/hijack.* || fail "generations, though nothing was replaced"
eq "no generations as CSV" "$("$TOOLS/dynsc" report contention --csv=generations /tmp/trace.dat | wc -l)" 1

# Registered before the trace. One caller enters before it, too, and two more during it.
background "$PROGRAMS/call" swapped 2 >/tmp/first
first=$!
wait_for sleeps_in_swapped $first
record_on -b 4096 --contention
eq "generation 1" "$(call swapped 0) $(call swapped 0)" "1 1"
load_client swap_two
eq "generation 2" "$(call swapped 0) $(call swapped 0) $(call swapped 0)" "2 2 2"
eq "the hijacked call" "$(call $GETPGID 1)" 0
background "$PROGRAMS/call" swapped 2 >/tmp/second
second=$!
wait_for sleeps_in_swapped $second
echo 1 >/sys/module/swap_one/parameters/release
wait $first
rmmod swap_one
load_client swap_three
eq "generation 3" "$(call swapped 0)" 3
record_off INT
eq "status" $STATUS 0
report
swap() {
	awk -v generation="generation=$1" '$2 == "swap" && /name=swapped/ && index($0, generation) { print $1 }' /tmp/events
}
recorded >/tmp/events
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
text "swaps" contention "$(cat $NUMBERS/dynamic_syscalls/swapped) swapped +handler replaced: generation 2 of swap_two, 1 still inside generation 1, insmod-[0-9]+$"
text "timeline" hijack "$GETPGID pass_getpgid +handler replaced: generation 3 of swap_three, 0 still inside generation 2, insmod-[0-9]+$"
text "generations" contention "^ +2 +swap_two +swapped +[0-9.]+ +4 +1 +not in this trace$"
echo 1 >/sys/module/swap_two/parameters/release
wait $second
eq "results" "$(cat /tmp/first /tmp/second | xargs)" "1 2"
rmmod swap_two swap_three

# All of it in the trace: registered, two callers inside, of which one leaves last.
record_on -b 4096 --contention
load_client swap_one
background "$PROGRAMS/call" swapped 2 >/dev/null
first=$!
wait_for sleeps_in_swapped $first
background "$PROGRAMS/call" swapped 1 >/dev/null
second=$!
wait_for sleeps_in_swapped $second
load_client swap_two
eq "generation 2" "$(call swapped 0)" 2
"$PROGRAMS/repeat" 60 "$(cat $NUMBERS/dynamic_syscalls/swapped)" 0
kill -KILL $second
wait $second || :
echo 1 >/sys/module/swap_one/parameters/release
wait $first
rmmod swap_one
rmmod swap_two
record_off INT
report
recorded >/tmp/events
left=$(trace-cmd report -q -t /tmp/trace.dat 2>/dev/null |
	sed -nE "s/^.*call-$first .* ([0-9]+)\.([0-9]{9}): +dyn_syscall_exit: .*/\1\2/p")
is "generations, complete" contention "$(entry swapped) | .generations[] | [.generation, .owner, .handler, .calls, .still_inside, .left]" \
	'[1,"swap_one","swapped",2,2,2]
[2,"swap_two","swapped",61,null,null]'
is "the last of the first" contention "$(entry swapped) | .generations[0] | [.last_comm, .last_pid, .last_left_ns]" \
	"[\"call\",$first,$left]"
is "registered once" hijack "$(entry pass_getpgid) | .registrations | length" 1
text "the last" contention "^ +1 +swap_one +swapped +[0-9.]+ +2 +2 +call-$first, [0-9.]+ m?s later$"

# Damaged records of swaps.
"$PROGRAMS/fuzz-report" /tmp/trace.dat 30
