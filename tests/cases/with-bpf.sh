# description: a BPF program on a hijacked function counts each call, with and without the hijack
# timeout: 240

made=0

neighbour_on() {
	local status=0

	rm -f /tmp/bpf
	background "$PROGRAMS/bpf_count" ${SYS}getpgid >/tmp/bpf
	BPF=$!
	poll 20 grep -q attached /tmp/bpf || {
		wait $BPF || status=$?
		[ $status != 4 ] || skip "this kernel attaches no BPF program to a kprobe"
		fail "the program was not attached"
	}
	made=0
}

neighbour_off() {
	kill $BPF
	wait $BPF
	eq "counted" "$(sed -n 2p /tmp/bpf)" $made
}

neighbour_sees() {
	ours 3
	made=$((made + 3))
}

neighbour_alone() {
	eq "the original" "$(call $GETPGID 1)" 0
	made=$((made + 1))
}

with_neighbour
