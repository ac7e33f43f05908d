# description: dynsc-record records exactly the events of each set, and tables that agree with them
# default-kernels: 6.12 kasan
# needs: trace-cmd
load
load_client actor
look_at_unused

# Causes every kind of event; those that are enabled meanwhile go to /tmp/set.
scene() {
	set -euo pipefail
	# shellcheck disable=SC1091
	. tests/lib.sh
	sed 's/^dyn_syscall://' $TRACEFS/set_event >/tmp/set
	expect 400 reg one 400 block
	expect $GETPGID hijack two $GETPGID pass 1
	call 400
	call $GETPGID
	expect 0 unlock one 400
	expect 0 unlock two $GETPGID
	call $GETPGID 1
	background "$PROGRAMS/call" 400
	wait_for inside_is 1
	expect -EAGAIN prep one 400
	do_ go
	wait $!
	do_ stop
	expect 0 trylock one 400
	expect 0 unreg one 400
	# The client's part is left after the rescue.
	echo 1 >/sys/module/dyn_syscall/parameters/rescue
	expect 0 remove two $GETPGID
	echo 0 >/sys/module/dyn_syscall/parameters/rescue
	load_client swap_one
	load_client swap_two
	rmmod swap_one swap_two
}
export -f scene

# set_is MODE EVENT...: MODE enables these, and all of them are recorded
set_is() {
	local mode=$1

	shift
	# shellcheck disable=SC2086 # words
	scripts/dynsc-record -o /tmp/trace.dat -b 4096 $mode -- bash -c scene >/dev/null
	eq "events of '$mode'" "$(sort /tmp/set | xargs)" "$(printf '%s\n' "$@" | sort | xargs)"
	recorded >/tmp/events
	eq "recorded by '$mode'" "$(awk '{ print $2 }' /tmp/events | sort -u | xargs)" \
		"$(printf '%s\n' "${@##*:}" | sed 's/^dyn_syscall_//' | sort -u | xargs)"
}

set_is "--contention --sched" dyn_syscall_{state,unlock,swap,rescue,enter,exit,enosys,fallback,write_trylock,eagain} \
	sched:sched_switch sched:sched_waking
set_is --hijack dyn_syscall_{state,patch,unlock,swap,rescue,enter,exit,original,enosys,fallback}

# The tables: what was counted between them is in the trace, here exactly.
expect 400 reg one 400 ret
expect 0 unlock one 400
expect $GETSID hijack two $GETSID pass
expect 0 unlock two $GETSID
expect 402 reg locked 402 ret
call 400				# counted before
scripts/dynsc-record -o /tmp/trace.dat -b 4096 -- bash -c "
	for i in {1..7}; do $PROGRAMS/call 400; done
	$PROGRAMS/call $GETSID; $PROGRAMS/call 401; $PROGRAMS/call 402
	cat $TRACEFS/set_event >/tmp/set"
eq "events by default" "$(sort /tmp/set)" \
	"$(printf '%s\n' $TRACEFS/events/dyn_syscall/*/ | sed 's/.*\/\(.*\)\/$/dyn_syscall:\1/' | sort)"
recorded >/tmp/events
difference() {
	awk -v name="$1" '$2 == name { n = $8 - n } END { print n }' /tmp/trace.dat.table.{before,after}
}
eq "calls of one in the tables" "$(difference one)" 7
eq "calls of two in the tables" "$(difference two)" 1
eq "calls of one in the trace" "$(grep -c ' enter nr=400 ' /tmp/events)" 7
eq "calls of two in the trace" "$(grep -c " enter nr=$GETSID " /tmp/events)" 1
eq "refused in the trace" "$(grep -c ' enosys nr=402 ' /tmp/events)" 1
eq "of no entry" "$(grep -c ' enosys nr=401 ' /tmp/events)" "$ARRIVES"
for f in before after; do
	eq "the table $f" "$(sed -n '2p' /tmp/trace.dat.table.$f)" "$(sed -n 1p $TABLE)"
done
eq "the last table" "$(sed 1d /tmp/trace.dat.table.after)" "$(cat $TABLE)"
times=$(sed -n 's/^# mono \([0-9]*\) \([0-9]*\)$/\1\n\2/p' /tmp/trace.dat.table.before && awk '{ print $1 }' /tmp/events &&
	sed -n 's/^# mono \([0-9]*\) \([0-9]*\)$/\1\n\2/p' /tmp/trace.dat.table.after)
eq "times" "$(sort -n <<<"$times")" "$times"
# Calls while the tables were read, before the first or after the second do not differ
# from the counters; one that is missing in between does.
eq "differences" "$("$TOOLS/dynsc" report contention --json /tmp/trace.dat | jq -c .differences)" "[]"
awk '$2 == "one" { $8++ } { print }' /tmp/trace.dat.table.after >/tmp/table
mv /tmp/table /tmp/trace.dat.table.after
eq "one more was counted" "$("$TOOLS/dynsc" report contention --json /tmp/trace.dat |
	jq -c '.differences[] | [.name, .counted - .traced]')" '["one",1]'
expect 0 remove one 400
expect 0 remove two $GETSID
expect 0 remove locked 402
