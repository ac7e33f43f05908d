# description: an event can be enabled and disabled while a removal waits for its grace period
#
# The tracing system holds locks when it calls the module, for which loading any module
# may wait: the callbacks must not wait for entry_mutex, which the removal holds.
load_test
load_client actor
expect $GETPGID hijack one $GETPGID pass
expect 0 unlock one $GETPGID

set_event() {
	echo "$1" >$TRACEFS/events/dyn_syscall/dyn_syscall_enter/enable
}

pause_at closed
background do_ prep one $GETPGID >/tmp/prepared
remover=${BACKGROUND[-1]}
wait_for paused 1
within 10 set_event 1
within 10 set_event 0
within 10 load_client hides
resume
wait "$remover"
eq prep "$(cat /tmp/prepared)" 0
expect 0 restore one $GETPGID
