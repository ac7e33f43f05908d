# description: dyn_syscall is not unloaded while a caller is in the link, before the gate or after it
needs_preemption
PARAMETERS=/sys/module/dyn_syscall/parameters

# In the place where it waits for those whom no counter knows. Should it not
# wait, it ends, and this never comes true.
waits() {
	grep -qs synchronize_rcu_tasks /proc/$1/stack
}

# held_at PLACE RESULT: of src/testing.h, and what the caller gets in the end
held_at() {
	local caller unloader

	load_test
	load_client actor
	expect $UNUSED reg window $UNUSED ret
	expect 0 unlock window $UNUSED
	echo $1 >$PARAMETERS/pause
	call $UNUSED >/tmp/result &
	caller=$!
	wait_for grep -qx 1 $PARAMETERS/paused

	# No counter knows of it: removal ends, and the client goes.
	expect 0 remove window $UNUSED
	rmmod actor

	rmmod dyn_syscall &
	unloader=$!
	wait_for waits $unloader
	eq "held" "$(cat $PARAMETERS/paused)" 1
	echo 0 >$PARAMETERS/pause
	wait $caller
	wait $unloader
	eq "result" "$(cat /tmp/result)" "$2"
}

held_at 1 -ENOSYS	# in the link, before the gate
held_at 3 42		# counted out, and not yet back
