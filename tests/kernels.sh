# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests must know about kernels: sourced by tests/run, tests/guest, tests/host,
# tests/lib.sh and others.

# The kernels that make test boots for every case; the newest one, for cases that stand for
# each part; those for a few cases, one for each way to find a table; those that it boots
# only on request; and the debug kernels. The slowest first.
# shellcheck disable=SC2034 # tests/run
{
	TEST_KERNELS="6.1 6.12"
	NEWEST_KERNEL=latest
	NEWEST_CASES="api-hijack api-names api-reg api-remove api-structure before bypass-io-uring calls dispatch
		dynsc event-enter-exit event-formats event-straggler fallback flow-ptrace
		flow-restart forgets-probe hijack-all
		kick-whom number-files probe rescue rescue-probation samples scope states swap swap-sleepers table window-restore
		window-unload with-bpf with-graph with-kprobe with-kprobe-site"
	TABLE_KERNELS="arm64-6.1 5.10"
	OTHER_KERNELS="arm64-6.12 arm64-6.1 5.10 6.12-rt 6.1-rt latest-rt 13 latest"
	DEBUG_KERNELS="kasan kcsan"
	# Built with other dispatches, only if named.
	SHAPE_KERNELS="clang jumptable fp"
	ALL_KERNELS="$TEST_KERNELS $OTHER_KERNELS $DEBUG_KERNELS $SHAPE_KERNELS"
}

# built KERNEL: the directory of its programs
built() {
	[[ $1 == arm64-* ]] && echo build/arm64 || echo build
}

# slow KERNEL: the factor by which every limit is longer there. Only how long a case waits
# differs, never what it waits for.
slow() {
	case $1 in
	kasan | kcsan) echo 5 ;;
	arm64-*) echo 3 ;;	# always emulated
	*) echo 1 ;;
	esac
}

# places KERNEL: where its cases run. Those on the host check traces, which do not depend
# on the kernel; what a call costs is promised for x86 with a switch. Debian's kernels
# preempt voluntarily by default (see tests/cases/preemption.sh), the debug kernels fully;
# the others have no choice.
# Only arm64 kernels survive a host thread for each CPU (see scripts/vm).
places() {
	case $1 in
	arm64-*) echo 4cpu 16cpu 4cpu-threads ;;
	kasan | kcsan | 5.10) echo 4cpu 16cpu ;;
	clang | jumptable | fp) echo 4cpu ;;
	*-rt) echo icount 4cpu 16cpu ;;
	6.1) echo icount 4cpu 16cpu none-1cpu host ;;
	6.12) echo icount stuff 4cpu 16cpu full-2cpu host ;;
	*) echo icount 4cpu 16cpu full-2cpu host ;;
	esac
}

# Every preemption model with every number of CPUs.
matrix() {
	echo {none,voluntary,full}-{1,2,4,16}cpu
}

# memory KERNEL: of its machines, in MiB
memory() {
	[[ " $DEBUG_KERNELS " == *" $1 "* ]] && echo 2560 || echo 3072
}

# append KERNEL CPUS: words for the kernel's command line. While KCSAN watches an access,
# the other CPUs run: 16 of them take turns of milliseconds each, in which ten times as
# many accesses pass. With PREEMPT_RT interrupts are threads, none of which may run on a
# CPU that a case occupies (aside of tests/lib.sh). bypass-vsyscall needs the page.
append() {
	case "$1 $2" in
	"kcsan 16") echo kcsan.skip_watch=40000 ;;
	*-rt\ *) echo irqaffinity=0 vsyscall=xonly ;;
	arm64-*) ;;
	*\ 4) echo vsyscall=xonly ;;
	esac
}

# our_modules: those of this project that are loaded, the last one first: what was
# built for the kernel
our_modules() {
	local built=build/$DYNSC_KERNEL file ours=' ' name rest

	for file in "$built"/*.ko "$built"/samples/*.ko "$built"/tests/{*,*/*,*/*/*}/*.ko \
		"$built"/client/*/.build/*/*.ko; do
		file=${file##*/}
		ours+="${file%.ko} "
	done
	# shellcheck disable=SC2034 # rest
	while read -r name rest; do
		[[ $ours != *" $name "* ]] || echo "$name"
	done </proc/modules
}
