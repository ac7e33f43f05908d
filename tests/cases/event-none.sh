# description: no event at all if events are disabled, and none for calls of other numbers
load
load_client actor

# Everything happens while no event is enabled.
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
	load_client swap_one
	load_client swap_two
	rmmod swap_one swap_two
}
scene
eq "events that are disabled" "$(all_events)" ""

# The same with all events enabled, to show that there was something to report, and to
# enable and disable each.
trace_on
scene
for e in state patch unlock read_trylock enter exit original enosys \
	 write_trylock eagain swap; do
	[ -n "$(events $e)" ] || fail "no event $e"
done

# All enabled, two calls registered, and calls of other numbers only.
expect 400 reg one 400 ret
expect 0 unlock one 400
: >$TRACEFS/trace
eq "getppid" "$(call $GETPPID)" $$
eq "getpgid" "$(call $GETPGID -1)" -ESRCH
eq "events of other calls" "$(all_events)" ""
eq "registered" "$(call 400)" 42
eq "events of the registered" "$(all_events | count)" 3

# Disabled again: no event is left enabled.
echo 0 >$TRACEFS/events/dyn_syscall/enable
: >$TRACEFS/trace
eq "registered, events disabled" "$(call 400)" 42
eq "events then" "$(all_events)" ""
expect 0 remove one 400
