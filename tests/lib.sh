# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2119,SC2120
#
# The functions of cases. tests/guest and tests/host source this in a shell of its own
# for each case, under set -eu. A case fails by fail(), by any command that fails, or by
# what it leaves behind; skip() says why it cannot run here.

. tests/kernels.sh
SLOW=$(slow "$DYNSC_KERNEL")

# rounds N: how often to repeat a race. The debug kernels check each access, so a fifth is
# enough there, and takes as long.
rounds() {
	[[ " $DEBUG_KERNELS " == *" $DYNSC_KERNEL "* ]] && echo $(($1 / 5)) || echo "$1"
}

# Where a case begins; it may change its directory.
PROJECT=$PWD
# The modules for the kernel under test, and the programs.
BUILD=build/$DYNSC_KERNEL
PROGRAMS=$(built "$DYNSC_KERNEL")/tests
TOOLS=$(built "$DYNSC_KERNEL")/tools
DEBUGFS=/sys/kernel/debug
TRACEFS=/sys/kernel/tracing
TABLE=$DEBUGFS/dyn_syscall/table
NUMBERS=/proc/sys/kernel

# What a case leaves for one that runs on the host ("# after: CASE"), where TRACES is the
# same directory.
TRACES=${TRACES:-/out/traces}

# The numbers of the calls on this architecture, for instance ${NR[read]}.
declare -A NR
# shellcheck source=/dev/null
. "$PROGRAMS/numbers.sh"

# A number that is unused on every kernel here, and three calls that programs hardly make.
# Where there is no getpgrp(), bash begins with a getpgid(); getsid() is never called.
UNUSED=400
GETPGID=${NR[getpgid]}
GETSID=${NR[getsid]}
GETPPID=${NR[getppid]}
# Numbers that no kernel of the architecture uses any more, some of them alone in their
# range; the call by which the C library makes a vfork(); and the prefix of the kernel's
# functions.
case $(uname -m) in
x86_64) LONG_UNUSED="134 156 177 180" VFORK=${NR[vfork]} SYS=__x64_sys_ ;;
aarch64) LONG_UNUSED="42 244 250 259" VFORK=${NR[clone]} SYS=__arm64_sys_ ;;
esac

fail() {
	echo "FAIL: $*" >&2
	exit 1
}

skip() {
	echo "$*" >"$CASE_SKIP"
	exit 4
}

