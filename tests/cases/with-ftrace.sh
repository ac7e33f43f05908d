# description: beside the function tracer, on what it may trace of the dispatch, a hijacked function and all of ours: calls arrive and are traced; the link is refused
# timeout: 240

# By table there is no such function of the dispatch.
way=("${SYS}getpgid")
! grep -q ' x64_sys_call$' /proc/kallsyms || way+=(x64_sys_call)

neighbour_on() {
	tracer_on function "${way[@]}" '*:mod:dyn_syscall' '*:mod:actor'
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
	local f

	traced_while ours 2
	eq "calls of handlers that were traced" $(($(traced pass) + $(traced ret))) 4
	# The link cannot be, and whoever asks for it is told so.
	for f in dyn_syscall_trampoline dyn_syscall_trampoline_regs; do
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
	# Forgotten with the modules. While they are not there, ftrace keeps the order.
	echo '*:mod:dyn_syscall' >>$TRACEFS/set_ftrace_filter
	echo '*:mod:actor' >>$TRACEFS/set_ftrace_filter
}

beside
