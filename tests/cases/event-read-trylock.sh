# description: event read_trylock: once for each call that reaches a gate, with the reason
load
load_client actor
look_at_unused
trace_on read_trylock

expect $UNUSED reg one $UNUSED block
expect $GETPGID hijack two $GETPGID pass
[ "$(call $UNUSED)$(call $GETPGID)" = -ENOSYS-ENOSYS ] || fail "not refused"
expect 0 unlock one $UNUSED
expect 0 unlock two $GETPGID
background "$PROGRAMS/call" $UNUSED
wait_for inside_is 1
call $GETPGID
call $GETPPID				# not hijacked
expect -EAGAIN prep one $UNUSED
call $UNUSED
call 401				# not registered
do_ go
wait "${BACKGROUND[-1]}"
expect 0 trylock one $UNUSED
call $UNUSED				# locked, not yet free
expect 0 prep two $GETPGID
call $GETPGID				# its site is restored
eq "events" "$(events read_trylock)" "$(as_dispatched <<-END
	nr=400 kind=dynamic name=one granted=0 why=not_yet_unlocked
	nr=$GETPGID kind=hijacked name=two granted=0 why=not_yet_unlocked
	nr=400 kind=dynamic name=one granted=1 why=open
	nr=$GETPGID kind=hijacked name=two granted=1 why=open
	nr=400 kind=dynamic name=one granted=0 why=closing
	nr=401 kind=dynamic name= granted=0 why=unused
	nr=400 kind=dynamic name=one granted=0 why=closing
	END
)"

expect 0 unreg one $UNUSED
expect 0 restore two $GETPGID
: >$TRACEFS/trace
eq "call of an unused number" "$(call $UNUSED)" -ENOSYS
eq "events with nothing registered" "$(all_events)" ""
