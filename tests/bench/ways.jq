# SPDX-License-Identifier: GPL-2.0
# The mechanisms to compare, for table.jq and picture.jq.

# What a situation adds to a call, compared with the native call "as".
def added($cost; $situation; $call; $of):
	if $cost[$situation] == null then null
	else $cost[$situation][$call] - $cost.native[$of] end;

def ways: [
	# name, what, new numbers, replaces, refuses, counts callers, promised: dearer than
	# both of dyn_syscall, or than the one that calls the original as it does
	["static", "dyn_syscall", "yes", "yes", "yes", "in and out", false],
	["registered", "by dyn_syscall_original()", "yes", "yes", "yes", "in and out", false],
	["direct", "register_ftrace_direct", "no", "yes", "by hand", "by hand", false],
	["gated", "the same, with a gate by hand", "no", "yes", "by hand", "by hand", "static"],
	["redirect", "ftrace redirect", "no", "yes", "by hand", "by hand", true],
	["livepatch", "livepatch", "no", "no original", "by hand", "by hand", true],
	["kprobe", "kprobe", "no", "no", "no", "in only", true],
	["kretprobe", "kretprobe", "no", "no", "no", "in and out", true],
	["fprobe", "fprobe", "no", "no", "no", "in and out", false],
	["sys_enter", "probe on sys_enter", "no", "no", "no", "in only", true],
	["bpf-fentry", "eBPF at fentry", "no", "no", "no", "in only", false],
	["bpf-kprobe", "eBPF at a kprobe", "no", "no", "no", "in only", false],
	["percpu_ref", "trampoline on percpu_ref", "yes", "yes", "yes", "in and out", false],
	["srcu_fast", "trampoline on SRCU-fast", "yes", "yes", "yes", "in and out", false],
	["rwsem", "trampoline on a rwsem", "yes", "yes", "yes", "in and out", false]
];
