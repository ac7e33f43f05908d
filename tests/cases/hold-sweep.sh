# description: a reader that enters the list of number files just before the last one is unregistered delays that, and nothing else
# default-kernels: 6.12 kasan kcsan
#
# The work item has seen that the file and its directory are not in use. Then the
# reader enters the directory, and its page never arrives. The work item waits
# for the reader; nothing else may.
load_test
load_client actor
directory=$NUMBERS/dynamic_syscalls

set_events() {
	echo "$1" >$TRACEFS/events/dyn_syscall/enable
}

work_item_waits() {
	grep -qs unregister_sysctl_table /proc/[0-9]*/stack
}

cannot_unload() {
	! rmmod dyn_syscall || fail "dyn_syscall was unloaded"
}

expect "$UNUSED" reg one "$UNUSED" ret
expect 0 unlock one "$UNUSED"
pause_at sweeping
within 10 expect 0 remove one "$UNUSED"
wait_for paused 1
hold list "$directory"
resume
wait_for work_item_waits

# Registrations, calls, views, events, modules and removals are not affected.
next=$((UNUSED + 3))
within 10 expect "$next" reg two "$next" ret
within 10 expect 0 unlock two "$next"
eq "a call" "$(within 10 call "$next")" 42
within 10 expect $GETPGID hijack other $GETPGID pass
within 10 expect 0 unlock other $GETPGID
eq "the other file" "$(within 10 cat $NUMBERS/hijacked_syscalls/other)" $GETPGID
eq rows "$(within 10 rows)" 2
within 10 set_events 1
within 10 set_events 0
within 10 load_client times
within 10 rmmod times
within 10 expect 0 remove other $GETPGID
within 10 cannot_unload

# The file of the new call appears when the reader has left.
release
poll 30 test -e "$directory/two" || fail "there is no $directory/two"
eq "the new file" "$(cat "$directory/two")" "$next"
within 10 rmmod actor
poll 30 rmmod dyn_syscall 2>/dev/null || fail "dyn_syscall cannot be unloaded"
eq "left behind" "$(traces_of_module)" ""
