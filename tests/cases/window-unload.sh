# description: dyn_syscall is not unloaded while a caller is in the link, before the gate or after it
needs_preemption

# In the place where it waits for those whom no counter knows. Should it not
# wait, it ends, and this never comes true.
waits() {
	grep -qs synchronize_rcu_tasks /proc/$1/stack
}

# held_at PLACE RESULT: of src/pause.h, and what the caller gets in the end
held_at() {
	local caller unloader

	load_test
	load_client actor
	expect $UNUSED reg window $UNUSED ret
	expect 0 unlock window $UNUSED
	pause_at "$1"
	call $UNUSED >/tmp/result &
	caller=$!
	wait_for paused 1

	# No counter knows of it: removal ends, and the client goes.
	expect 0 remove window $UNUSED
	rmmod actor

	rmmod dyn_syscall &
	unloader=$!
	wait_for waits $unloader
	eq "held" "$(parameter dyn_syscall paused)" 1
	resume
	wait $caller
	wait $unloader
	eq "result" "$(cat /tmp/result)" "$2"
}

held_at in_trampoline -ENOSYS
held_at left 42
