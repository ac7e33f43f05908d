# description: dynsc inject: errors, delays and signals reach the calls of its command and no others, exactly as often as asked for
# timeout: 600
# default-kernels: 6.12
mkdir -p /sys/fs/cgroup
mountpoint -q /sys/fs/cgroup || mount -t cgroup2 none /sys/fs/cgroup || skip "this kernel has no cgroup2"
before=$(ls /sys/fs/cgroup)

# Three that neither bash nor the C library makes by itself.
OTHER=${NR[getpriority]}

inject() {
	"$TOOLS/dynsc" inject "$@"
}

failed() {
	"$PROGRAMS/failed" "$@"
}

# nothing_left: no module, no cgroup
nothing_left() {
	eq "modules" "$(grep -cE '^(dyn_syscall|sample_inject) ' /proc/modules || :)" 0
	eq "cgroups" "$(ls /sys/fs/cgroup)" "$before"
}

# counts CALL: all calls, and those that were injected, as the closing table has them
counts() {
	awk -v call="$1" '$1 == call && $2 == "all" { print $3, $4 }' /tmp/error
}

# injects OUTPUT CALLS INJECTED OPTION...: into getsid, of which the command makes 20
injects() {
	local output=$1 all="$2 $3" got status=0

	shift 3
	got=$(inject getsid "$@" -- "$PROGRAMS/failed" 20 "$GETSID" 2>/tmp/error) || status=$?
	cat /tmp/error
	eq "status" $status 0
	eq "failed" "$got" "$output"
	eq "counted" "$(counts getsid)" "$all"
	nothing_left
}

# numbered ERROR NUMBER...: as failed prints them
numbered() {
	local error=$1 n text=''

	shift
	for n; do
		text+="$n:$error "
	done
	echo "${text% }"
}

# drawn SEED: the numbers up to 20 that sample_inject chooses for 30 percent, by its
# description; computed apart from it, with the same arithmetic of 64 bits
drawn() {
	local n z chosen=()

	for ((n = 1; n <= 20; n++)); do
		((z = $1 + n * 0x9e3779b97f4a7c15)) || :
		((z = (z ^ (z >> 30 & 0x3ffffffff)) * 0xbf58476d1ce4e5b9)) || :
		((z = (z ^ (z >> 27 & 0x1fffffffff)) * 0x94d049bb133111eb)) || :
		((z = z ^ (z >> 31 & 0x1ffffffff))) || :
		# without a sign
		((((z >> 1 & 0x7fffffffffffffff) % 1000000 * 2 + (z & 1)) % 1000000 >= 300000)) ||
			chosen+=("$n")
	done
	echo "${chosen[@]}"
}

subtest "every call" injects "$(numbered ENOSPC {1..20})" 20 20 --error ENOSPC
subtest "--every" injects "$(numbered EIO 7 14)" 20 2 --error EIO --every 7
subtest "--skip" injects "$(numbered EIO 19 20)" 20 2 --error EIO --skip 18
subtest "--times" injects "$(numbered EIO 1 2 3)" 20 3 --error EIO --times 3
subtest "--skip, --every, --times" injects "$(numbered EIO 8 11 14)" 20 3 --error EIO --skip 5 --every 3 --times 3
subtest "nothing is due" injects "" 20 0 --error EIO --every 21
for seed in 1 77; do
	# shellcheck disable=SC2046 # words
	subtest "--probability, --seed $seed" injects "$(numbered EIO $(drawn $seed))" 20 \
		"$(drawn $seed | wc -w)" --error EIO --probability 30 --seed $seed
done
subtest "--probability 100" injects "$(numbered EIO {1..20})" 20 20 --error EIO --probability 100

random() {
	inject getsid --error EIO --probability 50 -- "$PROGRAMS/failed" 20 "$GETSID" >/tmp/first 2>/tmp/error
	seed=$(sed -n 's/^dynsc: --seed \([0-9]*\) repeats.*/\1/p' /tmp/error)
	eq "the same seed" "$(inject getsid --error EIO --probability 50 --seed "$seed" -- "$PROGRAMS/failed" 20 "$GETSID" 2>/dev/null)" "$(cat /tmp/first)"
}
subtest "the seed that is printed" random

