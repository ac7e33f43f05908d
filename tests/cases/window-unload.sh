# description: dyn_syscall is not unloaded while a caller is in the trampoline, before the gate or after it
needs_preemption

# Unloading waits for callers that are not counted. If it did not, it would end, and
# this would never come true.
waits() {
	grep -qs synchronize_rcu_tasks /proc/$1/stack
}

# with_caller_at PLACE RESULT: where the caller is while dyn_syscall is unloaded, and what
# it gets in the end
with_caller_at() {
	local caller unloader

	load_test
	load_client actor
	expect $UNUSED reg window $UNUSED ret
	expect 0 unlock window $UNUSED
	held_at "$1" call $UNUSED >/tmp/result
	caller=$HELD

	# The caller is not counted: removal ends, and the client is unloaded.
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

with_caller_at in_trampoline -ENOSYS
with_caller_at left 42
