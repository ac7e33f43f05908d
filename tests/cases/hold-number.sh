# description: a reader stuck in a number file delays the unloading of dyn_syscall, and nothing else
# default-kernels: 6.12 kasan kcsan
#
# The page that the file is read into never arrives, so sysctl considers the file in
# use until the reader is killed. Whatever waits for the file would wait as long.
GETPRIORITY=${NR[getpriority]}
original=$(call "$GETPRIORITY")

set_events() {
	echo "$1" >$TRACEFS/events/dyn_syscall/enable
}

# reads FILE NUMBER
reads() {
	eq "$1" "$(cat "$1")" "$2"
}

# not_found COMMAND...: reading ends with ENOENT
not_found() {
	! "$@" >/tmp/number 2>/tmp/error || fail "$*: got '$(cat /tmp/number)'"
	grep -q 'No such file' /tmp/error || fail "$*: $(cat /tmp/error)"
}

read_open_file() {
	cat <&"$opened"
}

cannot_unload() {
	! rmmod dyn_syscall || fail "dyn_syscall was unloaded"
}

# life KIND NAME: of one of the two registrations of tests/clients/unloads.c
life() {
	local kind=$1 file=$NUMBERS/$1_syscalls/$2 nr=$UNUSED next=$((UNUSED + 1))

	load
	load_client unloads nr=$UNUSED
	[ "$kind" = dynamic ] || nr=$GETPRIORITY next=$GETPRIORITY
	reads "$file" "$nr"
	exec {opened}<"$file"
	hold read "$file"

	# The removal completes and is visible everywhere.
	within 10 rmmod unloads
	eq "the number" "$(within 10 call $UNUSED)" -ENOSYS
	eq "the original" "$(within 10 call "$GETPRIORITY")" "$original"
	eq "redirected" "$(within 10 redirected_now)" 0
	eq "rows" "$(within 10 rows)" 0
	within 10 cat $DEBUGFS/dyn_syscall/calls >/dev/null
	within 10 not_found cat "$file"
	within 10 not_found read_open_file
	exec {opened}<&-

	# Events, modules and other registrations are not affected.
	within 10 set_events 1
	within 10 set_events 0
	within 10 load_client actor
	within 10 expect $GETPGID hijack other $GETPGID pass
	within 10 expect 0 unlock other $GETPGID
	within 10 reads $NUMBERS/hijacked_syscalls/other $GETPGID
	eq "a call" "$(within 10 call $GETPGID 1)" 0
	within 10 expect 0 remove other $GETPGID
	within 10 not_found cat $NUMBERS/hijacked_syscalls/other
	within 10 rmmod actor

	# The name can be used again.
	within 10 load_client unloads nr=$((UNUSED + 1))
	within 10 reads "$file" "$next"
	eq "result" "$(within 10 call "$next")" 47
	within 10 rmmod unloads
	within 10 not_found cat "$file"
	eq "rows at the end" "$(within 10 rows)" 0

	# dyn_syscall cannot be unloaded yet, and goes on working.
	within 10 cannot_unload
	eq "state" "$(cat /sys/module/dyn_syscall/initstate)" live
	within 10 load_client unloads nr=$UNUSED
	eq "result after that" "$(within 10 call "$nr")" 47
	within 10 rmmod unloads

	release
	poll 30 rmmod dyn_syscall 2>/dev/null || fail "dyn_syscall cannot be unloaded"
	eq "left behind" "$(traces_of_module)" ""
}

life hijacked unloads_too
life dynamic unloads
