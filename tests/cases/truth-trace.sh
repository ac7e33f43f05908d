# description: leaves a trace of calls, refusals, removals and hijacks, with the pids of their callers
# default-kernels: 6.12 kasan
# needs: trace-cmd
load
load_client actor
T=/tmp/truth.dat

# pid_of COMMAND...: run it, and set PID
pid_of() {
	"$@" &
	PID=$!
	wait $PID
}

# One caller is inside before the recording. Its exit is traced only if an event was
# enabled when it entered.
mkdir $TRACEFS/instances/early
echo 1 >$TRACEFS/instances/early/events/dyn_syscall/dyn_syscall_exit/enable
expect 402 reg early 402 block
expect 0 unlock early 402
"$PROGRAMS/call" 402 >/dev/null &
EARLY=$!
wait_for inside_is 1

trace_to $T dyn_syscall sched:sched_switch sched:sched_waking
do_ go
wait $EARLY
do_ stop

# Refused before the gate is open; three inside; refused while it closes.
expect 400 reg one 400 block
pid_of "$PROGRAMS/repeat" 2 400
FIRST=$PID
expect 0 unlock one 400
for i in 1 2 3; do
	"$PROGRAMS/call" 400 >/dev/null &
	INSIDE[i]=$!
	wait_for inside_is $i
done
expect -EAGAIN prep one 400
pid_of "$PROGRAMS/repeat" 5 400
LATE=$PID
pid_of "$PROGRAMS/repeat" 3 400
LATER=$PID
expect -EAGAIN trylock one 400
for i in 1 2; do
	kill -KILL ${INSIDE[i]}
	wait ${INSIDE[i]} || :
done
expect -EAGAIN trylock one 400
sleep 0.3
do_ go
wait ${INSIDE[3]}
expect 0 trylock one 400
expect 0 unreg one 400

# The same number under another name, and again under the first.
expect 400 reg uno 400 ret
expect 0 unlock uno 400
"$PROGRAMS/repeat" 5 400
expect 0 remove uno 400
expect 400 reg one 400 block
expect 0 unlock one 400
"$PROGRAMS/repeat" 1 400
expect 0 remove one 400

# Two hijacks: the handler of one returns a result of its own, the other's calls the original.
expect ${NR[getsid]} hijack two ${NR[getsid]} first
expect 0 unlock two ${NR[getsid]}
"$PROGRAMS/repeat" 2 ${NR[getsid]} -22
"$PROGRAMS/repeat" 1 ${NR[getsid]} -3
pid_of "$PROGRAMS/repeat" 4 ${NR[getsid]} 7
TWO=$PID
expect $GETPGID hijack three $GETPGID pass 1
"$PROGRAMS/repeat" 3 $GETPGID
expect 0 unlock three $GETPGID
pid_of "$PROGRAMS/repeat" 6 $GETPGID 0
THREE=$PID
"$PROGRAMS/repeat" 2 $GETPGID -1
expect 0 remove two ${NR[getsid]}

# A caller is inside at the end.
do_ stop
expect 403 reg last 403 block
expect 0 unlock last 403
"$PROGRAMS/call" 403 >/dev/null &
LAST=$!
wait_for inside_is 1
trace_end
echo 0 >$TRACEFS/instances/early/events/enable
rmdir $TRACEFS/instances/early

mkdir -p "$TRACES"
cp $T{,.table.before,.table.after} "$TRACES"
cat >"$TRACES/truth.sh" <<-END
	REMOVER=$$
	FIRST=$FIRST
	LATE=$LATE
	LATER=$LATER
	INSIDE=([1]=${INSIDE[1]} [2]=${INSIDE[2]} [3]=${INSIDE[3]})
	TWO=$TWO
	THREE=$THREE
	LAST=$LAST
END

do_ go
wait $LAST
for n in "three $GETPGID" "early 402" "last 403"; do
	# shellcheck disable=SC2086
	expect 0 remove $n
done
