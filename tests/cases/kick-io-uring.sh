# description: a caller that sleeps in io_uring_enter is not kicked by default, and with a request to kick, not often
# default-kernels: 6.12 kasan kcsan
#
# The kernel clears the flag of a kick there, and goes on sleeping.
nr=${NR[io_uring_enter]}
load
load_client actor

# Sets CHILD to the caller that sleeps inside.
begin() {
	rm -f /tmp/told
	mkfifo /tmp/told
	background bash -c "exec $PROGRAMS/waits io_uring <>/tmp/told" >/tmp/lines 2>/tmp/reason
	wait_for grep -q . /tmp/lines /tmp/reason
	[ -s /tmp/lines ] || skip "$(cat /tmp/reason)"
	CHILD=$(head -n 1 /tmp/lines)
	wait_for asleep_inside one "$CHILD"
}

slept() {
	sed -n 's/^voluntary_ctxt_switches:\t//p' "/proc/$CHILD/status"
}

# now: milliseconds
now() {
	sed 's/^\([0-9]*\)\.\([0-9]*\) .*/\1\20/' /proc/uptime
}

# passed SECONDS: since BEGIN, and removal has tried often enough
passed() {
	[ $(($(now) - BEGIN)) -ge $((1000 * $1)) ] && [ "$(column one eagain)" -ge $((5 * $1)) ]
}

# end: the call returns as it would have without a removal, and the order with 0
end() {
	echo >/tmp/told
	wait "$ORDER"
	eq "answer" "$(cat /tmp/answer)" 0
	wait_for grep -q ' ' /tmp/lines
	eq "result" "$(tail -n +2 /tmp/lines)" "1 1 0x1"
}

hijack_pass one "$nr"
begin
trace_on eagain
was=$(slept)
BEGIN=$(now)
background do_ remove one "$nr" >/tmp/answer
ORDER=$!
wait_for passed 3
eq "wake-ups by a removal" "$(slept)" "$was"
asleep_inside one "$CHILD"
eq "named" "$(events eagain | sed -n 's/.* pid=\([0-9]*\) comm=\([^ ]*\).*/\1 \2/p' | sort -u)" "$CHILD waits"
trace_off
end
eq "rows" "$(rows)" 0

# With a request: in the first second the pauses grow to 100 ms.
hijack_pass one "$nr"
begin
background do_ drain one "$nr" 60000 2 >/tmp/answer
ORDER=$!
BEGIN=$(now)
wait_for passed 1
was=$(slept)
BEGIN=$(now)
wait_for passed 3
took=$(($(now) - BEGIN)) kicks=$(($(slept) - was))
echo "$kicks wake-ups in $took ms"
[ $kicks -gt 0 ] || fail "was not kicked"
[ $((kicks * 1000)) -le $((15 * took)) ] || fail "$kicks wake-ups in $took ms"
asleep_inside one "$CHILD"
end
expect 0 restore one "$nr"