# Callers inside and outside while it runs, and rules that change.
meanwhile() {
	local running status=0

	mkfifo /tmp/go /tmp/answer
	# shellcheck disable=SC2016 # for the command
	background "$TOOLS/dynsc" inject getsid --error EPERM getpriority --error EXDEV --every 2 -- \
		bash -c 'while read -r line <&3; do $line; done 3<>/tmp/go >/tmp/answer' 2>/tmp/error
	running=$!
	exec 4<>/tmp/go 5<>/tmp/answer
	wait_for column_is inject_getpriority state active
	ask_inside 2 "$GETSID" "$(numbered EPERM 1 2)"
	ask_inside 5 "$OTHER" "$(numbered EXDEV 2 4)"
	eq "outside" "$(failed 50 "$GETSID")$(failed 50 "$OTHER")" ""
	[ "$(column inject_getsid outside)" -ge 50 ] || fail "outside is not counted: $(cat $TABLE)"
	eq "scope" "$(column inject_getsid scope)" "/dynsc-inject.$running"
	eq "calls in the handler" "$(column inject_getsid calls)" 2
	eq "a second one" "$(inject getsid --error EIO -- true 2>&1 || echo $?)" \
		$'dynsc: sample_inject is loaded: another dynsc inject runs, or was killed (then: rmmod sample_inject)\n125'
	trace_inject_on
	inject --change getsid --error ENOSPC --skip 1 getpgid --error EBADF
	ask_inside 2 "$GETSID" "$(numbered ENOSPC 2)"
	ask_inside 2 "$GETPGID" "$(numbered EBADF 1 2)"
	ask_inside 2 "$OTHER" ""
	eq "no longer hijacked" "$(column inject_getpriority nr)" ""
	eq "events" "$(sed -n 's/^.* dyn_syscall_inject: //p' "$TRACEFS/trace")" \
"nr=$GETSID name=getsid call=2 error=28 delay=0 signal=0
nr=$GETPGID name=getpgid call=1 error=9 delay=0 signal=0
nr=$GETPGID name=getpgid call=2 error=9 delay=0 signal=0"
	echo 0 >"$TRACEFS/events/dyn_syscall_inject/enable"
	# A bad rule changes nothing.
	! inject --change getsid --error EIO openat --error EIO openat --error EIO 2>/tmp/refused || fail "openat twice"
	! echo 'getsid:124 error=5;read:0' >/sys/module/sample_inject/parameters/rules 2>/dev/null || fail "nothing to inject"
	ask_inside 1 "$GETPGID" "$(numbered EBADF 1)"
	# By hand.
	echo "getpgid:$GETPGID error=71" >/sys/module/sample_inject/parameters/rules
	ask_inside 1 "$GETPGID" "$(numbered EPROTO 1)"
	# A rescue takes it back, and no rule takes effect until hijacks are allowed again.
	echo 1 >/sys/module/dyn_syscall/parameters/rescue
	ask_inside 1 "$GETPGID" ""
	! inject --change getpgid --error EIO 2>/tmp/refused || fail "changed after a rescue"
	eq "after a rescue" "$(cat /tmp/refused)" "dynsc: dyn_syscall is in rescue: write 0 to its parameter rescue first"
	echo 0 >/sys/module/dyn_syscall/parameters/rescue
	inject --change getpgid --error EIO
	ask_inside 1 "$GETPGID" "$(numbered EIO 1)"
	echo "exit 7" >&4
	wait $running || status=$?
	eq "status" "$status" 7
	cat /tmp/error
	eq "getsid" "$(counts getsid)" "4 3"
	eq "getpriority" "$(counts getpriority)" "5 2"
	eq "getpgid" "$(counts getpgid)" "5 5"
	eq "a row for each task" "$(awk '$1 == "getsid" && $3 == "failed" { print $4, $5 }' /tmp/error | sort | xargs)" "2 1 2 2"
	nothing_left
}

# ask_inside TIMES NUMBER WANTED
ask_inside() {
	local line

	echo "$PROGRAMS/failed $1 $2" >&4
	read -r -t 60 line <&5 || fail "no answer"
	eq "inside, $1 of $2" "$line" "$3"
}

trace_inject_on() {
	: >"$TRACEFS/trace"
	echo 1 >"$TRACEFS/events/dyn_syscall_inject/enable"
	echo 1 >"$TRACEFS/tracing_on"
}
subtest "inside and outside, rules that change, events" meanwhile

