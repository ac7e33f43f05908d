# description: events enter and exit: the arguments, the result, the time inside
# by-table: yes
load
load_client actor
# field N NAME: of the N-th exit event
field() {
	events exit | sed -n "$1s/.* $2=\([^ ]*\).*/\1/p"
}

trace_on enter exit
expect 400 reg args 400 args
expect 401 reg first 401 first
expect 402 reg block 402 block
expect $GETPGID hijack pass $GETPGID pass
call 400				# refused: it does not enter
for n in "args 400" "first 401" "block 402" "pass $GETPGID"; do
	# shellcheck disable=SC2086
	expect 0 unlock $n
done
call 400 1 2 3 4 5 6
call 400 -1 0x7fffffffffffffff
call 401 -22				# an error that the handler returns is a result like any other
own=$(call $GETPGID 1)
call $GETPPID
eq "enter" "$(events enter)" "\
nr=400 kind=dynamic name=args args=(1, 2, 3, 4, 5, 6)
nr=400 kind=dynamic name=args args=(ffffffffffffffff, 7fffffffffffffff, 0, 0, 0, 0)
nr=401 kind=dynamic name=first args=(ffffffffffffffea, 0, 0, 0, 0, 0)
nr=$GETPGID kind=hijacked name=pass args=(1, 0, 0, 0, 0, 0)"
eq "exit" "$(events exit | sed -E 's/ ns=[1-9][0-9]*$/ ns/')" "\
nr=400 kind=dynamic name=args ret=0 ns
nr=400 kind=dynamic name=args ret=0 ns
nr=401 kind=dynamic name=first ret=-22 ns
nr=$GETPGID kind=hijacked name=pass ret=$own ns"

# The time that exit has is at most the one between the two events, which is in
# microseconds.
awk '{ for (i = 1; i < NF; i++) if ($i ~ /^[0-9]+\.[0-9]+:$/) time = $i + 0 }
	/ dyn_syscall_enter: / { start = time }
	/ dyn_syscall_exit: / {
		sub(/.* ns=/, "")
		if (!start || $0 + 0 > (time - start) * 1e9 + 2000)
			bad = 1
		start = 0
		n++
	}
	END { exit bad || n != 4 }' $TRACEFS/trace ||
	fail "ns is more than the time between enter and exit: $(cat $TRACEFS/trace)"

# A call that is inside has entered and not left; its time is the time inside.
: >$TRACEFS/trace
read -r start _ </proc/uptime
background "$PROGRAMS/call" 402
wait_for inside_is 1
eq "enter of a call inside" "$(events enter)" "nr=402 kind=dynamic name=block args=(0, 0, 0, 0, 0, 0)"
eq "exit of a call inside" "$(events exit)" ""
sleep 0.2
do_ go
wait "${BACKGROUND[-1]}"
read -r end _ </proc/uptime
eq "result" "$(field 1 ret)" 43
ns=$(field 1 ns)
awk "BEGIN { exit !($ns >= 2e8 && $ns <= ($end - $start + 0.02) * 1e9) }" ||
	fail "ns=$ns of a call between $start and $end"

# Each event by itself: a time is also measured if only exit is enabled.
trace_off
trace_on exit
do_ stop
background "$PROGRAMS/call" 402
wait_for inside_is 1
sleep 0.2
do_ go
wait "${BACKGROUND[-1]}"
eq "events with exit on" "$(all_events | sed 's/ ns=.*//')" "exit nr=402 kind=dynamic name=block ret=43"
[ "$(field 1 ns)" -ge 200000000 ] || fail "ns=$(field 1 ns) with exit alone"
trace_off
trace_on enter
call 401 7
eq "events with enter on" "$(all_events)" "enter nr=401 kind=dynamic name=first args=(7, 0, 0, 0, 0, 0)"

# If exit is enabled while a call is inside, there is no time to report.
trace_off
trace_on
trace_off
do_ stop
background "$PROGRAMS/call" 402
wait_for inside_is 1
eq "events with none on" "$(all_events)" ""
trace_on
do_ go
wait "${BACKGROUND[-1]}"
eq "events of a call that began before" "$(events enter)" ""

for n in "args 400" "first 401" "block 402" "pass $GETPGID"; do
	# shellcheck disable=SC2086
	expect 0 remove $n
done
