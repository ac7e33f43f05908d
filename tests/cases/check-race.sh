# description: dynsc check accuses no trace of callers that race with registering, removing and swapping
# default-kernels: 6.12
# timeout: 240
#
# The verdict is that of judge, when trace_on begins again, and at the end.
load
load_client actor

# traced COMMAND...: run it with all events on, and room for them; then JUDGED is the verdict
traced() {
	trace_on
	echo 0 >$TRACEFS/tracing_on
	echo 24576 >$TRACEFS/buffer_size_kb
	echo 1 >$TRACEFS/tracing_on
	"$@"
	trace_off
	judge 2>/tmp/judged
	cat /tmp/judged
	JUDGED=$(tail -n 1 /tmp/judged)
	[[ $JUDGED == *' 0 violations' ]]
}

# at_least WORD NUMBER: of the verdict
at_least() {
	local number

	number=$(sed -nE "s/.* ([0-9]+) $1[ ,].*/\1/p" <<<"$JUDGED, ")
	[ "$number" -ge "$2" ] || fail "$number $1, wanted at least $2"
}

churn() {
	hammer_on -c $UNUSED 3 42
	local dynamic=$HAMMER

	hammer_on ${NR[getpriority]} 3 42 20
	expect 5 churn reg $UNUSED ret 5
	expect 5 churn hijack ${NR[getpriority]} ret 5
	hammer_off "$dynamic"
	hammer_off "$HAMMER"
}
traced churn
at_least removals 4
at_least calls 100

swaps() {
	# A swap takes three grace periods.
	echo 1 >/sys/kernel/rcu_expedited
	load_client swap_one
	hammer_on -c -a 0 "$(cat $NUMBERS/dynamic_syscalls/swapped)" 4 1 2
	for _ in 1 2; do
		load_client swap_two
		rmmod swap_one
		load_client swap_one
		rmmod swap_two
	done
	hammer_off "$HAMMER"
	echo 0 >/sys/kernel/rcu_expedited
	rmmod swap_one
}
traced swaps
at_least calls 100
echo 1408 >$TRACEFS/buffer_size_kb
