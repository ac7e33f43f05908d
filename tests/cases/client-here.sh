# description: dynsc try --here: only the command's processes reach the handler, and all of it is taken back; dynsc load --probation and dynsc keep
# timeout: 900
# default-kernels: 6.12
# needs: gcc make python3
mountpoint -q /sys/fs/cgroup || mount -t cgroup2 none /sys/fs/cgroup || skip "this kernel has no cgroup2"
before=$(ls /sys/fs/cgroup)
client=$PROJECT/$BUILD/client
export PATH=$PATH:$PROJECT/$TOOLS
probation=/sys/module/dyn_syscall/parameters/probation

nothing_left() {
	eq "modules" "$(grep -cE '^(dyn_syscall|add|over) ' /proc/modules || :)" "${LOADED:-0}"
	eq "cgroups" "$(ls /sys/fs/cgroup)" "$before"
}

# A hijack: its calls are those of the command only.
meanwhile() {
	local running status=0

	mkfifo /tmp/go
	# shellcheck disable=SC2016 # for the command
	background dynsc try --here --cgroup trial "$client/over" -- \
		bash -c 'read -r _ <&3; "$0" 5 "$1"; read -r _ <&3; exit 7' "$PROJECT/$PROGRAMS/repeat" "$GETSID" \
		3<>/tmp/go >/tmp/output 2>/tmp/error
	running=${BACKGROUND[-1]}
	poll 300 column_is over state active 2>/dev/null || fail "it was not loaded"
	"$PROGRAMS/repeat" 20 "$GETSID"
	eq "scope" "$(column over scope)" /trial
	eq "outside" "$(column over outside)" 20
	eq "inside" "$(column over calls)" 0
	eq "the parameter again" "$(parameter dyn_syscall cgroup)" ""
	echo >/tmp/go
	wait_for column_is over calls 5
	eq "outside still" "$(column over outside)" 20
	echo >/tmp/go
	wait "$running" || status=$?
	eq "status" $status 7
	cat /tmp/output /tmp/error
	grep -q "^over: number $GETSID, generation 1, by the module over" /tmp/output
	nothing_left
}
subtest "a hijack, inside and outside" meanwhile

added() {
	eq "inside" "$(dynsc try --here "$client/add" -- "$PROJECT/$PROGRAMS/call" add 1 2 2>&1 | tail -n 1)" 3
	nothing_left
	# By default a shell.
	# shellcheck disable=SC2016 # for the shell
	eq "a shell" "$(echo 'echo status $((3 + 4))' | SHELL=/bin/sh dynsc try --here "$client/add" 2>/dev/null | tail -n 1)" "status 7"
	nothing_left
}
subtest "a new call, a shell" added

left_behind() {
	load
	echo / >/sys/module/dyn_syscall/parameters/cgroup
	# shellcheck disable=SC2016 # for the command
	dynsc try --here "$client/over" -- bash -c 'mkdir "/sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup)/below"; sleep 1000 & disown' 2>/dev/null
	LOADED=1 nothing_left
	eq "the operator's parameter" "$(parameter dyn_syscall cgroup)" /
	pkill -x sleep
	unload dyn_syscall
}
subtest "processes that stay, a module that was loaded" left_behind

interrupted() {
	local running status=0

	background setsid env --default-signal=INT dynsc try --here "$client/over" -- sleep 1000 2>/dev/null
	running=${BACKGROUND[-1]}
	poll 300 pgrep -x sleep || fail "the command does not run"
	kill "-$1" -- -"$running"
	wait "$running" || status=$?
	[ $status -ge 129 ] || fail "status $status"
	nothing_left
}
subtest "ctrl-C" interrupted INT
subtest "kill" interrupted TERM

# refused STATUS WORDS ARGUMENT...
refused() {
	local wanted=$1 words=$2 status=0

	shift 2
	dynsc "$@" >/tmp/output 2>/tmp/error || status=$?
	cat /tmp/error
	eq "status" $status "$wanted"
	grep -qF -- "$words" /tmp/error || fail "nothing says $words"
	nothing_left
}
subtest "two directories" refused 2 "two directories, a and b" try --here a b
subtest "no command" refused 2 "None follows --" try --here a --
subtest "a machine's option" refused 2 "no option -k with --here" try --here -k 6.12 a
subtest "not first" refused 2 "--here comes first" try a --here
subtest "a bad cgroup" refused 2 "no name of a cgroup" try --here --cgroup a/b "$client/over"
mkdir /sys/fs/cgroup/there
before=$(ls /sys/fs/cgroup)
subtest "a cgroup that is there" refused 1 "there is a cgroup /sys/fs/cgroup/there already" try --here --cgroup there "$client/over"
rmdir /sys/fs/cgroup/there
before=$(ls /sys/fs/cgroup)
subtest "no client" refused 1 "does not include client.mk" try --here /tmp -- true

on_probation() {
	dynsc load --probation 4 "$client/over" >/tmp/output 2>/tmp/error
	cat /tmp/error
	grep -qF "over is taken back in 4 s unless: dynsc keep over" /tmp/error
	eq "the parameter again" "$(cat $probation)" 0
	dynsc keep over
	! dynsc keep over 2>/tmp/error || fail "kept twice"
	grep -q 'no hijack of the name "over" is on probation' /tmp/error
	sleep $((5 * SLOW))
	eq "kept" "$(column over state)" active
	dynsc unload over
	dynsc load --probation 2 "$client/over" 2>/dev/null
	eq "for now" "$(column over state)" active
	wait_for column_is over state undoing
	! dynsc keep over 2>/dev/null || fail "kept too late"
	dynsc unload over
	# A new call is not on probation.
	dynsc load --probation 1 "$client/add" 2>/tmp/error
	eq "says nothing" "$(cat /tmp/error)" ""
	dynsc unload add
	rmmod dyn_syscall
	nothing_left
}
subtest "probation" on_probation
subtest "no seconds" refused 2 "'0' is no number of seconds" load --probation 0 "$client/over"
subtest "no name" refused 2 "which hijack?" keep
subtest "not loaded" refused 3 "the module dyn_syscall is not loaded" keep over
