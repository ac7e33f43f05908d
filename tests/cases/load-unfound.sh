# description: on a kernel whose stacks do not show which tasks are inside, the module refuses to load
# mutants: unfound
status=0
load_mutant unfound 2>/tmp/error || status=$?
[ $status != 0 ] || fail "it was loaded"
grep -q "Operation not supported" /tmp/error || fail "$(cat /tmp/error)"
eq "left behind" "$(traces_of_module)" ""
load_test
trace_on
eq "counted while loading" "$(parameter dyn_syscall counted)" ""
eq "events" "$(all_events)" ""
