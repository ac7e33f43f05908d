# description: leaves traces of calls that were swapped while callers slept inside: no swap, one begun before the trace, all of it in the trace
# default-kernels: 6.1 kasan kcsan
# needs: trace-cmd
# timeout: 240
load
load_client swap_one

# sleeps_in_swapped PID: whatever its stack is, which differs while calls are traced
sleeps_in_swapped() {
	awk -v pid="$1" '$2 == "swapped" && $3 == pid && $6 ~ /[SI]/ { found = 1 } END { exit !found }' \
		$DEBUGFS/dyn_syscall/calls
}
# keep NAME: the trace, for report-swap
keep() {
	local f

	for f in trace.dat{,.table.before,.table.after}; do
		cp "/tmp/$f" "$TRACES/$1${f#trace}"
	done
}
mkdir -p "$TRACES"

# Without a swap there is not a word of generations.
record_on -b 4096 --contention
eq "a call" "$(call swapped 0)" 1
record_off INT
keep swap-none

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
keep swap-early
NUMBER=$(cat $NUMBERS/dynamic_syscalls/swapped)
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
keep swap-whole
printf '%s\n' "FIRST=$first" "NUMBER=$NUMBER" >"$TRACES/swap.sh"
