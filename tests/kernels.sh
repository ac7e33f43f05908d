# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests must know about a kernel: sourced by tests/run, tests/guest and
# tests/lib.sh.

# What make test boots for every case; for a few, one for each way to find a
# table; and for none, unless it is told to. The last watch themselves. The slowest
# first.
# shellcheck disable=SC2034 # tests/run
{
	TEST_KERNELS="6.1 6.12"
	TABLE_KERNELS="arm64-6.1 5.10"
	OTHER_KERNELS="arm64-6.12 arm64-6.1 5.10 6.12-rt 6.1-rt"
	DEBUG_KERNELS="kasan kcsan"
	ALL_KERNELS="$TEST_KERNELS $OTHER_KERNELS $DEBUG_KERNELS"
}

# built KERNEL: where its programs are
built() {
	[[ $1 == arm64-* ]] && echo build/arm64 || echo build
}

# slow KERNEL: by what factor every limit is longer there. Only how long is
# waited for something differs, never what is waited for.
slow() {
	case $1 in
	kasan | kcsan) echo 5 ;;
	arm64-*) echo 3 ;;	# always emulated
	*) echo 1 ;;
	esac
}

# places KERNEL: where its cases run. Those on the host look at traces, which do
# not tell how they were come by; what a call costs is promised for x86 with a switch.
# Debian's preempt voluntarily if they are not told otherwise (see
# tests/cases/preemption.sh); the debug kernels fully; on others there is no choice.
# Only arm64 kernels survive a host thread for each CPU (see scripts/vm).
places() {
	case $1 in
	arm64-*) echo 4cpu 16cpu 4cpu-threads ;;
	kasan | kcsan | 5.10) echo 4cpu 16cpu ;;
	*-rt) echo icount 4cpu 16cpu ;;
	6.1) echo icount 4cpu 16cpu none-1cpu host ;;
	*) echo icount 4cpu 16cpu full-2cpu host ;;
	esac
}

# All preemption models with all numbers of CPUs.
matrix() {
	echo {none,voluntary,full}-{1,2,4,16}cpu
}

# memory KERNEL: MiB that its machines have
memory() {
	[[ " $DEBUG_KERNELS " == *" $1 "* ]] && echo 2560 || echo 3072
}

# append KERNEL CPUS: words for the kernel's command line. Where KCSAN watches a
# place its CPU lets the others go first, as many as there are: with 16, each of
# which gets a turn of milliseconds, ten times as many accesses go by in between.
# With PREEMPT_RT interrupts are threads: none of them may belong to a CPU that a
# case keeps (aside of tests/lib.sh).
append() {
	case "$1 $2" in
	"kcsan 16") echo kcsan.skip_watch=40000 ;;
	*-rt\ *) echo irqaffinity=0 ;;
	esac
}

# our_modules: those of this project that are loaded, the last one first: what was
# built for the kernel
our_modules() {
	local built=build/$DYNSC_KERNEL file ours=' ' name rest

	for file in "$built"/*.ko "$built"/samples/*.ko "$built"/tests/{*,*/*,*/*/*}/*.ko; do
		file=${file##*/}
		ours+="${file%.ko} "
	done
	# shellcheck disable=SC2034 # rest
	while read -r name rest; do
		[[ $ours != *" $name "* ]] || echo "$name"
	done </proc/modules
}
