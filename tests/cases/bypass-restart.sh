# description: a sleep that a stop has interrupted goes on by restart_syscall, outside of the hijack
nr=${NR[nanosleep]}	# the shell sleeps by another call
load
load_client actor
hijack_pass one $nr

# in_state PID LETTER
in_state() {
	grep -q "^State:.$2" "/proc/$1/status"
}

# asleep_outside PID: in the rest of its sleep
asleep_outside() {
	local now rest

	in_state "$1" S || return 1
	read -r now rest <"/proc/$1/syscall"
	[ "$now" = "${NR[restart_syscall]}" ] && ! grep -q dyn_syscall "/proc/$1/stack"
}

mkfifo /tmp/end
background bash -c "exec $PROGRAMS/sleeper nanosleep 600 <>/tmp/end" >/tmp/lines
wait_for grep -q . /tmp/lines
sleeper=$(head -n 1 /tmp/lines)
wait_for asleep_inside one $sleeper
eq "calls" "$(column one calls)" 1

kill -STOP $sleeper
wait_for in_state $sleeper T
wait_for column_is one living 0
kill -CONT $sleeper
wait_for asleep_outside $sleeper
eq "calls after the stop" "$(column one calls)" 1
eq "living" "$(column one living)" 0

# So a removal has nothing to wait for.
take_back one $nr
asleep_outside $sleeper || fail "the sleep was disturbed"
kill $sleeper
