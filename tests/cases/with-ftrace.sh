# description: beside the function tracer, on x64_sys_call and on all of ours, before and after: calls arrive and are traced; the link is refused
# timeout: 240

neighbour_on() {
	tracer_on function x64_sys_call '*:mod:dyn_syscall' '*:mod:actor'
}

neighbour_off() {
	tracer_off
}

# Every read of the trace makes a line of it, as long as calls are traced.
traced_while() {
	: >$TRACEFS/trace
	echo 1 >$TRACEFS/tracing_on
	"$@"
	echo 0 >$TRACEFS/tracing_on
}

# traced FUNCTION: how often by the program "call"
traced() {
	grep -c "^ *call-.*: $1 <-" $TRACEFS/trace || :
}

neighbour_sees() {
	traced_while ours 2
	eq "calls of handlers that were traced" $(($(traced pass) + $(traced ret))) 4
	# The link cannot be, and whoever asks for it is told so.
	! (echo dyn_syscall_link >>$TRACEFS/set_ftrace_filter) 2>/dev/null ||
		fail "ftrace has taken the link"
	[ "$(traced x64_sys_call)" -ge 4 ] || fail "x64_sys_call was not traced"
}

neighbour_alone() {
	traced_while call $GETPGID 1
	eq "calls of handlers" $(($(traced pass) + $(traced ret))) 0
	[ "$(traced x64_sys_call)" -ge 1 ] || fail "x64_sys_call was not traced"
	# Forgotten with the modules. While they are not there, ftrace keeps the order.
	echo '*:mod:dyn_syscall' >>$TRACEFS/set_ftrace_filter
	echo '*:mod:actor' >>$TRACEFS/set_ftrace_filter
}

beside

# ftrace comes and goes while sites are redirected and restored: the int3 that it
# has at the function's entry meanwhile is nobody's business. By a kprobe there,
# which is quicker than a tracer, and quicker still when it is not the only one.
load
load_client actor
probe_add p other __x64_sys_getppid
probe_set other 1
probe_add p entry x64_sys_call
(while :; do
	probe_set entry 1
	probe_set entry 0
done) &
BACKGROUND+=($!)
echo 1 >/sys/kernel/rcu_expedited
expect 25 churn hijack $GETPGID pass 25
echo 0 >/sys/kernel/rcu_expedited
kill $!
wait $! || :
eq "redirected" "$(redirected_now)" 0
