# description: a caller that was on its way to the gate during a swap counts in the set of the next handler
load_test
needs_preemption
load_client swap_one
nr=$(cat $NUMBERS/dynamic_syscalls/swapped)
pause_at in_trampoline
aside "$PROGRAMS/call" "$nr" 2 >/tmp/result
caller=$!
wait_for paused 1
load_client swap_two
rmmod swap_one
resume
wait_for waits_within swapped $caller I

# If it had counted in the first set, that would not be free for the third.
load_client swap_three
eq generation "$(column swapped generation)" 3
eq living "$(column swapped living)" 1
eq "a new caller" "$(call "$nr" 0)" 3
echo 1 >/sys/module/swap_two/parameters/release
wait $caller
eq "the caller's result" "$(cat /tmp/result)" 2
rmmod swap_two
