# description: perf trace shows hijacked calls as usual, and dynamic ones by their number only
# default-kernels: 6.12 kasan kcsan
# needs: perf
# timeout: 300

# perf shows a number without a name only with a raw event. It would read each installed
# module, thousands of files on a slow disk, so these are hidden.
neighbour_on() {
	rm -f /tmp/perf*
	# shellcheck disable=SC2016 # expanded by the inner shell
	background unshare -m sh -c 'mount -t tmpfs none /lib/modules && exec "$@"' sh \
		perf trace -a -o /tmp/perf -e getpgid,raw_syscalls:sys_exit \
		"$PROGRAMS/until" /tmp/perf.on /tmp/perf.off
	PERF=$!
	wait_for test -e /tmp/perf.on
	hijacked=0 dynamic=0
}

neighbour_off() {
	: >/tmp/perf.off
	wait $PERF
	eq "hijacked" "$(grep -c ' call/.* getpgid(pid: 1' /tmp/perf)" $hijacked
	eq "dynamic" "$(grep -c ' call/.*id: 400, ret: 42' /tmp/perf)" $dynamic
}

neighbour_sees() {
	ours 2
	hijacked=$((hijacked + 2)) dynamic=$((dynamic + 2))
}

neighbour_alone() {
	eq "the original" "$(call $GETPGID 1)" 0
	hijacked=$((hijacked + 1))
}

with_neighbour
