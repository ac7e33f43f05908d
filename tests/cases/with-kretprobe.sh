# description: kretprobes on handlers and what they call: callers inside are found and handed back, and the modules can be unloaded with the probes on
load
# arm64 needs no support for that, see src/trampoline.c.
[ "$(uname -m)" != x86_64 ] || grep -qE ' (kretprobe|rethook)_find_ret_addr$' /proc/kallsyms ||
	skip "this kernel's unwinder does not find its way past a kretprobe"
load_client actor
hijack_pass one ${NR[read]}
expect $UNUSED reg two $UNUSED block
expect 0 unlock two $UNUSED
for f in dyn_syscall_trampoline dyn_syscall_trampoline_regs dyn_syscall_trampoline_0 dyn_syscall_trampoline_before_0; do
	! (probe_add r trampoline dyn_syscall:$f) 2>/dev/null || fail "there is a probe on $f"
done
probe_add r original dyn_syscall:dyn_syscall_original
probe_add r handler actor:pass
probe_add r block actor:block
for p in original handler block; do
	probe_set $p 1
done

sleepers_on one two $UNUSED
hand_back one ${NR[read]}
original_wakes
sleepers_off
take_back two $UNUSED
for p in original handler block; do
	[ "$(probe_hits $p)" -gt 0 ] || fail "the probe on the $p was not hit"
done
# The probes still exist when the text below them is freed.
unload actor dyn_syscall
eq "the original" "$(call $GETPGID 1)" 0