# subtest NAME COMMAND...: one of many things that a case checks and that do not depend
# on each other. It has a result of its own; the case goes on, and fails at its end if
# one of its subtests has failed. What the command sets is lost.
subtest() {
	local name=${1//#/} status out=$CASE_SUBTESTS.output

	shift
	# Under "if" or "||" a command that fails would not end the function that it is in.
	set +e
	(set -e; "$@") >"$out" 2>&1
	status=$?
	set -e
	cat "$out"
	if [ $status = 0 ]; then
		echo "ok $name" >>"$CASE_SUBTESTS"
	else
		{
			tail -n 5 "$out" | sed 's/^/# /'
			echo "not ok $name"
		} >>"$CASE_SUBTESTS"
		echo "subtest failed: $name"
	fi
}

# eq WHAT GOT WANTED
eq() {
	[ "$2" = "$3" ] || fail "$1: got '$2', wanted '$3'"
}

# poll SECONDS COMMAND...: until the command succeeds; fails after SECONDS, more on a slow
# kernel
poll() {
	local limit=$((SECONDS + $1 * SLOW))

	shift
	until "$@"; do
		[ "$SECONDS" -lt "$limit" ] || return 1
		sleep 0.05
	done
}

# wait_for COMMAND...: poll, and fail the case if the command never succeeds
wait_for() {
	poll 60 "$@" || fail "never came true: $*"
}

# load [PARAMETER...]: the module; where tests/mutants/run tries a mutant, that mutant
load() {
	if [ -n "${MUTANT-}" ]; then
		load_mutant "$MUTANT" "$@"
	else
		insmod "$BUILD/dyn_syscall.ko" "$@"
	fi
}

# load_test [PARAMETER...]: the test build; or the mutant, which is one
load_test() {
	if [ -n "${MUTANT-}" ]; then
		load_mutant "$MUTANT" "$@"
	else
		insmod "$BUILD/test/dyn_syscall.ko" "$@"
	fi
}

# pause_at PLACE: from now on the test build holds each task that reaches PLACE, a name of
# src/pause.h, until resume
pause_at() {
	echo "$1" >/sys/module/dyn_syscall/parameters/pause
}

# paused N: N tasks are held
paused() {
	[ "$(parameter dyn_syscall paused)" = "$1" ]
}

resume() {
	pause_at nowhere
}

# held_at PLACE COMMAND...: run it in the background, as HELD; it is held at PLACE when this
# returns
held_at() {
	pause_at "$1"
	background "${@:2}"
	HELD=${BACKGROUND[-1]}
	wait_for paused 1
}

# load_mutant NAME [PARAMETER...]: the test build with tests/mutants/NAME.patch. A case
# that calls this has a header "mutants:".
load_mutant() {
	local name=$1

	shift
	insmod "$BUILD/mutants/$name.ko" "$@"
}

load_client() {
	local name=$1

	shift
	insmod "$BUILD/tests/clients/$name.ko" "$@"
}

# take_slots: from now on no number gets a slot, a trampoline of its own
take_slots() {
	local name numbers=()

	for name in getuid getgid geteuid getegid getppid getpid gettid umask sysinfo getpriority getgroups \
		times sched_getscheduler sched_getparam sched_get_priority_max sched_get_priority_min; do
		numbers+=("${NR[$name]}")
	done
	load_client tried nr="$(IFS=,; echo "${numbers[*]}")"
	rmmod tried
}

load_sample() {
	local name=$1

	shift
	insmod "$BUILD/samples/$name.ko" "$@"
}

unload() {
	local m

	for m; do
		[ "$m" != dyn_syscall ] || judge
		rmmod "$m"
	done
}

loaded() {
	[ -d "/sys/module/$1" ]
}

# The errnos of the interface.
declare -A ERRNO=([2]=ENOENT [4]=EINTR [9]=EBADF [11]=EAGAIN [12]=ENOMEM
	[16]=EBUSY [22]=EINVAL [37]=ENOLCK [95]=EOPNOTSUPP [110]=ETIMEDOUT)

# ask COMMAND...: sets ANSWER to the actor's (tests/clients/actor.c), a number or -ERRNO
ask() {
	local fd

	exec {fd}<>/dev/actor
	echo "$*" >&"$fd"
	IFS= read -r ANSWER <&"$fd" || ANSWER=nothing
	exec {fd}>&-
	if [[ $ANSWER == -[0-9]* && -n ${ERRNO[${ANSWER#-}]-} ]]; then
		ANSWER=-${ERRNO[${ANSWER#-}]}
	fi
}

# do_ COMMAND...: the same, and prints it
do_() {
	ask "$@"
	echo "$ANSWER"
}

# expect ANSWER COMMAND...: the actor's answer is this
expect() {
	local want=$1

	shift
	ask "$@"
	eq "$*" "$ANSWER" "$want"
}

# row NAME: the row in the table, empty if there is none
row() {
	awk -v name="$1" '$2 == name' "$TABLE"
}

# column NAME COLUMN: one column of its row, by the word in the table's header
column() {
	awk -v name="$1" -v word="$2" '
		/^#/ { for (i = 2; i <= NF; i++) if ($i == word) c = i - 1 }
		!/^#/ && $2 == name { print $c }' "$TABLE"
}

column_is() {
	[ "$(column "$1" "$2")" = "$3" ]
}

rows() {
	grep -vc '^#' "$TABLE" || :
}

# Everything of dyn_syscall in the kernel; prints nothing if it is not loaded
traces_of_module() {
	find $NUMBERS/dynamic_syscalls $NUMBERS/hijacked_syscalls $DEBUGFS/dyn_syscall \
		"$TRACEFS/events/dyn_syscall" -maxdepth 0 2>/dev/null || :
	grep '^dyn_syscall ' /proc/modules || :
}

# by_switch: whether the kernel dispatches by a switch; the module must be loaded. By table
# every unused number has a site of its own, which is not redirected before the number is
# registered.
by_switch() {
	grep -q '^switch ' $DEBUGFS/dyn_syscall/dispatch
}

# For cases about sites in code; needs_table: about rows of the table
needs_switch() {
	by_switch || skip "this kernel dispatches by table"
}

needs_table() {
	! by_switch || skip "this kernel dispatches by switch"
}

# Without preemption in the kernel no task is in the edges of the trampoline after a grace
# period: a task that is held there delays every removal.
preempts() {
	[[ $(uname -v) == *PREEMPT* ]]
}

needs_preemption() {
	preempts || skip "this kernel does not preempt: no removal ends while a task is held in the trampoline"
}

# look_at_unused: sets ARRIVES to 1 if callers of 401 reach the trampoline while $UNUSED is
# registered, else to 0: by switch they do if the compiler has given both the same site;
# clang gives each its own. The actor is loaded; neither number is registered.
look_at_unused() {
	local sites

	trace_on patch
	expect $UNUSED reg here $UNUSED ret
	expect 401 reg there 401 ret
	sites=$(events patch | sed 's/.* site=\([^ ]*\) .*/\1/' | sort -u | count)
	expect 0 remove here $UNUSED
	expect 0 remove there 401
	trace_off
	ARRIVES=$((sites == 1))
}

# as_dispatched: those of the events on stdin that this kernel emits
as_dispatched() {
	if [ "$ARRIVES" = 1 ]; then
		cat
	else
		sed '/ why=unused/d'
	fi
}

# Everything that a registration changes
registrations() {
	cat "$TABLE" "$DEBUGFS/dyn_syscall/dispatch"
	number_files
}

# The number files; a directory exists from its first file on
number_files() {
	find $NUMBERS/dynamic_syscalls $NUMBERS/hijacked_syscalls -type f 2>/dev/null || :
}

# asleep_inside NAME PID: the view "calls" shows it, with the trampoline on its stack
asleep_inside() {
	waits_within "$1" "$2" S
}

# waits_within NAME PID STATE: the same, for a task in another state
waits_within() {
	awk -v name="$1" -v pid="$2" -v state="$3" '
		/^[^ ]/ { mine = $2 == name && $3 == pid && $6 == state }
		mine && /dyn_syscall_trampoline/ { found = 1 }
		END { exit !found }' $DEBUGFS/dyn_syscall/calls
}

inside_is() {
	[ "$(do_ inside)" = "$1" ]
}

# Rows of programs/waits.c: each sleeps in one call, and prints what a program can notice
# about it.

# waits_rows ROW...: sets WAITS to those that this architecture has
waits_rows() {
	local row nr

	WAITS=()
	while read -r row nr; do
		WAITS_NUMBER[$row]=$nr
	done < <("$PROGRAMS/waits" -l)
	for row; do
		if [ -n "${WAITS_NUMBER[$row]-}" ]; then
			WAITS+=("$row")
		else
			echo "this architecture has no $row"
		fi
	done
}
declare -A WAITS_NUMBER

# waits_begin plain|hijacked ROW...: start a program for each row; all are asleep when this
# returns. Their output goes to /tmp/plain or /tmp/hijacked.
waits_begin() {
	local row

	WAITS_DIR=/tmp/$1
	mkdir -p "$WAITS_DIR"
	shift
	waits_rows "$@"
	for row in "${WAITS[@]}"; do
		mkfifo "$WAITS_DIR/$row.told"
		background bash -c "exec $PROGRAMS/waits $row $((30 * SLOW)) <>$WAITS_DIR/$row.told" \
			>"$WAITS_DIR/$row" 2>"$WAITS_DIR/$row.reason"
		WAITS_PIDS+=($!)
	done
	for row in "${WAITS[@]}"; do
		wait_for grep -q . "$WAITS_DIR/$row" "$WAITS_DIR/$row.reason"
		[ ! -s "$WAITS_DIR/$row.reason" ] || fail "$(cat "$WAITS_DIR/$row.reason")"
		if [ "$WAITS_DIR" = /tmp/hijacked ]; then
			wait_for waits_inside "$row"
		else
			wait_for waits_asleep "$row"
		fi
	done
	WAITS_SINCE=$(sed 's/ .*//' /proc/uptime)
}
WAITS_PIDS=()

# waits_slept SECONDS: they have passed since waits_begin, more on a slow kernel
waits_slept() {
	awk -v since="$WAITS_SINCE" -v wanted="$1" -v slow="$SLOW" \
		'{ exit !($1 - since >= wanted * slow) }' /proc/uptime
}

# waits_asleep ROW: in its call or, after a kick, in restart_syscall; sets WAITS_PID
waits_asleep() {
	local nr rest

	read -r WAITS_PID <"$WAITS_DIR/$1"
	grep -q '^State:.S' "/proc/$WAITS_PID/status" || return 1
	read -r nr rest <"/proc/$WAITS_PID/syscall" || return 1
	[ "$nr" = "${WAITS_NUMBER[$1]}" ] || [ "$nr" = "${NR[restart_syscall]}" ]
}

# How often WAITS_PID has slept; it does not wake by itself
waits_sleeps() {
	sed -n 's/^voluntary_ctxt_switches:\t//p' "/proc/$WAITS_PID/status"
}

waits_inside() {
	waits_asleep "$1" && grep -q dyn_syscall_trampoline "/proc/$WAITS_PID/stack"
}

waits_outside() {
	waits_asleep "$1" && ! grep -q dyn_syscall_trampoline "/proc/$WAITS_PID/stack"
}

# waits_end: let all go on; they have ended when this returns
waits_end() {
	local told

	for told in /tmp/{plain,hijacked}/*.told; do
		echo >"$told"
		rm "$told"
	done
	wait "${WAITS_PIDS[@]}"
	WAITS_PIDS=()
}

# waits_hijack ROW...: hijack their numbers, by the names n<NR>; sets WAITS_HIJACKED
waits_hijack() {
	local nr row

	waits_rows "$@"
	mapfile -t WAITS_HIJACKED < <(for row in "${WAITS[@]}"; do
		echo "${WAITS_NUMBER[$row]}"
	done | sort -un)
	for nr in "${WAITS_HIJACKED[@]}"; do
		hijack_pass "n$nr" "$nr"
	done
}

# waits_same: a subtest for each row: it has printed the same with and without a hijack,
# except for the pid
waits_same() {
	local row

	for row in "${WAITS[@]}"; do
		subtest "$row: notices nothing" waits_same_row "$row"
	done
}

waits_same_row() {
	local plain

	plain=$(tail -n +2 "/tmp/plain/$1" | xargs)
	[ -n "$plain" ] || fail "$1 has printed nothing"
	eq "$1 with a hijack" "$(tail -n +2 "/tmp/hijacked/$1" | xargs)" "$plain"
}

# sleepers_on READ BLOCK NR: two callers sleep inside. ORIGINAL is in the original of
# read, hijacked by the name READ; HANDLER in the actor's handler "block", with the
# number NR and the name BLOCK.
sleepers_on() {
	rm -f /tmp/pipe
	mkfifo /tmp/pipe
	exec {PIPE}<>/tmp/pipe
	background cat /tmp/pipe >/tmp/cat
	ORIGINAL=$!
	background "$PROGRAMS/call" "$3" >/tmp/call
	HANDLER=$!
	wait_for asleep_inside "$1" $ORIGINAL
	wait_for asleep_inside "$2" $HANDLER
}

# original_wakes: what ORIGINAL sleeps for arrives, and it reads on
original_wakes() {
	echo line >&"$PIPE"
	wait_for grep -q line /tmp/cat
}

# sleepers_off: the handler returns, and both have ended when this returns
sleepers_off() {
	kill "$ORIGINAL"
	exec {PIPE}>&-
	do_ go
	wait "$HANDLER"
	eq "result of the handler" "$(cat /tmp/call)" 43
}

# hand_back NAME NR: a hijacked number, and the tasks that sleep inside
hand_back() {
	expect 0 drain "$1" "$2" 20000 2
	expect 0 restore "$1" "$2"
}

# threads_of PID: all but the first, in the order of sort
threads_of() {
	find "/proc/$1/task" -mindepth 1 -maxdepth 1 -printf '%f\n' | grep -vx "$1" | sort
}

# call NR|NAME [ARG...]: prints the result, or the name of the errno
call() {
	"$PROGRAMS/call" "$@"
}

# hijack_pass NAME NR: with a handler that calls the original; no call is ever refused
hijack_pass() {
	expect "$2" hijack "$1" "$2" pass 1
	expect 0 unlock "$1" "$2"
}

# take_back NAME NR: wait for the callers inside, check that none was refused, and remove
take_back() {
	wait_for column_is "$1" living 0
	eq "$1: enosys" "$(column "$1" enosys)" 0
	expect 0 remove "$1" "$2"
}

# take dynamic|hijacked: a call of this kind and the name "one", which is open
take() {
	case $1 in
	hijacked) hijack_pass one "$GETPGID" ;;
	dynamic)
		expect $UNUSED reg one $UNUSED ret
		expect 0 unlock one $UNUSED
		;;
	esac
}

# parameter MODULE NAME
parameter() {
	cat "/sys/module/$1/parameters/$2"
}

# order WORD: let hijack_all (tests/clients/hijack_all.c) do it, and wait until it is done.
# This takes hundreds of grace periods and patches on every CPU, so expedite them.
order() {
	local limit=$((SECONDS + 200 * SLOW)) status=0

	echo 1 >/sys/kernel/rcu_expedited
	echo "$1" >/sys/module/hijack_all/parameters/order
	while [ "$(parameter hijack_all busy)" = 1 ]; do
		if [ "$SECONDS" -ge $limit ]; then
			status=1
			break
		fi
		# Process 1 waits for orphans. The exit of this one makes it leave a
		# wait4 that it entered at the exit of another one.
		(sleep 0.2 &)
		sleep 0.4
	done
	echo 0 >/sys/kernel/rcu_expedited
	return $status
}

# hijack_all_while COMMAND...: run it with every number hijacked that can be
hijack_all_while() {
	local hijackable

	# All but exit and exit_group.
	hijackable=$(($(awk '!/^#/ { print $4 }' $DEBUGFS/dyn_syscall/dispatch) - 2))
	order all || fail "order all does not end"
	eq "hijacked" "$(parameter hijack_all hijacked)" $hijackable
	eq "redirected" "$(redirected_now)" $hijackable
	"$@"
	order none || fail "calls stay inside: $(cat $TABLE)"
	eq "failed" "$(parameter hijack_all failed)" 0
	eq "hijacked at the end" "$(parameter hijack_all hijacked)" 0
	eq "rows at the end" "$(rows)" 0
}

# measure NAME COMMAND...: sets OUTPUT, and CALLS to how often the command made the call
# NAME, without the calls that the shell makes to run a command
measure() {
	local name=$1 before after

	shift
	if [ -z "${OWN_CALLS[$name]:-}" ]; then
		before=$(column "$name" calls)
		OUTPUT=$("$PROGRAMS/flow" none)
		after=$(column "$name" calls)
		OWN_CALLS[$name]=$((after - before))
	fi
	before=$(column "$name" calls)
	OUTPUT=$("$@")
	after=$(column "$name" calls)
	CALLS=$((after - before - OWN_CALLS[$name]))
}
declare -A OWN_CALLS

# trace_on [EVENT...]: all by default. By tracefs alone: trace-cmd takes seconds to start
# here.
trace_on() {
	echo 0 >"$TRACEFS/tracing_on"
	judge
	TRACED=("$@")
	echo mono >"$TRACEFS/trace_clock"
	echo 8192 >"$TRACEFS/buffer_size_kb"
	: >"$TRACEFS/trace"
	local e
	for e in "${@:-}"; do
		echo 1 >"$TRACEFS/events/dyn_syscall/${e:+dyn_syscall_$e/}enable"
	done
	echo 1 >"$TRACEFS/tracing_on"
}

TRACED=()

# judge: a second verdict on every case that traces, by the rules of dynsc check: what is in
# the buffer must be as a trace must be. Before the buffer is cleared, which unloading the
# module does, too.
judge() {
	local stats

	[ -d "$TRACEFS/events/dyn_syscall" ] || return 0
	for stats in "$TRACEFS"/per_cpu/*/stats; do
		grep -q '^entries: 0$' "$stats" && continue
		"$PROGRAMS/judge" "${TRACED[@]}" >&2 || fail "the trace is not as it must be"
		return 0
	done
}

# judge_file FILE: the same, of what trace-cmd has recorded, unless it cannot be read
judge_file() {
	local status=0

	"$TOOLS/dynsc" check "$1" >&2 || status=$?
	[ $status != 1 ] || fail "$1 is not as a trace must be"
}

trace_off() {
	echo 0 >"$TRACEFS/tracing_on"
	[ ! -d "$TRACEFS/events/dyn_syscall" ] ||
		echo 0 >"$TRACEFS/events/dyn_syscall/enable"
}

# events KIND: those so far, a line each, without the name
events() {
	sed -n "s/^.* dyn_syscall_$1: //p" "$TRACEFS/trace"
}

# every event as "kind fields"
all_events() {
	sed -n 's/^.* dyn_syscall_\([a-z_]*\): /\1 /p' "$TRACEFS/trace"
}

count() {
	grep -c . || :
}

# Everything that the recording scripts change and must restore
tracing() {
	local f

	for f in tracing_on trace_clock current_tracer set_event buffer_size_kb buffer_percent synthetic_events; do
		[ ! -e "$TRACEFS/$f" ] || echo "$f: $(tr '\n' ' ' <"$TRACEFS/$f")"
	done
	cat "$TRACEFS"/per_cpu/*/buffer_size_kb "$TRACEFS"/events/dyn_syscall/*/{enable,filter,trigger} |
		grep -v '^#'
	ls "$TRACEFS/instances"
	pgrep -a 'trace-cmd' || :
	find /tmp -name '.dynsc-*'
}

# What dynsc-hist needs; the module must be loaded
needs_hist() {
	[ -e "$TRACEFS/events/dyn_syscall/dyn_syscall_exit/hist" ] ||
		skip "this kernel has no hist triggers (CONFIG_HIST_TRIGGERS)"
}

# before_recording: the actor has the call one, 400, and what tracing is set to, also a size of
# the buffers that is not the default, is in /tmp/before
before_recording() {
	load
	load_client actor
	expect 400 reg one 400 ret
	expect 0 unlock one 400
	echo 1408 >$TRACEFS/buffer_size_kb
	tracing >/tmp/before
}

# record_on OPTION...: start dynsc-record in the background, to /tmp/trace.dat; it is
# recording when this returns
record_on() {
	# The shell starts background commands with SIGINT ignored.
	background env --default-signal=INT,QUIT scripts/dynsc-record -o /tmp/trace.dat "$@" \
		2>/tmp/record.err
	RECORD=$!
	wait_for grep -q ': recording ' /tmp/record.err
}

# record_off [SIGNAL]: send it, wait for the end, and set STATUS
record_off() {
	[ -z "${1-}" ] || kill -"$1" "$RECORD"
	STATUS=0
	wait "$RECORD" || STATUS=$?
	[ ! -s /tmp/trace.dat ] || judge_file /tmp/trace.dat
}

# recorded [FILE]: a line per event, "nanoseconds kind fields"
recorded() {
	trace-cmd report -q -t "${1:-/tmp/trace.dat}" 2>/dev/null |
		sed -nE 's/^.* ([0-9]+)\.([0-9]{9}): +(dyn_syscall_)?([a-z_]+): +/\1\2 \4 /p'
}

# site_of NR: prints the site, as the kernel names it; hijacks the number for a moment
site_of() {
	trace_on patch
	expect "$1" hijack site_of "$1" pass
	expect 0 remove site_of "$1"
	trace_off
	events patch | sed -n '1s/.* site=\([^ /]*\).*/\1/p' | grep .
}

# How many numbers are redirected, according to the view
redirected_now() {
	awk '!/^#/ { print $6 }' $DEBUGFS/dyn_syscall/dispatch
}

# Neighbours: other users that trace or change the kernel. All of it ends with the case
# (neighbours_off).

# traces_dispatch: whether x64_sys_call() is compiled for ftrace; since 7.x it is not
traces_dispatch() {
	[ -n "$TRACES_DISPATCH" ] || if grep -qx x64_sys_call "$TRACEFS/available_filter_functions"; then
		TRACES_DISPATCH=yes
	else
		TRACES_DISPATCH=no
	fi
	[ $TRACES_DISPATCH = yes ]
}
TRACES_DISPATCH=

# probe_add p|r NAME PLACE: a kprobe or kretprobe that is not enabled yet. Where kprobe
# events refuse x64_sys_call(), a module places it, one at a time.
probe_add() {
	if [[ $3 == x64_sys_call* ]] && ! traces_dispatch; then
		load_client tree_probe place="$3" && TREE_PROBE=$2
	else
		echo "$1:dynsc_$2 $3" >>"$TRACEFS/kprobe_events"
	fi
}
TREE_PROBE=

# probe_set NAME 0|1
probe_set() {
	if [ "$1" = "$TREE_PROBE" ]; then
		echo "$2" >/sys/module/tree_probe/parameters/enabled
	else
		echo "$2" >"$TRACEFS/events/kprobes/dynsc_$1/enable"
	fi
}

probe_hits() {
	if [ "$1" = "$TREE_PROBE" ]; then
		parameter tree_probe hits
	else
		awk -v name="dynsc_$1" '$1 == name { print $2 }' "$TRACEFS/kprobe_profile"
	fi
}

probes_off() {
	local f

	[ -z "$TREE_PROBE" ] || rmmod tree_probe
	TREE_PROBE=
	for f in "$TRACEFS"/events/kprobes/*/enable; do
		[ ! -e "$f" ] || echo 0 >"$f"
	done
	echo >"$TRACEFS/kprobe_events"
}

# churn_on: until churn_off, ftrace comes and goes at the entry of x64_sys_call, which
# begins with an int3 meanwhile. A kprobe makes ftrace patch it more often than a tracer
# does, and more often still if it is not the only kprobe.
churn_on() {
	traces_dispatch || skip "this kernel's x64_sys_call() is not compiled for ftrace"
	probe_add p other "${SYS}getppid"
	probe_set other 1
	probe_add p entry x64_sys_call
	(while :; do
		probe_set entry 1
		probe_set entry 0
		echo >>/tmp/churn
	done) &
	CHURN=$!
	BACKGROUND+=("$CHURN")
	echo 1 >/sys/kernel/rcu_expedited
	wait_for test -s /tmp/churn
}

churn_off() {
	echo 0 >/sys/kernel/rcu_expedited
	kill "$CHURN"
	wait "$CHURN" || :
	echo "ftrace came and went $(wc -l </tmp/churn) times"
}

# tracer_on TRACER FUNCTION...: trace only these
tracer_on() {
	local tracer=$1 f

	shift
	echo >"$TRACEFS/set_ftrace_filter"
	for f; do
		echo "$f" >>"$TRACEFS/set_ftrace_filter"
	done
	echo 1 >"$TRACEFS/tracing_on"
	echo "$tracer" >"$TRACEFS/current_tracer"
}

tracer_off() {
	echo nop >"$TRACEFS/current_tracer"
	echo >"$TRACEFS/set_ftrace_filter"
}

# Disable and unload it, once no task is in the functions that it replaces.
livepatch_off() {
	echo 0 >/sys/kernel/livepatch/patches/enabled
	wait_for test ! -d /sys/kernel/livepatch/patches
	rmmod patches
}

neighbours_off() {
	if [ -n "$TREE_PROBE" ] || grep -q . "$TRACEFS/kprobe_events"; then
		probes_off
	fi
	[ "$(cat "$TRACEFS/current_tracer")" = nop ] || tracer_off
	[ ! -d /sys/kernel/livepatch/patches ] || livepatch_off
	echo 0 >"$TRACEFS/events/enable"
}

# come: load dyn_syscall and the actor, and register a hijacked and a dynamic number;
# go: remove and unload them
come() {
	load
	load_client actor
	hijack_pass one "$GETPGID"
	expect $UNUSED reg two $UNUSED ret
	expect 0 unlock two $UNUSED
}

go() {
	take_back one "$GETPGID"
	take_back two $UNUSED
	eq "redirected" "$(redirected_now)" 0
	unload actor dyn_syscall
}

# ours N [RESULT]: N calls of both numbers return RESULT and 42, and are counted
ours() {
	local i one two

	one=$(column one calls) two=$(column two calls)
	for ((i = 0; i < $1; i++)); do
		eq "hijacked" "$(call "$GETPGID" 1)" "${2:-0}"
		eq "dynamic" "$(call $UNUSED)" 42
	done
	eq "calls of the hijacked" $(($(column one calls) - one)) "$1"
	eq "calls of the dynamic" $(($(column two calls) - two)) "$1"
}

# with_neighbour: dyn_syscall and a neighbour come and go, each before the other and after it. The
# case has neighbour_on and neighbour_off; neighbour_sees, which checks while both are
# active; and neighbour_alone, which checks when dyn_syscall is unloaded.
with_neighbour() {
	come
	neighbour_on
	neighbour_sees
	go
	neighbour_alone
	come
	neighbour_sees
	neighbour_off
	ours 1
	go
}

# cgroups_on NAME...: mount the v2 hierarchy on CGROUP, with these cgroups; tidy() ends it
CGROUP=/sys/fs/cgroup
cgroups_on() {
	local name

	mount -t cgroup2 none $CGROUP || skip "this kernel has no cgroup2"
	for name; do
		mkdir "$CGROUP/$name"
	done
}

# cgroups_off: once no process is left in them
cgroups_off() {
	! mountpoint -q $CGROUP || {
		poll 10 find $CGROUP -mindepth 1 -depth -type d -exec rmdir {} + &&
			umount $CGROUP
	}
}

# within_cgroup NAME COMMAND...: run it there
within_cgroup() {
	bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$CGROUP/$1" "${@:2}"
}

# aside COMMAND...: in the background on the last CPU, and the case on all others. A task
# that is held with preemption off occupies its CPU, and with PREEMPT_RT also the CPU's
# timers, including those of tasks that slept there.
aside() {
	local last=$(($(nproc --all) - 1))

	[ $last = 0 ] || taskset -pc 0-$((last - 1)) $BASHPID >/dev/null
	background taskset -c $last "$@"
}

# background COMMAND...: killed at the end of the case
background() {
	"$@" &
	BACKGROUND+=($!)
}
BACKGROUND=()

# ended PID: a child
ended() {
	! kill -0 "$1" 2>/dev/null
}

# within SECONDS COMMAND...: run a command that hangs when the code is wrong. Fails
# if it does not end in time; otherwise passes on its output and status. The output
# goes through files, because a pipe would keep the reader waiting for the command.
within() {
	local seconds=$1 out=/tmp/within.$BASHPID.$RANDOM status=0

	shift
	"$@" >"$out" 2>"$out.err" &
	BACKGROUND+=($!)
	poll "$seconds" ended $! || fail "no end after ${seconds}s: $*"
	wait $! || status=$?
	cat "$out"
	cat "$out.err" >&2
	return $status
}

# hold read|list FILE: start an unprivileged reader that never gets to the end of
# FILE (programs/hold.c). It is in the middle of it when this returns.
hold() {
	local out=/tmp/hold.$RANDOM

	[ -e /dev/fuse ] || modprobe -q fuse || skip "this kernel has no FUSE"
	# What udev would do.
	chmod 666 /dev/fuse
	[ ! -e /proc/sys/kernel/unprivileged_userns_clone ] ||
		echo 1 >/proc/sys/kernel/unprivileged_userns_clone
	background setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$PROGRAMS/hold" "$@" >"$out" 2>&1
	HOLDER=$!
	poll 20 grep -q . "$out" || fail "no reader is held"
	grep -qx held "$out" || {
		wait $HOLDER || [ $? != 4 ] || skip "$(cat "$out")"
		fail "no reader is held: $(cat "$out")"
	}
}

# release: kill the last reader of hold
release() {
	kill -KILL "$HOLDER"
	wait "$HOLDER" || :
}

# Ends whatever the case has begun, also if it fails.
tidy() {
	local m p judged=0

	# A child that is killed before it executes a program comes here, too.
	[ "$BASHPID" = $$ ] || return 0
	cd "$PROJECT"
	trace_off
	# The default: record-lost changes it.
	echo 50 >"$TRACEFS/buffer_percent"
	# Held tasks could not be killed, and no call removed.
	[ ! -e /sys/module/dyn_syscall/parameters/pause ] || resume
	for p in /sys/module/*/parameters/release; do
		[ ! -e "$p" ] || echo 1 >"$p"
	done
	for p in "${BACKGROUND[@]}"; do
		kill -KILL "$p" 2>/dev/null || :
	done
	if loaded actor; then
		do_ go >/dev/null || :
	fi
	for p in "${BACKGROUND[@]}"; do
		wait "$p" 2>/dev/null || :
	done
	neighbours_off
	if loaded hijack_all && [ "$(parameter hijack_all hijacked)" != 0 ]; then
		order none || :
	fi
	(judge) || judged=1
	for m in $(our_modules); do
		rmmod "$m" || :
	done
	cgroups_off || :
	[ $judged = 0 ] || exit 1
}

# The same on the host, where a case does not load, trace or mount anything.
tidy_host() {
	local p

	[ "$BASHPID" = $$ ] || return 0
	for p in "${BACKGROUND[@]}"; do
		kill -KILL "$p" 2>/dev/null || :
		wait "$p" 2>/dev/null || :
	done
}

# hammer_on [-c] NUMBER THREADS VALUE...: start programs/hammer.c, as HAMMER; all its threads
# call when this returns
hammer_on() {
	local out=/tmp/hammer.$RANDOM

	background "$PROGRAMS/hammer" "$@" >"$out"
	HAMMER=$!
	ln -f "$out" "/tmp/hammer.of.$HAMMER"
	wait_for grep -q hammering "$out"
}

# hammer_off PID: end it, and print what it counted
hammer_off() {
	kill -TERM "$1"
	wait_for grep -q other= "/tmp/hammer.of.$1"
	sed -n 2p "/tmp/hammer.of.$1"
}

# hammer_both_on VALUE: 8 threads on each number of tests/clients/unloads.c, whose
# handlers return VALUE
hammer_both_on() {
	HAMMERS=()
	hammer_on -c $UNUSED 8 "$1"
	HAMMERS+=("$HAMMER")
	hammer_on "${NR[getpriority]}" 8 "$1" 20
	HAMMERS+=("$HAMMER")
}

# hammer_both_off VALUE: both got it, and no result that was not expected
hammer_both_off() {
	local hammer seen

	for hammer in "${HAMMERS[@]}"; do
		seen=$(hammer_off "$hammer")
		echo "$seen"
		eq "other" "$(counted "$seen" other)" 0
		[ "$(counted "$seen" "$1")" -gt 0 ] || fail "no call reached the handler"
	done
}

# counted LINE WORD: the number after WORD= in what hammer printed
counted() {
	tr ' ' '\n' <<<"$1" | sed -n "s/^$2=//p"
}

# trace_to FILE EVENT...: record with trace-cmd until trace_end. The table is saved before
# and after, as dynsc-record does.
trace_to() {
	local file=$1 e flags=()

	shift
	for e; do
		flags+=(-e "$e")
	done
	RECORD=$file
	rm -f "$file" "$file".*
	save_table before
	background trace-cmd record -C mono -b "${RECORD_KB:-8192}" "${flags[@]}" -o "$file" \
		"$PROGRAMS/until" "$file.on" "$file.off" >"$file.log" 2>&1
	RECORDER=$!
	wait_for test -e "$file.on"
}

trace_end() {
	: >"$RECORD.off"
	wait "$RECORDER"
	save_table after
	judge_file "$RECORD"
	rm -f "$RECORD.on" "$RECORD.off"
}

# save_table before|after: next to the trace
save_table() {
	local begin end

	begin=$(awk '{ printf "%.0f", $1 * 1000000000 }' /proc/uptime)
	cat "$TABLE" >"$RECORD.rows"
	end=$(awk '{ printf "%.0f", ($1 + 0.01) * 1000000000 }' /proc/uptime)
	{
		echo "# mono $begin $end"
		cat "$RECORD.rows"
	} >"$RECORD.table.$1"
	rm "$RECORD.rows"
}

# For the cases of scripts/dyn_syscall.py: every state of a gate, counts, and callers, one of
# them with a name of several words. Nothing of it changes by itself.
prepare_for_drgn() {
	local n

	load
	load_client actor
	expect 400 reg one 400 block
	expect 0 unlock one 400
	cp "$PROGRAMS/call" '/tmp/a b'
	background '/tmp/a b' 400
	background "$PROGRAMS/hammer" 400 3 43
	wait_for inside_is 4
	wait_for asleep_are 4
	expect "$GETSID" hijack two "$GETSID" pass 1
	expect 0 unlock two "$GETSID"
	for n in 1 2 3; do
		call "$GETSID"
	done
	expect 401 reg three 401 ret 7
	eq "refused" "$(call 401)" -ENOSYS
	expect "$GETPGID" hijack four "$GETPGID" ret 1
	expect 0 unlock four "$GETPGID"
	expect -EAGAIN prep one 400
}
asleep_are() {
	[ "$(awk '/^400 one / && $6 == "S"' $DEBUGFS/dyn_syscall/calls | wc -l)" = "$1" ]
}
read_by_drgn() {
	scripts/dyn_syscall.py -m "$BUILD/dyn_syscall.ko" "$@" table calls
}
# /tmp/by-drgn is what the views have, and more addresses on stacks, which it has searched.
compare_with_drgn() {
	local tid stack

	diff <(sed -n '1,/^# nr name pid/p' /tmp/by-drgn | sed '$d') $TABLE
	diff <(sed '1,/^# nr name pid/d' /tmp/by-drgn | grep '^[0-9]' | sort) \
		<(grep '^[0-9]' $DEBUGFS/dyn_syscall/calls | sort)
	eq "callers" "$(grep -c '^400 one [0-9]* [0-9]* .* S 1$' /tmp/by-drgn)" 4
	while read -r tid; do
		stack=$(awk -v tid="$tid" '/^[^ ]/ { mine = $4 == tid } /^ / && mine {
			print $1; if (/trampoline/) exit }' $DEBUGFS/dyn_syscall/calls | sed 's,/.*,,')
		[[ $stack == *block+*trampoline* ]] || fail "what the view has of $tid: $stack"
		diff <(awk -v tid="$tid" '/^[^ ]/ { mine = $4 == tid } /^ / && mine { print $1 }' /tmp/by-drgn |
			grep -xF "$stack") <(echo "$stack") || fail "the stack of $tid"
	done < <(awk '/^400/ && NF == 7 { print $4 }' /tmp/by-drgn)
}
end_of_drgn() {
	do_ go
	wait_for inside_is 0
}

# copy_traces FILE...: for a case on the host: copies of what another case has left are in
# the working directory from now on
copy_traces() {
	local file

	for file; do
		[ -s "$TRACES/$file" ] || fail "there is no $file"
		cp "$TRACES/$file" "$WORK"
	done
	TOOLS=$PROJECT/$TOOLS
	PROGRAMS=$PROJECT/$PROGRAMS
	cd "$WORK" || exit
}
# same_timeline REPORT TRACE...: in Perfetto's format, decoded to own.json, the timeline is the
# one in JSON, and has the calls of the contention report, made with --json
same_timeline() {
	local report=$1 filter calls whole names

	"$TOOLS/dynsc" report contention --json-trace chrome.json --perfetto own.pftrace "${@:2}" >/dev/null
	"$PROJECT/tests/pftrace.py" own.pftrace >own.json
	# The track of a counter has one name, its events in JSON that of the time.
	filter='.traceEvents[] | if .ph == "C" then del(.name) else . end'
	diff <(jq -cS "$filter" chrome.json | sort) <(jq -cS "$filter" own.json | sort) ||
		fail "the two formats differ"
	calls='[.traceEvents[] | select(.name == "left" or (.cat == "call" and .name != "original" and .args.ret != null))]'
	eq "calls" "$(jq "$calls | length" own.json)" "$(jq '[.entries[].left] | add' "$report")"
	# Of calls that have begun before the trace, or of which the beginning was lost, there is
	# no box: compare entries without such calls.
	whole='[.entries[] | select(.entered_before == 0)]'
	names=$(jq -c "$whole | map(\"\(.nr) \(.name)\")" "$report")
	eq "time inside" "$(jq "$calls | map(select(.name | IN(${names}[])).args.ns) | add" own.json)" \
		"$(jq "$whole | map(.inside_sum_ns) | add" "$report")"
}

# figure FILTER ARGUMENT...: print a figure of dynsc report ARGUMENT..., by jq
figure() {
	local filter=$1

	shift
	"$TOOLS/dynsc" report "$@" | jq -rc "$filter"
}
