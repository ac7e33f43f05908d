# description: removing the handler that has replaced another waits for the callers of both
load
load_client swap_one
background "$PROGRAMS/call" swapped 2 >/tmp/old
old=$!
wait_for waits_within swapped $old I
load_client swap_two
eq living "$(column swapped living)" 1
background rmmod swap_two
remover=$!
undoing() {
	column_is swapped state undoing && [ "$(column swapped eagain)" -ge 3 ]
}
wait_for undoing
loaded swap_two || fail "the second went while a caller was inside"
eq "gate" "$(column swapped gate)" closed
eq "a new caller" "$(call "$(column swapped nr)" 0)" -ENOSYS
echo 1 >/sys/module/swap_one/parameters/release
wait $remover
wait $old
eq "its result" "$(cat /tmp/old)" 1
eq rows "$(rows)" 0
rmmod swap_one
