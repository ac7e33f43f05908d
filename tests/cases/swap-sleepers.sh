# description: callers that sleep in a handler that was replaced are handed over, and its client can go
# by-table: yes
load
load_client swap_one
trace_on swap
background "$PROGRAMS/call" swapped 1 >/tmp/caller
caller=$!
wait_for asleep_inside swapped $caller
load_client swap_two
eq "the event" "$(events swap | grep name=swapped | sed 's/.*name/name/')" \
	"name=swapped from=swap_one to=swap_two handler=swapped generation=2 living=1"
eq "the other event" "$(events swap | grep name=pass_getpgid | sed 's/.*name/name/')" \
	"name=pass_getpgid from=swap_one to=swap_two handler=pass_getpgid generation=2 living=0"

# generation_of PID: in the view
generation_of() {
	awk -v pid="$1" '$3 == pid { print $7 }' $DEBUGFS/dyn_syscall/calls
}

generation_is() {
	[ "$(generation_of "$1")" = "$2" ]
}

eq "it is in the first" "$(generation_of $caller)" 1
rmmod swap_one
wait_for generation_is $caller 2
eq "calls of the second" "$(parameter swap_two calls)" 1
eq "calls, one of which was made again" "$(column swapped calls)" 2
echo 1 >/sys/module/swap_two/parameters/release
wait $caller
eq "its result" "$(cat /tmp/caller)" 2
eq refused "$(column swapped enosys)" 0
