# description: dyn_syscall_remove: waits for the last call, cannot be killed, frees
# by-table: yes
load
load_client actor
tried() {
	[ "$(column one eagain)" -ge "$1" ]
}

expect -EBADF remove one $UNUSED		# not registered
expect $UNUSED reg one $UNUSED block
expect 0 remove one $UNUSED			# never unlocked
expect -EBADF remove one $UNUSED		# twice

# waits KIND NR alive|killed: it waits while a call is inside, even if the remover is killed
waits() {
	local nr=$2 caller remover value=43

	do_ stop
	if [ "$1" = dynamic ]; then
		expect "$nr" reg one "$nr" block
	else
		# a sleeper would be woken after a second
		value=44
		expect "$nr" hijack one "$nr" spin
	fi
	expect 0 unlock one "$nr"
	background "$PROGRAMS/call" "$nr" >/tmp/caller
	caller=${BACKGROUND[-1]}
	wait_for inside_is 1
	background do_ remove one "$nr" >/tmp/answer
	remover=${BACKGROUND[-1]}
	wait_for tried 5
	if [ "$3" = killed ]; then
		kill -KILL "$remover"
		wait_for tried $(($(column one eagain) + 3))
	fi
	eq "answer with a call inside" "$(cat /tmp/answer)" ""
	eq "state with a call inside" "$(column one state)" undoing
	eq "calls inside" "$(do_ inside)" 1
	do_ go
	wait "$caller"
	eq "the call that was inside" "$(cat /tmp/caller)" $value
	if [ "$3" = killed ]; then
		wait "$remover" && fail "the remover was not killed"
	else
		wait "$remover"
		eq "answer" "$(cat /tmp/answer)" 0
	fi
	eq "rows at the end" "$(rows)" 0
}
waits dynamic $UNUSED alive
waits dynamic $UNUSED killed
waits hijacked $GETPGID alive

# It completes a removal that has begun.
do_ stop
expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED
background "$PROGRAMS/call" $UNUSED
wait_for inside_is 1
expect -EAGAIN prep one $UNUSED
do_ go
expect 0 remove one $UNUSED
expect $UNUSED reg one $UNUSED ret
expect 0 prep one $UNUSED			# locked
expect 0 remove one $UNUSED
eq "rows" "$(rows)" 0
