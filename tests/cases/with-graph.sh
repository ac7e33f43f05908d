# description: function_graph on handlers and what they call: callers inside are found and handed back, and the modules can be unloaded
# timeout: 240

# By table the dispatch has no function that can be traced.
way=("${SYS}getpgid")
! traces_dispatch || way+=(x64_sys_call)

neighbour_on() {
	tracer_on function_graph "${way[@]}" '*:mod:dyn_syscall' '*:mod:actor'
}

neighbour_off() {
	tracer_off
}

graphed() {
	grep -cE "\\| *$1( \[[a-z_]*\])?\(\)" $TRACEFS/trace || :
}

# One caller sleeps in a handler and one in an original, with the return addresses of
# traced functions replaced, which is so only while tracing is on.
neighbour_sees() {
	local f

	: >$TRACEFS/trace
	echo 1 >$TRACEFS/tracing_on
	ours 1
	hijack_pass three ${NR[read]}
	expect 401 reg four 401 block
	expect 0 unlock four 401
	sleepers_on three four 401

	# The first is handed back, the second released.
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
	# Unloading the modules has dropped them. ftrace keeps this request until they are
	# loaded again.
	echo '*:mod:dyn_syscall' >>$TRACEFS/set_ftrace_filter
	echo '*:mod:actor' >>$TRACEFS/set_ftrace_filter
}

with_neighbour
