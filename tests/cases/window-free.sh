# description: of two that free one entry at once one does
load_test
load_client actor
parameters=/sys/module/dyn_syscall/parameters
expect $UNUSED reg one $UNUSED ret
expect 0 prep one $UNUSED

echo 15 >$parameters/pause
background do_ unreg one $UNUSED >/tmp/first
first=${BACKGROUND[-1]}
wait_for grep -qx 1 $parameters/paused
background do_ unreg one $UNUSED >/tmp/second
second=${BACKGROUND[-1]}
# It waits for the mutex, or did not have to.
begun() {
	grep -qx 2 $parameters/paused || grep -qs entry_unregister "/proc/$second/stack"
}
wait_for begun
echo 0 >$parameters/pause
wait "$first" "$second"
eq "both" "$(cat /tmp/first /tmp/second | sort | xargs)" "-EBADF 0"
eq "rows" "$(rows)" 0
