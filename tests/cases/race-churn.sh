# description: register and remove in a loop beside callers: the handler's value or ENOSYS, nothing else
# cpus: 16
# models: all
# timeout: 240
load
load_client actor

# A number gets its handler, ENOSYS, or when it is hijacked its original.
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
[ "$(counted "$seen" 42)" -gt 0 ] || fail "nobody got in"
[ "$(counted "$seen" ENOSYS)" -gt 0 ] || fail "nobody was refused"
seen=$(hammer_off $hijacked)
echo "hijacked: $seen"
eq "other" "$(counted "$seen" other)" 0
[ "$(counted "$seen" 42)" -gt 0 ] || fail "nobody got in"
[ "$(counted "$seen" 20)" -gt 0 ] || fail "nobody got the original"
eq "rows at the end" "$(rows)" 0
