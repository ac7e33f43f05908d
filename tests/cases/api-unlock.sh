# description: syscall_unlock: opens the gate once, or returns each of its errors
load
load_client actor

# life KIND NR: of an entry of either kind
life() {
	local nr=$2

	expect -EBADF unlock one "$nr"		# not registered
	if [ "$1" = dynamic ]; then
		expect "$nr" reg one "$nr" ret
	else
		expect "$nr" hijack one "$nr" ret
	fi
	eq "gate at first" "$(column one gate)" locked
	eq "$1 call while locked" "$(call "$nr")" -ENOSYS
	expect 0 unlock one "$nr"
	eq "gate then" "$(column one gate)" open
	eq "$1 call" "$(call "$nr")" 42
	expect -ENOLCK unlock one "$nr"		# twice
	eq "gate after the second" "$(column one gate)" open
	eq "$1 call after the second" "$(call "$nr")" 42
	expect 0 prep one "$nr"
	expect -EBADF unlock one "$nr"		# removal has begun
	eq "gate after removal has begun" "$(column one gate)" locked
	if [ "$1" = dynamic ]; then
		expect 0 unreg one "$nr"
	else
		expect 0 restore one "$nr"
	fi
	expect -EBADF unlock one "$nr"		# freed
}
life dynamic $UNUSED
life hijacked $GETPGID

# After removal has begun, and while a call is inside, the gate is closed, not locked.
expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED
background "$PROGRAMS/call" $UNUSED
wait_for inside_is 1
expect -EAGAIN prep one $UNUSED
expect -EBADF unlock one $UNUSED
eq "gate" "$(column one gate)" closed
do_ go
expect 0 remove one $UNUSED
