# description: sleepers in hijacked calls are handed back; their programs notice nothing, or EINTR where Linux never restarts a call
# timeout: 300
load
load_client actor

inside() {
	awk -v tid="$1" '/^[0-9]/ && $2 == "one" && $4 == tid && $6 == "S" { n++ } END { exit !n }' \
		$DEBUGFS/dyn_syscall/calls
}

# Asleep, and not in the trampoline.
outside() {
	[ "$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status")" = S ] &&
		! grep -q dyn_syscall_trampoline "/proc/$1/stack"
}

mkfifo /tmp/to
# handed_back CALL NUMBER RESULT: it is handed back, and its program prints RESULT
handed_back() {
	local to from child

	hijack_pass one "$2"
	exec {to}<>/tmp/to
	background bash -c "exec $PROGRAMS/sleeper $1 $((4 * SLOW)) </tmp/to" >/tmp/from
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

# What each call of programs/sleeper.c prints at the end. EINTR (4) where signal(7) says
# that the call is never restarted after a signal handler.
declare -A gives=([read]=1 [tty]=1 [wait4]=0 [futex]=0 [futex_timeout]="-110 late" [poll]=1
	[ppoll]=1 [select]=1 [pselect6]=1 [nanosleep]="0 late" [clock_nanosleep]="0 late"
	[accept]=0 [recvfrom]=1 [flock]=0 [msgrcv]=0
	[epoll_wait]=-4 [epoll_pwait]=-4 [semop]=-4 [sigtimedwait]=-4 [recvfrom_timeout]=-4)
mapfile -t calls < <("$PROGRAMS/sleeper" -l)
for line in "${calls[@]}"; do
	read -r name number <<<"$line"
	handed_back "$name" "$number" "${gives[$name]}"
	unset "gives[$name]"
done
for name in "${!gives[@]}"; do
	[[ $name =~ ^(poll|select|epoll_wait)$ ]] || fail "the program does not sleep in $name"
	echo "this architecture has no $name"
done
