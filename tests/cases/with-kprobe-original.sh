# description: kprobes and a kretprobe on a hijacked function are each hit once per call, with and without the hijack
# timeout: 240

# At its entry, by ftrace; at its return; and at an instruction inside, by an int3 or a
# jump: the first instruction that can be probed.
neighbour_on() {
	local offset

	probe_add p entry ${SYS}getpgid
	probe_add r return ${SYS}getpgid
	for ((offset = 10; offset < 60; offset++)); do
		! probe_add p inside ${SYS}getpgid+$offset 2>/dev/null || break
	done
	for probe in entry return inside; do
		probe_set $probe 1
	done
}

neighbour_off() {
	probes_off
}

hits() {
	echo "$(probe_hits entry) $(probe_hits return) $(probe_hits inside)"
}

neighbour_sees() {
	local entry return inside

	read -r entry return inside <<<"$(hits)"
	ours 3
	eq "hits" "$(hits)" "$((entry + 3)) $((return + 3)) $((inside + 3))"
}

neighbour_alone() {
	local entry return inside

	read -r entry return inside <<<"$(hits)"
	eq "the original" "$(call $GETPGID 1)" 0
	eq "hits" "$(hits)" "$((entry + 1)) $((return + 1)) $((inside + 1))"
}

with_neighbour
