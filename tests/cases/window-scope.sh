# description: a removal waits for a caller that has found the gate open and looks at the scope, by a slot and without
load_test
cgroups_on try

# waits NUMBER
waits() {
	local caller remover

	load_client tried nr="$1" cgroup=/try does=value value=7
	pause_at looked
	# shellcheck disable=SC2016 # expanded by the inner shell
	aside bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' $CGROUP/try \
		"$PROGRAMS/call" "$1" 1 >/tmp/called
	caller=${BACKGROUND[-1]}
	wait_for paused 1
	background rmmod tried
	remover=${BACKGROUND[-1]}
	begun() {
		ended "$remover" || grep -qs 'synchronize_rcu' "/proc/$remover/stack"
	}
	wait_for begun
	resume
	wait "$caller" "$remover"
	eq "the caller's result" "$(cat /tmp/called)" 7
}

waits "$GETPGID"
take_slots
waits "$GETSID"
unload dyn_syscall
