# description: with a kprobe at the entry of x64_sys_call everything works; with one further inside, loading and redirecting are refused, and calls and removal work
# timeout: 300

load
needs_switch
unload dyn_syscall

neighbour_on() {
	probe_add p entry x64_sys_call
	probe_set entry 1
}

neighbour_off() {
	probes_off
}

neighbour_sees() {
	local before
	before=$(probe_hits entry)
	ours 2
	[ "$(probe_hits entry)" -ge $((before + 4)) ] || fail "the probe was not hit"
}

neighbour_alone() {
	eq "the original" "$(call $GETPGID 1)" 0
}

# Without ftrace the entry is a place as any other.
! traces_dispatch || with_neighbour

# The first instructions of the tree: comparisons, which an optimized kprobe replaces by a
# jump, and branches, which get an int3. Behind these it is not known where a number
# arrives, so loading fails.
optimised() {
	grep -q '\[OPTIMIZED\]' $DEBUGFS/kprobes/list
}

# kprobes are not optimized in a function with a jump table.
wanted=2
[ "$DYNSC_KERNEL" != jumptable ] || wanted=0
way=() jumps=0 breakpoints=0
for ((offset = 5; offset < 200 && (jumps < wanted || breakpoints < 3); offset++)); do
	probe_add p way x64_sys_call+$offset 2>/dev/null || continue
	probe_set way 1
	if poll 1 optimised; then
		kind=jump jumps=$((jumps + 1))
	else
		kind=int3 breakpoints=$((breakpoints + 1))
	fi
	! load 2>/dev/null || fail "loaded with $kind at +$offset"
	eq "not loaded" "$(call $GETPGID 1)" 0
	probes_off
	way+=("$offset")
done
[ $((jumps >= wanted && breakpoints >= 3)) = 1 ] || fail "$jumps jumps, $breakpoints breakpoints"

# On the way to a redirected site, they prevent neither its calls nor its removal, but do
# prevent redirecting others: all numbers pass the first two.
come
for offset in "${way[@]:0:2}"; do
	probe_add p way x64_sys_call+"$offset"
	probe_set way 1
	poll 1 optimised || :
	expect -EOPNOTSUPP hijack three $GETPPID pass
	ours 1
	hits=$(probe_hits way)
	take_back one $GETPGID
	eq "the original" "$(call $GETPGID 1)" 0
	[ "$(probe_hits way)" -gt "$hits" ] || fail "the probe was not hit"
	eq "redirected" "$(redirected_now)" 1
	expect -EOPNOTSUPP hijack one $GETPGID pass
	eq "rows" "$(rows)" 1
	probes_off
	hijack_pass one $GETPGID
done
ours 1
probe_add p way x64_sys_call+"${way[0]}"
probe_set way 1
go
