# description: a removal that looks for a caller to name interrupts only the CPU where that caller runs
load
load_client actor
expect $UNUSED reg busy $UNUSED spin
expect 0 unlock busy $UNUSED
background taskset -c 1 "$PROGRAMS/call" $UNUSED
caller=$!
wait_for column_is busy living 1

# A CPU that is asked runs a function of the module, called by the kernel's
# flush_smp_call_function_queue().
trace_on eagain
tracer_on function '*:mod:dyn_syscall'
(
	taskset -pc 0 $BASHPID >/dev/null
	expect -ETIMEDOUT drain busy $UNUSED 2000 0
)
echo 0 >"$TRACEFS/tracing_on"
grep -v '^#' "$TRACEFS/trace" >/tmp/trace
tracer_off
tries=$(grep -c ' dyn_syscall_eagain: ' /tmp/trace)
named=$(grep -c " dyn_syscall_eagain: .* pid=$caller comm=call" /tmp/trace || :)
asked=$(sed -n 's/^.*\[0*\([0-9]*\)\].*: [^ ]* <-.*smp_call_function.*/\1/p' /tmp/trace | sort | uniq -c | xargs)
echo "$tries tries, $named of them name the caller; CPUs asked, how often and which: $asked"
[ "$tries" -ge 10 ] || fail "$tries tries"
[ "$named" -ge $((tries / 2)) ] || fail "named $named of $tries times"
[[ $asked =~ ^[0-9]+\ 1$ ]] || fail "CPUs were asked, how often and which: $asked"
do_ go
wait "$caller"
expect 0 trylock busy $UNUSED
expect 0 unreg busy $UNUSED
