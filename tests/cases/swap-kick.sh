# description: when a replaced handler is removed, callers of the next one are not kicked
load
load_client swap_one
background "$PROGRAMS/call" swapped 2 >/tmp/old
old=$!
wait_for waits_within swapped $old I
load_client swap_two
background "$PROGRAMS/call" swapped 1 >/tmp/new
new=$!
wait_for asleep_inside swapped $new
calls=$(parameter swap_two calls)

background rmmod swap_one
remover=$!
# Kicks begin after a second; the removal has begun when its task sleeps in it.
removing() {
	grep -q '\[dyn_syscall\]' /proc/$remover/stack
}
wait_for removing
since=$(sed 's/ .*//' /proc/uptime)
three_seconds() {
	awk -v since="$since" -v slow="$SLOW" '{ exit !($1 - since >= 3 * slow) }' /proc/uptime
}
wait_for three_seconds
removing || fail "the first was removed while a caller was inside"
eq "calls of the second" "$(parameter swap_two calls)" "$calls"
echo 1 >/sys/module/swap_one/parameters/release
wait $remover
wait $old
eq "the old one's result" "$(cat /tmp/old)" 1
asleep_inside swapped $new || fail "the new one is not inside any more"
echo 1 >/sys/module/swap_two/parameters/release
wait $new
eq "the new one's result" "$(cat /tmp/new)" 2
