# description: a client that is unloaded without unregistering a handler that was replaced: its callers are waited for
load
load_client swap_one forget=1
background "$PROGRAMS/call" swapped 2 >/tmp/old
old=$!
wait_for waits_within swapped $old I
load_client swap_two
background rmmod swap_one
remover=$!
# In the notifier, or, without it, already over.
waits() {
	ended $remover || grep -q '\[dyn_syscall\]' /proc/$remover/stack
}
wait_for waits
! ended $remover || fail "its memory was freed while a caller was inside"
eq "a new caller" "$(call swapped 0)" 2
echo 1 >/sys/module/swap_one/parameters/release
wait $remover
wait $old
eq "its result" "$(cat /tmp/old)" 1
eq "owner" "$(column swapped owner)" swap_two
