# description: the function tracer on the dispatch, a hijacked function and the module: calls arrive and are traced; the trampoline cannot be traced
# timeout: 240

# By table the dispatch has no such function.
way=("${SYS}getpgid")
! traces_dispatch || way+=(x64_sys_call)

neighbour_on() {
	tracer_on function "${way[@]}" '*:mod:dyn_syscall' '*:mod:actor'
}

neighbour_off() {
	tracer_off
}

# Reading the trace is traced, too, so that must be off.
traced_while() {
	: >$TRACEFS/trace
	echo 1 >$TRACEFS/tracing_on
	"$@"
	echo 0 >$TRACEFS/tracing_on
}

# traced FUNCTION: how often, by the program "call"
traced() {
	grep -c "^ *call-.*: $1 <-" $TRACEFS/trace || :
}

neighbour_sees() {
	local f

	traced_while ours 2
	eq "calls of handlers that were traced" $(($(traced pass) + $(traced ret))) 4
	# The trampoline cannot be traced: ftrace refuses.
	for f in dyn_syscall_trampoline dyn_syscall_trampoline_regs dyn_syscall_trampoline_0 dyn_syscall_trampoline_before_0; do
		! (echo $f >>$TRACEFS/set_ftrace_filter) 2>/dev/null || fail "ftrace has taken $f"
	done
	for f in "${way[@]}"; do
		[ "$(traced "$f")" -ge 2 ] || fail "$f was not traced"
	done
}

neighbour_alone() {
	local f

	traced_while call $GETPGID 1
	eq "calls of handlers" $(($(traced pass) + $(traced ret))) 0
	for f in "${way[@]}"; do
		[ "$(traced "$f")" -ge 1 ] || fail "$f was not traced"
	done
	# Unloading the modules has dropped them. ftrace keeps this request until they are
	# loaded again.
	echo '*:mod:dyn_syscall' >>$TRACEFS/set_ftrace_filter
	echo '*:mod:actor' >>$TRACEFS/set_ftrace_filter
}

with_neighbour
