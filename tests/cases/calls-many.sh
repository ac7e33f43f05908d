# description: debugfs calls: 1,000 living calls, while others come and go and several readers read
# default-kernels: 6.1 kasan kcsan
# timeout: 300
load
load_client actor
CALLS=$DEBUGFS/dyn_syscall/calls

expect 400 reg parked 400 block
expect 0 unlock parked 400
background "$PROGRAMS/hammer" 400 1000 43
parked=$!
wait_for inside_is 1000
threads_of $parked >/tmp/threads

# naps FILE: whether it has a row for the task that certainly sleeps
naps() {
	grep -q "^[0-9]* nap [0-9]* $napper " "$1"
}

# These tasks are in one call for an instant, and asleep in the other for another; and
# processes start, call once and end.
hijack_pass nap ${NR[clock_nanosleep]}
hijack_pass short $GETPPID
hammer_on $GETPPID 8 parent
# All others may happen to be awake when the view is read.
background sleep 1000
napper=$!
wait_for naps $CALLS
background bash -c "while :; do $PROGRAMS/call $GETPPID; $PROGRAMS/call 401; done >/dev/null"

# read_calls READER: three times. Each parked task has one row, asleep in the handler; a
# sleeper in "nap" sleeps there; a task in "short" never sleeps.
read_calls() {
	for _ in 1 2 3; do
		cat $CALLS >"/tmp/calls.$1"
		naps "/tmp/calls.$1" || {
			echo "no task in nap" >"/tmp/diff.$1"
			return 1
		}
		awk '$2 == "parked" && $6 == "S" { print $4 }' "/tmp/calls.$1" | sort |
			diff - /tmp/threads >"/tmp/diff.$1" || return 1
		awk '
			function check() {
				if (name == "parked" && !(" block" in seen) ||
				    name == "nap" && state == "S" && !(" do_nanosleep" in seen) ||
				    name == "short" && state == "S" ||
				    !("trampoline" in seen))
					bad = bad row "\n"
			}
			/^#/ { next }
			/^[0-9]/ { if (row) check(); delete seen; row = $0; name = $2; state = $6; next }
			{ sub(/\+.*/, "", $1); seen[" " $1] = 1 }
			$1 ~ /^dyn_syscall_trampoline/ { seen["trampoline"] = 1 }
			END { if (row) check(); printf "%s", bad; exit bad != "" }' \
			"/tmp/calls.$1" >"/tmp/bad.$1" || return 1
	done
}

readers=()
for r in 1 2 3; do
	read_calls $r &
	readers+=($!)
done
for r in 1 2 3; do
	wait "${readers[r - 1]}" ||
		fail "reader $r: $(head -n 5 /tmp/diff.$r /tmp/bad.$r 2>/dev/null)"
done
hammer_off $HAMMER
kill $napper

# The view was opened while all of them were inside, and is read after they have left.
exec {fd}<$CALLS
read -r -u $fd _
kill -KILL $parked
wait_for column_is parked living 0
eq "rows of those who have left" "$(cat <&$fd | grep -c ' parked ')" 0
exec {fd}<&-
take_back short $GETPPID
take_back nap ${NR[clock_nanosleep]}
expect 0 remove parked 400
