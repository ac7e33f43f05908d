# description: sleepers in hijacked calls are handed back; their programs notice nothing, or EINTR where Linux never restarts
# timeout: 300
load
load_client actor

inside() {
	awk -v tid="$1" '/^[0-9]/ && $2 == "one" && $4 == tid && $6 == "S" { n++ } END { exit !n }' \
		$DEBUGFS/dyn_syscall/calls
}

# Asleep, and not by our way.
outside() {
	[ "$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status")" = S ] &&
		! grep -q dyn_syscall_link "/proc/$1/stack"
}

mkfifo /tmp/to
# handed_back CALL NUMBER RESULT: what it prints at last
handed_back() {
	local to from child

	hijack_pass one "$2"
	exec {to}<>/tmp/to
	background bash -c "exec $PROGRAMS/sleeper $1 </tmp/to" >/tmp/from
	from=/tmp/from
	wait_for grep -q . $from
	child=$(head -n 1 $from)
	wait_for inside "$child"
	expect 0 drain one "$2" 20000 2
	expect 0 restore one "$2"
	if [ "$3" != -4 ]; then
		wait_for outside "$child"
		eq "$1 has printed" "$(wc -l <$from)" 1
	fi
	echo >&$to
	exec {to}>&-
	wait "${BACKGROUND[-1]}"
	eq "$1" "$(tail -n 1 $from)" "$3"
}

handed_back read 0 1
handed_back tty 0 1
handed_back wait4 61 0
handed_back futex 202 0
handed_back futex_timeout 202 "-110 late"
handed_back poll 7 1
handed_back ppoll 271 1
handed_back select 23 1
handed_back nanosleep 35 "0 late"
handed_back clock_nanosleep 230 "0 late"
handed_back accept 43 0
handed_back recvfrom 45 1
handed_back flock 73 0
handed_back msgrcv 70 0
# As after a signal with a handler, however that was installed: signal(7).
handed_back epoll_wait 232 -4
handed_back semop 65 -4
handed_back sigtimedwait 128 -4
handed_back recvfrom_timeout 45 -4
