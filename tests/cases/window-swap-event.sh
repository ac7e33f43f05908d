# description: a caller that enters, and is traced, while a handler is replaced has a registration that stays until it has left
load_test
load_client swap_one
nr=$(cat $NUMBERS/dynamic_syscalls/swapped)
trace_on enter exit
held_at swapping insmod "$BUILD/tests/clients/swap_two.ko"
swap=$HELD
background "$PROGRAMS/call" "$nr" 2 >/tmp/result
caller=$!
inside() {
	grep -qs "\[swap_two\]" /proc/$caller/stack
}
wait_for inside
resume
wait $swap

# By which set it has counted decides whether this waits.
background rmmod swap_one
remover=$!
waits_or_ended() {
	ended $remover || grep -q '\[dyn_syscall\]' /proc/$remover/stack
}
wait_for waits_or_ended
echo 1 >/sys/module/swap_two/parameters/release
wait $caller
wait $remover
eq result "$(cat /tmp/result)" 2
trace_off
for e in enter exit; do
	eq $e "$(events $e | grep -c "^nr=$nr kind=dynamic name=swapped ")" 1
done
