# description: once the removal of a hijacked number waits for its callers, no more callers reach the trampoline
load_test
load_client actor
hijack_pass window $GETPGID

# One caller is held between reading the gate and being counted: the removal waits for it.
pause_at looked
aside "$PROGRAMS/call" $GETPGID >/tmp/first
first=${BACKGROUND[-1]}
wait_for paused 1
background do_ prep window $GETPGID >/tmp/answer
remover=${BACKGROUND[-1]}
waits() {
	grep -qs synchronize_rcu /proc/[0-9]*/stack
}
wait_for waits

# Another caller would be held, too.
background call $GETPGID >/tmp/second
second=${BACKGROUND[-1]}
come_back() {
	[ -s /tmp/second ]
}
poll 5 come_back || :
held=$(parameter dyn_syscall paused)
resume
eq "held, the other included" "$held" 1
wait "$first" "$second" "$remover"
eq "fallback" "$(column window fallback)" 0
expect 0 remove window $GETPGID
