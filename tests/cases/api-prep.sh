# description: prep_restore_syscall: begins removal once, and locks the gate or returns EAGAIN
load
load_client actor

# With no call inside it is locked at once, even if it was never unlocked.
expect -EBADF prep one $UNUSED			# not registered
expect $UNUSED reg one $UNUSED ret
expect 0 prep one $UNUSED
eq "state" "$(column one state)" undoing
eq "gate" "$(column one gate)" locked
expect -EBADF prep one $UNUSED			# removal has begun
expect 0 unreg one $UNUSED
expect -EBADF prep one $UNUSED

# A dynamic call: its callers are refused, its number file disappears.
expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED
eq "number file" "$(cat $NUMBERS/dynamic_syscalls/one)" $UNUSED
background "$PROGRAMS/call" $UNUSED >/tmp/dynamic
inside=${BACKGROUND[-1]}
wait_for inside_is 1
expect -EAGAIN prep one $UNUSED
eq "state with a call inside" "$(column one state)" undoing
eq "gate with a call inside" "$(column one gate)" closed
eq "living" "$(column one living)" 1
[ ! -e $NUMBERS/dynamic_syscalls/one ] || fail "the number file is still there"
eq "dynamic call while it closes" "$(call $UNUSED)" -ENOSYS
expect -EBADF prep one $UNUSED
expect -EBUSY reg one 401 ret			# the name is in use until the end
expect -EBUSY reg two $UNUSED ret
do_ go
wait "$inside"
eq "the call that was inside" "$(cat /tmp/dynamic)" 43
expect -EBADF prep one $UNUSED			# no call inside, but that is for trylock
expect 0 trylock one $UNUSED
expect 0 unreg one $UNUSED

# A hijacked call: restored at once, callers get the original.
do_ stop
expect $GETPGID hijack one $GETPGID block
expect 0 unlock one $GETPGID
eq "number file" "$(cat $NUMBERS/hijacked_syscalls/one)" $GETPGID
background "$PROGRAMS/call" $GETPGID 1 >/tmp/hijacked
inside=${BACKGROUND[-1]}
wait_for inside_is 1
expect -EAGAIN prep one $GETPGID
eq "gate with a call inside" "$(column one gate)" closed
[ ! -e $NUMBERS/hijacked_syscalls/one ] || fail "the number file is still there"
eq "redirected" "$(awk '!/^#/ { print $6 }' $DEBUGFS/dyn_syscall/dispatch)" 0
eq "getpgid of init" "$(call $GETPGID 1)" "$(ps -o pgid= -p 1 | tr -d ' ')"
expect -EBADF prep one $GETPGID
expect -EBUSY hijack two $GETPGID pass
do_ go
wait "$inside"
eq "the call that was inside" "$(cat /tmp/hijacked)" 43
expect 0 trylock one $GETPGID
expect 0 restore one $GETPGID
