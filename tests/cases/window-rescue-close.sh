# description: a removal while a rescue is about to close the gate waits for it: the gate of the next registration is not closed
load_test
load_client actor
rescue=/sys/module/dyn_syscall/parameters/rescue
hijack_pass window "$GETPGID"
pause_at rescuing
aside bash -c "echo y >/proc/sysrq-trigger"
rescuer=${BACKGROUND[-1]}
wait_for paused 1
background do_ remove window "$GETPGID" >/tmp/removed
remover=${BACKGROUND[-1]}
# It waits for the rescue's section, unless it does not end with the gate closed.
begun() {
	[ -s /tmp/removed ] || grep -qs 'synchronize_rcu' /proc/[0-9]*/stack
}
wait_for begun
resume
wait "$rescuer" "$remover"
eq remove "$(cat /tmp/removed)" 0
echo 0 >$rescue
expect "$GETPGID" hijack next "$GETPGID" pass 1
expect 0 unlock next "$GETPGID"
expect 0 remove next "$GETPGID"
unload actor dyn_syscall
