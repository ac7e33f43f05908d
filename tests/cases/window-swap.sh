# description: a swap waits for a caller that has read the old set and is not yet counted
load_test
load_client swap_one
nr=$(cat $NUMBERS/dynamic_syscalls/swapped)

# Between S and the switch of the sets, so that only G can wait for the caller.
held_at swapping insmod "$BUILD/tests/clients/swap_two.ko"
swap=$HELD
pause_at swapping,looked
aside "$PROGRAMS/call" "$nr" 0 >/tmp/result
caller=$!
wait_for paused 2
pause_at looked
# It is in G, or it does not wait at all.
waits_or_ended() {
	ended $swap || grep -qs synchronize_rcu /proc/$swap/stack
}
wait_for waits_or_ended
! ended $swap || fail "the swap has ended while a caller was in the window"
resume
wait $swap
wait $caller
eq result "$(cat /tmp/result)" 2
