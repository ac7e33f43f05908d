# description: a livepatch of a hijacked function: the handler's original is the patched one, while it is patched
# timeout: 300
[ -e "$BUILD/tests/clients/patches.ko" ] || skip "this kernel has no livepatching"

# A caller is inside during the transition: the livepatch must understand its stack, with
# the trampoline on it.
sleeper_on() {
	rm -f /tmp/pipe
	mkfifo /tmp/pipe
	exec {PIPE}<>/tmp/pipe
	hijack_pass three ${NR[read]}
	background cat /tmp/pipe
	SLEEPER=$!
	wait_for asleep_inside three $SLEEPER
}

sleeper_off() {
	kill $SLEEPER
	wait $SLEEPER || :
	exec {PIPE}>&-
	hand_back three ${NR[read]}
}

patched() {
	[ "$(cat /sys/kernel/livepatch/patches/transition)" = 0 ]
}

neighbour_on() {
	[ ! -d /sys/module/actor ] || sleeper_on
	load_client patches
	wait_for patched
	[ ! -d /sys/module/actor ] || sleeper_off
}

neighbour_off() {
	livepatch_off
}

neighbour_sees() {
	ours 2 4711
}

neighbour_alone() {
	eq "the patched original" "$(call $GETPGID 1)" 4711
}

with_neighbour
