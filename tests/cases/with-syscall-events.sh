# description: the events syscalls:* and raw_syscalls:* show hijacked calls as usual; only raw_syscalls:* shows dynamic ones

neighbour_on() {
	local e

	# Big, because other programs make calls, too.
	echo 4096 >$TRACEFS/buffer_size_kb
	for e in syscalls/sys_enter_getpgid syscalls/sys_exit_getpgid raw_syscalls; do
		echo 1 >$TRACEFS/events/$e/enable
	done
}

neighbour_off() {
	echo 0 >$TRACEFS/events/enable
}

# told PATTERN: how often, by the program "call". Tracing is off meanwhile, since reading
# makes calls, too.
told() {
	grep -c "^ *call-.*: $1" $TRACEFS/trace || :
}

neighbour_sees() {
	: >$TRACEFS/trace
	echo 1 >$TRACEFS/tracing_on
	ours 2
	echo 0 >$TRACEFS/tracing_on
	eq "sys_enter_getpgid" "$(told 'sys_getpgid(pid: 1)')" 2
	eq "sys_exit_getpgid" "$(told 'sys_getpgid -> 0x0')" 2
	eq "sys_enter, hijacked" "$(told "sys_enter: NR $GETPGID (1,")" 2
	eq "sys_exit, hijacked" "$(told "sys_exit: NR $GETPGID = 0")" 2
	eq "sys_enter, dynamic" "$(told "sys_enter: NR $UNUSED (")" 2
	eq "sys_exit, dynamic" "$(told "sys_exit: NR $UNUSED = 42")" 2
}

neighbour_alone() {
	: >$TRACEFS/trace
	echo 1 >$TRACEFS/tracing_on
	eq "the original" "$(call $GETPGID 1)" 0
	eq "unused" "$(call $UNUSED)" -ENOSYS
	echo 0 >$TRACEFS/tracing_on
	eq "sys_exit_getpgid" "$(told 'sys_getpgid -> 0x0')" 1
	eq "sys_exit, unused" "$(told "sys_exit: NR $UNUSED = -38")" 1
}

with_neighbour
