# description: dyn_syscall is not unloaded while a caller is in the link, before the gate
load_test
load_client actor
PARAMETERS=/sys/module/dyn_syscall/parameters

expect $UNUSED reg window $UNUSED ret
expect 0 unlock window $UNUSED
echo 1 >$PARAMETERS/pause
call $UNUSED >/tmp/result &
caller=$!
wait_for grep -qx 1 $PARAMETERS/paused

# No counter knows of it: removal ends, and the client goes.
expect 0 remove window $UNUSED
rmmod actor

rmmod dyn_syscall &
unloader=$!
# Where it waits for those whom no counter knows. Should it not wait there, it
# ends, and this never comes true.
waits() {
	grep -qs synchronize_rcu_tasks /proc/$unloader/stack
}
wait_for waits
eq "held" "$(cat $PARAMETERS/paused)" 1
echo 0 >$PARAMETERS/pause
wait $caller
wait $unloader
eq "result" "$(cat /tmp/result)" -ENOSYS
