# description: strace -f shows the calls of several processes; it attaches to callers inside, which are handed back while traced
# default-kernels: 6.1 kasan kcsan
# needs: strace
# timeout: 240

# A traced shell whose children make calls.
neighbour_on() {
	rm -f /tmp/orders /tmp/strace
	mkfifo /tmp/orders
	exec {ORDERS}<>/tmp/orders
	# shellcheck disable=SC2016 # the other shell expands it
	background bash -c 'while read -r line; do $line & wait $!; done </tmp/orders'
	SHELL_=$!
	background strace -f -e trace=all -o /tmp/strace -p $SHELL_
	STRACE=$!
	wait_for grep -q TracerPid:.$STRACE /proc/$SHELL_/status
}

neighbour_off() {
	kill $STRACE
	wait $STRACE || :
	kill $SHELL_
	wait $SHELL_ || :
	exec {ORDERS}>&-
}

# told COMMAND PATTERN N: the shell runs it, and N calls that match are traced
told() {
	echo "$1" >&"$ORDERS"
	wait_for seen "$2" "$3"
}

# One line, or two if others come in between.
seen() {
	[ "$(grep -cE "$1" /tmp/strace)" = "$2" ]
}

neighbour_sees() {
	local one two

	one=$(column one calls) two=$(column two calls)
	told "$PROGRAMS/call $GETPGID 1" '(getpgid\(1|getpgid resumed).* = 0' 1
	told "$PROGRAMS/call $UNUSED" '(syscall_0x190\(|syscall_0x190 resumed).* = 0x2a' 1
	eq "calls" "$(column one calls) $(column two calls)" "$((one + 1)) $((two + 1))"
}

neighbour_alone() {
	: >/tmp/strace
	told "$PROGRAMS/call $GETPGID 1" '(getpgid\(1|getpgid resumed).* = 0' 1
	told "$PROGRAMS/call $UNUSED" '(syscall_0x190\(|syscall_0x190 resumed).* = -1 ENOSYS' 1
}

with_neighbour

# Attached while two callers are inside, one in a handler, one in the original of a
# hijacked call. Both go on sleeping, and both returns are traced.
load
load_client actor
hijack_pass one ${NR[read]}
expect $UNUSED reg two $UNUSED block
expect 0 unlock two $UNUSED
sleepers_on one two $UNUSED
background strace -o /tmp/strace -p $ORIGINAL -p $HANDLER
strace=$!
for p in $ORIGINAL $HANDLER; do
	wait_for grep -q "TracerPid:.$strace" /proc/"$p"/status
done
wait_for asleep_inside one $ORIGINAL
wait_for asleep_inside two $HANDLER
hand_back one ${NR[read]}
eq "the other" "$(column two living)" 1
original_wakes
wait_for seen 'read\(.*"line' 1
sleepers_off
wait_for seen 'syscall_0x190.* = 0x2b' 1
take_back two $UNUSED
