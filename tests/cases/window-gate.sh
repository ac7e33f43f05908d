# description: removal waits for a caller that has read the open gate and is not yet counted
load_test
load_client actor

# The result of a removal that begins while a caller is in that window. The caller then
# goes on to the handler and stays there.
answer_with_a_caller_in_the_window() {
	expect $UNUSED reg window $UNUSED block
	expect 0 unlock window $UNUSED
	do_ stop >/dev/null
	pause_at looked
	aside "$PROGRAMS/call" $UNUSED >/dev/null
	wait_for paused 1

	do_ prep window $UNUSED >/tmp/answer &
	# It waits for the grace period when the gate is closed; without one, it has its
	# result.
	begun() {
		[ -s /tmp/answer ] || grep -q . /tmp/answer || grep -qs synchronize_rcu /proc/$!/task/*/stack
	}
	wait_for begun
	resume
	wait $!
	wait_for inside_is 1
}

answer_with_a_caller_in_the_window
eq "with the grace period" "$(cat /tmp/answer)" -EAGAIN
eq "living" "$(column window living)" 1
expect -EAGAIN trylock window $UNUSED
do_ go >/dev/null
expect 0 remove window $UNUSED
