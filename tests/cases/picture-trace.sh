# description: leaves a trace for the picture: calls, refusals, a removal with EAGAIN, a fallback, a straggler
# default-kernels: 6.1 6.12 kasan
# needs: trace-cmd
#
# The removal of "waits" begins while three callers are inside. Everything else happens
# during it, so that a picture zoomed to the removal shows all of it.
needs_preemption
load_test
load_client actor

trace_on
echo 1 >$TRACEFS/events/sched/sched_switch/enable
do_ stop
expect 400 reg waits 400 block
expect 0 unlock waits 400
for n in 1 2 3; do
	background "$PROGRAMS/call" 400
	wait_for inside_is $n
done

expect -EAGAIN prep waits 400
for n in 1 2 3 4; do
	eq "caller $n" "$(call 400)" -ENOSYS
done
expect $GETPGID hijack gets $GETPGID ret 1
call $GETPGID 1
eq "fallback" "$(column gets fallback)" 1
expect 0 unlock gets $GETPGID
eq "open" "$(call $GETPGID 1)" 42
expect -EAGAIN trylock waits 400

held_at in_trampoline "$PROGRAMS/call" $GETPGID 1
straggler=$HELD
expect 0 prep gets $GETPGID
resume
wait $straggler
eq "straggler" "$(column gets fallback)" 2
expect 0 restore gets $GETPGID

do_ go
wait_for inside_is 0
wait_for column_is waits living 0
expect 0 trylock waits 400
expect 0 unreg waits 400

# Unloading the module will clear the buffer.
trace_off
echo 0 >$TRACEFS/events/sched/sched_switch/enable
for f in "$TRACEFS"/per_cpu/cpu*/stats; do
	eq "overrun in $f" "$(sed -n 's/^overrun: //p' "$f")" 0
done
mkdir -p "$TRACES"
trace-cmd extract -o "$TRACES/picture.dat" >/dev/null
[ -s "$TRACES/picture.dat" ] || fail "no trace was saved"
