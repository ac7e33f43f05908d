# description: register and remove in a loop while others call: they get the handler's value or ENOSYS, and nothing else
# default-kernels: 6.12 kasan kcsan
# cpus: 16
# timeout: 240
load
load_client actor

# A caller gets the handler, ENOSYS, or, if the number is hijacked, the original.
hammer_on -c $UNUSED 8 42
dynamic=$HAMMER
hammer_on ${NR[getpriority]} 8 42 20
hijacked=$HAMMER

n=$(rounds 150)
expect $n churn reg $UNUSED ret $n
expect $n churn hijack ${NR[getpriority]} ret $n

seen=$(hammer_off $dynamic)
echo "dynamic: $seen"
eq "other" "$(counted "$seen" other)" 0
[ "$(counted "$seen" 42)" -gt 0 ] || fail "no call reached the handler"
[ "$(counted "$seen" ENOSYS)" -gt 0 ] || fail "no call was refused"
seen=$(hammer_off $hijacked)
echo "hijacked: $seen"
eq "other" "$(counted "$seen" other)" 0
[ "$(counted "$seen" 42)" -gt 0 ] || fail "no call reached the handler"
[ "$(counted "$seen" 20)" -gt 0 ] || fail "no call reached the original"
eq "rows at the end" "$(rows)" 0
