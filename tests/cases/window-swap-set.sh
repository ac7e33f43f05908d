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

load_client swap_three
eq generation "$(column swapped generation)" 3
eq "a new caller" "$(call "$nr" 0)" 3
# It has counted in the second set, so the second client waits for it.
background rmmod swap_two
remover=$!
waits() {
	ended $remover || grep -q '\[dyn_syscall\]' /proc/$remover/stack
}
wait_for waits
! ended $remover || fail "the second was removed while a caller was inside"
eq living "$(column swapped living)" 1
echo 1 >/sys/module/swap_two/parameters/release
wait $remover
wait $caller
eq "the caller's result" "$(cat /tmp/result)" 2
