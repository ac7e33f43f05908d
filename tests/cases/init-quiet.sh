# description: loading emits no events, even if they are enabled before the init function runs
#
# The kernel creates a module's events before its directory in /sys/module, and runs
# its init function after that. So events that were enabled while there was no such
# directory have been on from the beginning.
ENABLE=$TRACEFS/events/dyn_syscall/enable

enable_early() {
	until [ -e $ENABLE ]; do
		:
	done
	echo 1 >$ENABLE
	loaded dyn_syscall || echo early >>/tmp/early
}

echo 1 >$TRACEFS/tracing_on
: >/tmp/early
for ((i = 0; i < 20 && $(wc -l </tmp/early) < 3; i++)); do
	: >$TRACEFS/trace
	background enable_early
	load
	wait $!
	eq "all enabled" "$(cat $ENABLE)" 1
	eq "events of loading" "$(all_events)" ""
	# They are enabled.
	load_client actor
	expect $UNUSED reg one $UNUSED ret
	eq "events of registering" "$(events state | count)" 2
	expect 0 remove one $UNUSED
	unload actor dyn_syscall
done
early=$(wc -l </tmp/early)
echo "early enough: $early of $i"
[ "$early" -ge 3 ] || skip "the events could be enabled early enough in $early of $i loads only"
