# description: restore_syscall: frees a locked hijacked entry, or returns each of its errors
load
load_client actor
own=$(call $GETPGID 1)

expect -EBADF restore one $GETPGID		# not registered
expect $GETPGID hijack one $GETPGID block
expect -EBADF restore one $GETPGID		# locked, removal has not begun
expect 0 unlock one $GETPGID
expect -EBADF restore one $GETPGID		# open
background "$PROGRAMS/call" $GETPGID 1
wait_for inside_is 1
expect -EAGAIN prep one $GETPGID
expect -ENOLCK restore one $GETPGID		# begun, and a call is inside
expect -EAGAIN trylock one $GETPGID
expect -ENOLCK restore one $GETPGID
expect -EBADF unreg one $GETPGID		# wrong kind
do_ go
wait "${BACKGROUND[-1]}"
expect -ENOLCK restore one $GETPGID		# no call inside, but not locked either
expect 0 trylock one $GETPGID
expect -EBADF unreg one $GETPGID		# wrong kind, locked
eq "state" "$(column one state)" undoing
expect 0 restore one $GETPGID
eq "rows" "$(rows)" 0
eq "getpgid of init" "$(call $GETPGID 1)" "$own"
expect -EBADF restore one $GETPGID		# twice

# Number and name can be used again.
expect $GETPGID hijack one $GETPGID ret
expect 0 unlock one $GETPGID
eq "call of the next" "$(call $GETPGID 1)" 42
expect 0 prep one $GETPGID
eq "getpgid of init, restored" "$(call $GETPGID 1)" "$own"
expect 0 restore one $GETPGID