paths() {
	local out

	echo line >/tmp/a.db
	cp /tmp/a.db /tmp/b.text
	cp /tmp/a.db "/tmp/a; b.db"
	# The path as the program has it; and that of an open file.
	out=$(inject openat --error ENOSPC --path '/tmp/a*.db' -- cat /tmp/b.text /tmp/a.db "/tmp/a; b.db" 2>/tmp/error) || :
	eq "openat" "$out" line
	eq "openat failed" "$(grep -c 'No space left on device' /tmp/error)" 2
	out=$(inject read --error EIO --path '/tmp/a; b.db' -- cat /tmp/a.db /tmp/b.text "/tmp/a; b.db" 2>/tmp/error) || :
	eq "read" "$out" $'line\nline'
	eq "read failed" "$(grep -c 'Input/output error' /tmp/error)" 1
	grep -q "^cat: '/tmp/a; b.db': Input" /tmp/error
	nothing_left
}
subtest "--path" paths

time_since() {
	awk -v since="$1" '{ print int(($1 - since) * 1000) }' /proc/uptime
}

delays() {
	local began

	began=$(sed 's/ .*//' /proc/uptime)
	injects "" 20 20 --delay 20ms
	[ "$(time_since "$began")" -ge 400 ] || fail "20 delays of 20 ms took less than 400 ms"
	# A signal ends it; and the end of the rules does. The call goes on.
	began=$(sed 's/ .*//' /proc/uptime)
	eq "killed" "$(inject getsid --delay 1000s -- timeout -s TERM 0.3 "$PROGRAMS/failed" 1 "$GETSID" 2>/dev/null; echo $?)" 124
	# shellcheck disable=SC2016 # for the command
	eq "left in its delay" "$(inject getsid --delay 1000s --error EIO --times 1 -- bash -c '
		"$0" 2 "$1" &
		until grep -q sample_inject "/proc/$!/stack"; do :; done' "$PROGRAMS/failed" "$GETSID" 2>/dev/null)" "1:EIO"
	[ "$(time_since "$began")" -lt 300000 ] || fail "a delay was not ended"
	nothing_left
}
subtest "--delay" delays

signals() {
	eq "status" "$(inject getsid --signal USR1 -- "$PROGRAMS/failed" 3 "$GETSID" 2>/tmp/error; echo $?)" 138
	eq "counted" "$(counts getsid)" "1 1"
	# shellcheck disable=SC2016 # for the command
	eq "with an error" "$(inject getsid --signal SIGCHLD --error EIO --times 1 -- "$PROGRAMS/failed" 2 "$GETSID" 2>/dev/null)" 1:EIO
	nothing_left
}
subtest "--signal" signals

several() {
	# shellcheck disable=SC2016 # for the command
	inject getsid,getpgid --error EIO --every 2 getppid --delay 1ms -- bash -c '
		"$0" 3 "$1"; "$0" 3 "$2"; "$0" 3 "$3"' "$PROGRAMS/failed" "$GETSID" "$GETPGID" "$GETPPID" >/tmp/output 2>/tmp/error
	eq "failed" "$(xargs </tmp/output)" "2:EIO 2:EIO"
	eq "getsid" "$(counts getsid)" "3 1"
	eq "by number" "$(inject "$GETSID" --error EIO -- "$PROGRAMS/failed" 1 "$GETSID" 2>/dev/null)" 1:EIO
	nothing_left
}
subtest "several calls" several

statuses() {
	eq "of the command" "$(inject getsid --error EIO -- sh -c 'exit 3' 2>/dev/null; echo $?)" 3
	eq "killed" "$(inject getsid --error EIO -- sh -c 'kill -9 $$' 2>/dev/null; echo $?)" 137
	eq "none" "$(inject getsid --error EIO -- nothing_of_this_name 2>&1; echo $?)" $'dynsc: there is no command "nothing_of_this_name"\n127'
	: >/tmp/script
	chmod +x /tmp/script
	eq "no program" "$(inject getsid --error EIO -- /tmp/script 2>/dev/null; echo $?)" 126
	eq "execve itself" "$(inject execve --error ENOMEM -- true 2>/tmp/error; echo $?)" 126
	eq "counted" "$(counts execve)" "1 1"
	# Loaded before: it stays.
	load
	inject getsid --error EIO -- true 2>/dev/null
	loaded dyn_syscall
	eq "rows" "$(rows)" 0
	# A call that another client has.
	load_client actor
	hijack_pass mine "$GETSID"
	eq "in use" "$(inject getsid --error EIO -- true 2>&1; echo $?)" \
		$'dynsc: one of these calls is hijacked already; see "dynsc list"\n125'
	eq "ours stays" "$(column mine calls)" "$(column mine calls)"
	expect 0 remove mine "$GETSID"
	unload actor dyn_syscall
	nothing_left
}
subtest "exit status" statuses

