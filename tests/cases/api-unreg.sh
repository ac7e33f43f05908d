# description: dyn_syscall_unreg: frees a locked dynamic entry, or returns each of its errors
load
load_client actor
free() {
	awk '!/^#/ { print $5 }' $DEBUGFS/dyn_syscall/dispatch
}
before=$(free)

expect -EBADF unreg one $UNUSED			# not registered
expect $UNUSED reg one $UNUSED block
eq "free" "$(free)" $((before - 1))
expect -EBADF unreg one $UNUSED			# locked, removal has not begun
expect 0 unlock one $UNUSED
expect -EBADF unreg one $UNUSED			# open
background "$PROGRAMS/call" $UNUSED
wait_for inside_is 1
expect -EAGAIN prep one $UNUSED
expect -ENOLCK unreg one $UNUSED		# begun, and a call is inside
expect -EAGAIN trylock one $UNUSED
expect -ENOLCK unreg one $UNUSED
expect -EBADF restore one $UNUSED		# wrong kind
do_ go
wait "${BACKGROUND[-1]}"
expect -ENOLCK unreg one $UNUSED		# no call inside, but not locked either
expect 0 trylock one $UNUSED
expect -EBADF restore one $UNUSED		# wrong kind, locked
eq "state" "$(column one state)" undoing
expect 0 unreg one $UNUSED
eq "rows" "$(rows)" 0
eq "free then" "$(free)" "$before"
eq "call" "$(call $UNUSED)" -ENOSYS
expect -EBADF unreg one $UNUSED			# twice

# Number and name can be used again.
expect $UNUSED reg one $UNUSED ret
expect 0 unlock one $UNUSED
eq "call of the next" "$(call $UNUSED)" 42
expect 0 prep one $UNUSED
expect 0 unreg one $UNUSED
eq "free at the end" "$(free)" "$before"
