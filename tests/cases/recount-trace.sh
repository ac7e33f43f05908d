# description: leaves a trace of calls under load, and one without events of dyn_syscall
# default-kernels: 6.12 kasan
# needs: trace-cmd
load
load_client actor
T=/tmp/recount.dat

# Callers come and go while numbers are removed and registered again.
trace_to $T dyn_syscall
expect $UNUSED reg one $UNUSED ret
expect $GETPGID hijack two $GETPGID pass 1
expect 402 reg three 402 block
expect 0 unlock two $GETPGID
expect 0 unlock three 402
callers=()
for _ in 1 2 3; do
	"$PROGRAMS/call" 402 >/dev/null &
	callers+=($!)
	"$PROGRAMS/repeat" 800 $UNUSED &
	callers+=($!)
	"$PROGRAMS/repeat" 300 $GETPGID 2147483647 &
	callers+=($!)
done
wait_for inside_is 3
expect 0 unlock one $UNUSED
(expect 3 churn dynamic 401 ret 3)	# here, a child that ends would interrupt it
expect -EAGAIN prep three 402
"$PROGRAMS/repeat" 1200 $UNUSED
"$PROGRAMS/repeat" 20 402
do_ go
wait "${callers[@]}"
expect 0 trylock three 402
expect 0 unreg three 402
expect 0 remove two $GETPGID
expect 0 remove one $UNUSED
trace_end

# A trace without events of dyn_syscall
trace-cmd record -C mono -e sched:sched_switch -o /tmp/other.dat true >/dev/null 2>&1

mkdir -p "$TRACES"
cp $T{,.table.before,.table.after} "$TRACES"
cp /tmp/other.dat "$TRACES/recount-other.dat"
