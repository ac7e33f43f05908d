# description: nobody reads numbers and calls them, and sees no address and no view
load
load_client actor
expect $UNUSED reg one $UNUSED ret
expect 0 unlock one $UNUSED
hijack_pass two $GETPGID

nobody() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

eq "who" "$(nobody id -u)" 65534
eq "the number of one" "$(nobody cat $NUMBERS/dynamic_syscalls/one)" $UNUSED
eq "the number of two" "$(nobody sysctl -n kernel.hijacked_syscalls.two)" $GETPGID
eq "one" "$(nobody "$PROGRAMS/call" one)" 42
eq "two" "$(nobody "$PROGRAMS/call" two 1)" "$(call two 1)"
eq "calls of one" "$(column one calls)" 1
eq "calls of two" "$(column two calls)" 2

# The folders above hide them, and each file is root's own besides.
for f in $TABLE $DEBUGFS/dyn_syscall/calls $DEBUGFS/dyn_syscall/dispatch \
	 /dev/actor $TRACEFS/trace $TRACEFS/events/dyn_syscall/enable; do
	cat "$f" >/dev/null
	! nobody cat "$f" 2>/dev/null || fail "nobody reads $f"
done
eq "modes of the views" "$(stat -c %a $DEBUGFS/dyn_syscall/* | sort -u)" 400

# All that is ours and that nobody can read: no address of the kernel's in it.
read_all() {
	find /sys/module/dyn_syscall $NUMBERS/{dynamic,hijacked}_syscalls -type f \
		-readable -print -exec cat {} + 2>/dev/null || :
}
ADDRESS='(^|[^0-9a-f])(0x)?ffff[0-9a-f]{12}($|[^0-9a-f])'

read_all >/tmp/root
grep -Eq "$ADDRESS" /tmp/root	# root sees some: what is looked for exists
export -f read_all
export NUMBERS
nobody bash -c read_all >/tmp/nobody
for f in $NUMBERS/dynamic_syscalls/one /sys/module/dyn_syscall/parameters/taint; do
	grep -qx "$f" /tmp/nobody
done
! grep -E "$ADDRESS" /tmp/nobody || fail "nobody reads an address"

expect 0 remove one $UNUSED
expect 0 remove two $GETPGID
