# description: events that are off, and calls that are not ours: no event at all
load
load_client actor

# Everything happens, nothing is on.
trace_on state
echo 0 >$TRACEFS/events/dyn_syscall/enable
scene() {
	do_ stop
	expect 400 reg one 400 block
	expect $GETPGID hijack two $GETPGID pass
	call 400
	call 401
	expect 0 unlock one 400
	expect 0 unlock two $GETPGID
	call $GETPGID
	background "$PROGRAMS/call" 400
	wait_for inside_is 1
	expect -EAGAIN prep one 400
	call 400
	do_ go
	expect 0 remove one 400
	expect 0 remove two $GETPGID
}
scene
eq "events that are off" "$(all_events)" ""

# The same with all on, so that the silence above tells something, and so that
# every event goes on and off.
trace_on
scene
for e in state patch unlock read_trylock enter exit original enosys \
	 write_trylock eagain; do
	[ -n "$(events $e)" ] || fail "no event $e"
done

# All on, something registered, and calls of other numbers only.
expect 400 reg one 400 ret
expect 0 unlock one 400
: >$TRACEFS/trace
eq "getppid" "$(call $GETPPID)" $$
eq "getpgid" "$(call $GETPGID -1)" -ESRCH
eq "events of others" "$(all_events)" ""
eq "ours" "$(call 400)" 42
eq "events of ours" "$(all_events | count)" 3

# On and off again while calls come: nothing is left on.
echo 0 >$TRACEFS/events/dyn_syscall/enable
: >$TRACEFS/trace
eq "ours, events off" "$(call 400)" 42
eq "events then" "$(all_events)" ""
expect 0 remove one 400
