# description: kprobes in a client that does not unregister work until its last caller has left
#
# When a module is unloaded, the kernel frees what its kprobes execute, but leaves their
# breakpoints and jumps in its text. A caller that still has to pass one of them would
# jump to freed memory.
load
OPTIMIZATION=/proc/sys/debug/kprobes-optimization

# Breakpoints only, and jumps where possible.
modes=(0)
[ ! -e $OPTIMIZATION ] || modes=(0 1)

tried() {
	[ "$(column forgotten eagain)" -ge 3 ]
}

optimized() {
	grep -q 'forgotten.*\[OPTIMIZED\]' $DEBUGFS/kprobes/list
}

# return_address PID: where the function that the caller sleeps in returns to, in the
# handler
return_address() {
	awk -v pid="$1" '
		/^[^ ]/ { mine = $3 == pid }
		mine && /^  forgotten\+/ { sub(/\/.*/, "", $1); print $1; found = 1; exit }
		END { exit !found }' $DEBUGFS/dyn_syscall/calls
}

for mode in "${modes[@]}"; do
	[ ! -e $OPTIMIZATION ] || echo "$mode" >$OPTIMIZATION
	load_client forgets
	# Older kernels cannot unwind past a kretprobe: so the first caller has none.
	background "$PROGRAMS/call" forgotten 600000 >/dev/null
	caller=$!
	wait_for column_is forgotten living 1
	wait_for return_address $caller >/tmp/address
	kill -KILL $caller
	wait_for column_is forgotten living 0
	probe_add p entry forgets:forgotten
	probe_add r return forgets:forgotten
	probe_add p middle "forgets:$(tail -n 1 /tmp/address)"
	probe_set entry 1
	probe_set return 1
	probe_set middle 1
	background "$PROGRAMS/call" forgotten 600000 >/tmp/result
	caller=$!
	wait_for column_is forgotten living 1
	if [ "$mode" = 1 ]; then
		poll 10 optimized || echo "the probe is not optimized"
	fi

	background rmmod forgets
	rmmod=$!
	wait_for tried
	# Being stopped interrupts the sleep, and the handler returns.
	kill -STOP $caller
	kill -CONT $caller
	poll 30 ended $caller || fail "the caller does not return"
	eq "result" "$(cat /tmp/result)" -EINTR
	poll 30 ended $rmmod || fail "the client is not unloaded"
	wait $rmmod
	for p in entry return middle; do
		eq "hits of $p" "$(probe_hits $p)" 1
	done
	probes_off
	eq "rows" "$(rows)" 0
done
[ ! -e $OPTIMIZATION ] || echo 1 >$OPTIMIZATION
