# description: beside function_graph on handlers and what they call: who is inside is found, handed back, and everything goes
# timeout: 240

# By table there is no function of the dispatch that may be traced.
way=("${SYS}getpgid")
! grep -q ' x64_sys_call$' /proc/kallsyms || way+=(x64_sys_call)

neighbour_on() {
	tracer_on function_graph "${way[@]}" '*:mod:dyn_syscall' '*:mod:actor'
}

neighbour_off() {
	tracer_off
}

graphed() {
	grep -cE "\\| *$1( \[[a-z_]*\])?\(\)" $TRACEFS/trace || :
}

# One sleeps in a handler, one in an original, with the return addresses of what
# is traced replaced: that is so while there is a trace to write to.
neighbour_sees() {
	local f

	: >$TRACEFS/trace
	echo 1 >$TRACEFS/tracing_on
	ours 1
	hijack_pass three ${NR[read]}
	expect 401 reg four 401 block
	expect 0 unlock four 401
	sleepers_on three four 401

	# The first is handed back, the second let go.
	hand_back three ${NR[read]}
	original_wakes
	sleepers_off
	do_ stop
	take_back four 401
	echo 0 >$TRACEFS/tracing_on
	for f in dyn_syscall_original pass block; do
		[ "$(graphed $f)" -ge 1 ] || fail "$f was not traced"
	done
}

neighbour_alone() {
	local f

	echo 1 >$TRACEFS/tracing_on
	eq "the original" "$(call $GETPGID 1)" 0
	echo 0 >$TRACEFS/tracing_on
	for f in "${way[@]}"; do
		[ "$(graphed "$f")" -ge 1 ] || fail "$f was not traced"
	done
	# Forgotten with the modules. While they are not there, ftrace keeps the order.
	echo '*:mod:dyn_syscall' >>$TRACEFS/set_ftrace_filter
	echo '*:mod:actor' >>$TRACEFS/set_ftrace_filter
}

beside
