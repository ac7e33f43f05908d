# description: debugfs calls: every living call with its stack, and no other row
# needs: taskset perl
load
load_client actor
CALLS=$DEBUGFS/dyn_syscall/calls
trampoline='dyn_syscall_trampoline\(_regs\|_[0-9]\+\)\?'

# calls_rows NAME: its rows, without their stacks
calls_rows() {
	awk -v name="$1" '/^[0-9]/ && $2 == name' "$CALLS"
}

# stack_of TID: the functions on the stack in the task's row
stack_of() {
	awk -v tid="$1" '/^[^ ]/ { mine = $4 == tid } /^ / && mine { sub(/\+.*/, ""); print $1 }' "$CALLS"
}

on_stack() {
	stack_of "$1" | grep -qx "$2"
}

both_on_stack() {
	on_stack $early $trampoline && on_stack $late $trampoline
}

state_of() {
	sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status"
}

asleep_in() {
	[ "$(state_of "$1")" = S ] && grep -q "$2" "/proc/$1/stack"
}

eq "no calls" "$(cat $CALLS)" "# nr name pid tid comm state generation, then its stack"
eq "mode" "$(stat -c %a $CALLS)" 400

# A sleeper in a handler, whose name has the characters that separate columns.
cp "$PROGRAMS/call" '/tmp/a b\c'
expect 400 reg one 400 block
expect 0 unlock one 400
background '/tmp/a b\c' 400
pid=$!
wait_for inside_is 1
eq "row" "$(calls_rows one)" "400 one $pid $pid a\\040b\\134c S 1"
on_stack $pid block || fail "the handler is not on the stack: $(stack_of $pid)"
on_stack $pid $trampoline || fail "the trampoline is not on the stack: $(stack_of $pid)"

# Threads of one process have a row each, also while events are enabled.
trace_on enter exit
background "$PROGRAMS/hammer" 400 3 43
threads=$!
wait_for inside_is 4
eq "rows" "$(cat $CALLS | grep -c '^400 one ')" 4
eq "threads" "$(calls_rows one | awk -v p=$threads '$3 == p { print $4 }' | sort)" \
	"$(threads_of $threads)"
trace_off

# A task that entered the original before the hijack is not inside; one that came through
# the hijack is.
mkfifo /tmp/before
exec {before}<>/tmp/before
background cat /tmp/before
early=$!
wait_for asleep_in $early pipe_read
expect ${NR[read]} hijack two ${NR[read]} pass 1
expect 0 unlock two ${NR[read]}
background cat /tmp/before
late=$!
wait_for asleep_in $late pipe_read
calls_rows two >/tmp/rows
grep -qx "${NR[read]} two $late $late cat S 1" /tmp/rows || fail "no row for the reader: $(cat /tmp/rows)"
! grep -q " $early " $CALLS || fail "a row for a task that came before the hijack"
on_stack $late "\(anon_\)\?pipe_read" || fail "stack of the reader: $(stack_of $late)"
# Once released, either reader calls again, through the hijack.
echo >&$before
wait_for both_on_stack
kill $early $late
wait $early $late || :
! grep -q " $early \| $late " $CALLS || fail "a row for a task that has left"
expect 0 remove two ${NR[read]}

# A task that runs inside, and one that runs in user mode after a hijacked call.
do_ go
wait $pid
expect 0 remove one 400
kill $threads
do_ stop
expect $GETPGID hijack one $GETPGID spin
expect 0 unlock one $GETPGID
background taskset -c 1 "$PROGRAMS/call" $GETPGID
pid=$!
wait_for inside_is 1
expect $GETPPID hijack two $GETPPID pass
expect 0 unlock two $GETPPID
background perl -e "syscall($GETPPID); 1 while 1"
wait_for column_is two calls 1
for _ in 1 2 3 4 5; do
	eq "row of a running task" "$(calls_rows one)" "$GETPGID one $pid $pid call R 1"
	on_stack $pid spin || fail "stack of a running task: $(stack_of $pid)"
	eq "rows of a task that has left" "$(calls_rows two)" ""
done
do_ go
wait $pid
expect 0 remove one $GETPGID
expect 0 remove two $GETPPID
eq "no calls at the end" "$(cat $CALLS)" "# nr name pid tid comm state generation, then its stack"