# Ended from a terminal, by kill, and with children that stay.
interrupted() {
	local running status

	for signal in INT TERM; do
		background setsid env --default-signal=INT "$TOOLS/dynsc" inject getsid --error EIO -- sleep 1000 2>/tmp/error
		running=$!
		wait_for pgrep -x sleep
		if [ $signal = INT ]; then
			kill -INT -- -"$(ps -o pgid= -p "$(pgrep -x sleep)" | tr -d ' ')"
		else
			kill -TERM "$(ps -o ppid= -p "$(pgrep -x sleep)" | tr -d ' ')"
		fi
		status=0
		wait $running || status=$?
		[ $status -ge 130 ] || fail "status $status"
		nothing_left
	done
	inject getsid --error EIO -- bash -c 'sleep 1000 & disown' 2>/dev/null
	pgrep -x sleep
	nothing_left
	pkill -x sleep
	# While it calls all the time.
	# shellcheck disable=SC2016 # for the command
	inject getppid --error EIO --every 3 -- bash -c '"$0" 100000000 "$1" & sleep 0.5' "$PROGRAMS/repeat" "$GETPPID" 2>/dev/null
	pgrep -x repeat
	nothing_left
	pkill -x repeat
}
subtest "ended early" interrupted

# refused WORDS ARGUMENT...
refused() {
	local words=$1 status=0

	shift
	inject "$@" >/tmp/output 2>/tmp/error || status=$?
	cat /tmp/error
	eq "status" $status "${STATUS:-2}"
	grep -qF -- "$words" /tmp/error || fail "nothing says $words"
	eq "output" "$(cat /tmp/output)" ""
	nothing_left
}

subtest "no call" refused "which call?" -- true
subtest "no command" refused "which command?" getsid --error EIO
subtest "a call that is none" refused 'no system call "opena"' opena --error EIO -- true
subtest "nothing to inject" refused "--error, --delay or --signal" getsid --every 2 -- true
subtest "options first" refused "options stand after the call" --error EIO getsid -- true
subtest "no error" refused '--error cannot be "ENOSPACE"' getsid --error ENOSPACE -- true
subtest "a number for an error" refused '--error cannot be "5"' getsid --error 5 -- true
subtest "no signal" refused '--signal cannot be "FOO"' getsid --signal FOO -- true
subtest "a time without unit" refused '--delay cannot be "5"' getsid --delay 5 -- true
subtest "a time too long" refused '--delay cannot be "9999999999s"' getsid --delay 9999999999s -- true
subtest "every 0th" refused '--every cannot be "0"' getsid --error EIO --every 0 -- true
subtest "a share too small" refused '--probability cannot be "0.00001"' getsid --error EIO --probability 0.00001 -- true
subtest "a share too high" refused '--probability cannot be "101"' getsid --error EIO --probability 101 -- true
subtest "a seed for nothing" refused "--seed without --probability" getsid --error EIO --seed 3 -- true
subtest "a path for a call without" refused "getsid has no path for --path" getsid --error EIO --path x -- true
subtest "a call twice" refused "getsid is named twice" getsid --error EIO getsid --delay 1s -- true
subtest "an error of exit" refused "exit_group never returns" exit_group --error EIO -- true
subtest "a change with a command" refused "--change is for a command that runs already" --change getsid --error EIO -- true
STATUS=1 subtest "a change of nothing" refused "nothing is injected now" --change getsid --error EIO
STATUS=125 subtest "a number that the kernel has not" refused "cannot have one of these calls hijacked" $UNUSED --error EIO -- true

by_another_user() {
	! setpriv --reuid 65534 --regid 65534 --clear-groups "$TOOLS/dynsc" inject getsid --error EIO -- true 2>/tmp/error || fail "not root"
	grep -q "only root may load modules" /tmp/error
}
subtest "by another user" by_another_user
eq "list" "$(inject --list-calls | awk '$1 == "openat" || $1 == "read" || $1 == "getsid" { print $1, $2, $3 }' | xargs)" \
	"getsid $GETSID - openat ${NR[openat]} path read ${NR[read]} file"
