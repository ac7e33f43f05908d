# description: leaves a trace with events of dyn_syscall in three buffers, one by another clock
# default-kernels: 6.12
# needs: trace-cmd taskset
load
load_client actor
# report-inputs converts the file to version 6, where trace-cmd loses what CPU 0 wrote into
# the buffer of an instance.
taskset -pc 1-3 $$ >/dev/null
RECORD=/tmp/inputs.dat
background trace-cmd record -C mono -e dyn_syscall:dyn_syscall_enter -B mono -C mono -e dyn_syscall \
	-B counter -C counter -e dyn_syscall \
	-o "$RECORD" "$PROGRAMS/until" "$RECORD.on" "$RECORD.off" >"$RECORD.log" 2>&1
recorder=$!
wait_for test -e "$RECORD.on"

# Two calls at once, and two refused ones.
pids=()
expect 400 reg one 400 block
expect 0 unlock one 400
for i in 1 2; do
	"$PROGRAMS/call" 400 >/dev/null &
	pids+=($!)
	wait_for inside_is $i
done
expect -EAGAIN prep one 400
"$PROGRAMS/repeat" 2 400
do_ go
wait "${pids[@]}"
expect 0 trylock one 400
expect 0 unreg one 400

: >"$RECORD.off"
wait $recorder
mkdir -p "$TRACES"
cp "$RECORD" "$TRACES/inputs.dat"
unload actor dyn_syscall
