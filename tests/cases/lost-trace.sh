# description: leaves a trace that lost events, and one that lost none
# default-kernels: 6.12 kasan
# needs: trace-cmd
load
load_client actor

# One recording has a whole life of a registration and loses nothing; the other one
# loses events.
trace_to /tmp/lost-whole.dat dyn_syscall
expect 401 reg whole 401 ret
expect 0 unlock whole 401
"$PROGRAMS/repeat" 3 401
expect 0 remove whole 401
trace_end
RECORD_KB=8 trace_to /tmp/lost.dat dyn_syscall
expect $UNUSED reg one $UNUSED ret
expect 0 unlock one $UNUSED
"$PROGRAMS/repeat" 20000 $UNUSED
trace_end

mkdir -p "$TRACES"
cp /tmp/lost{,-whole}.dat{,.table.before,.table.after} "$TRACES"
echo "CALLS=$(column one calls)" >"$TRACES/lost.sh"
expect 0 remove one $UNUSED
