# description: an unprivileged user can read numbers and call them, and sees no address and no view
load
load_client actor
expect $UNUSED reg one $UNUSED ret
expect 0 unlock one $UNUSED
hijack_pass two $GETPGID

unprivileged() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

eq "who" "$(unprivileged id -u)" 65534
eq "the number of one" "$(unprivileged cat $NUMBERS/dynamic_syscalls/one)" $UNUSED
eq "the number of two" "$(unprivileged sysctl -n kernel.hijacked_syscalls.two)" $GETPGID
eq "one" "$(unprivileged "$PROGRAMS/call" one)" 42
eq "two" "$(unprivileged "$PROGRAMS/call" two 1)" "$(call two 1)"
eq "calls of one" "$(column one calls)" 1
eq "calls of two" "$(column two calls)" 2

# Their directories are closed to other users, and each file can be read by root only.
for f in $TABLE $DEBUGFS/dyn_syscall/calls $DEBUGFS/dyn_syscall/dispatch \
	 /dev/actor $TRACEFS/trace $TRACEFS/events/dyn_syscall/enable; do
	cat "$f" >/dev/null
	! unprivileged cat "$f" 2>/dev/null || fail "an unprivileged user reads $f"
done
eq "modes of the views" "$(stat -c %a $DEBUGFS/dyn_syscall/* | sort -u)" 400

# No file of the project that an unprivileged user can read has an address of the kernel.
read_all() {
	find /sys/module/dyn_syscall $NUMBERS/{dynamic,hijacked}_syscalls -type f \
		-readable -print -exec cat {} + 2>/dev/null || :
}
ADDRESS='(^|[^0-9a-f])(0x)?ffff[0-9a-f]{12}($|[^0-9a-f])'

read_all >/tmp/root
grep -Eq "$ADDRESS" /tmp/root	# root sees some, so there are addresses to be found
export -f read_all
export NUMBERS
unprivileged bash -c read_all >/tmp/unprivileged
for f in $NUMBERS/dynamic_syscalls/one /sys/module/dyn_syscall/parameters/taint; do
	grep -qx "$f" /tmp/unprivileged
done
! grep -E "$ADDRESS" /tmp/unprivileged || fail "an unprivileged user reads an address"

expect 0 remove one $UNUSED
expect 0 remove two $GETPGID
