# description: dyn_syscall_remove whose lock another has used for freeing removes what has been registered by that name since
load_test
load_client actor
parameters=/sys/module/dyn_syscall/parameters
expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED

echo 20 >$parameters/pause
background do_ remove one $UNUSED >/tmp/removed
remover=${BACKGROUND[-1]}
wait_for grep -qx 1 $parameters/paused
expect 0 unreg one $UNUSED
expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED
background "$PROGRAMS/call" $UNUSED >/tmp/result
caller=${BACKGROUND[-1]}
wait_for inside_is 1
expect -EAGAIN prep one $UNUSED

echo 0 >$parameters/pause
goes_on() {
	[ -s /tmp/removed ] || [ "$(column one eagain)" -ge 3 ]
}
wait_for goes_on
do_ go >/dev/null
wait "$remover" "$caller"
eq remove "$(cat /tmp/removed)" 0
eq result "$(cat /tmp/result)" 43
eq rows "$(rows)" 0
