# description: a kernel whose stacks do not show who is inside is refused when the module loads
#
# The test build can make the walk over a stack miss the link.
without=$(sed -n '/^enum testing_guard/,/^}/s/^\tTESTING_\([A-Z_]*\),.*/\1/p' src/testing.h |
	awk '$1 == "FOUND" { print NR - 1 }')
status=0
insmod "$BUILD/test/dyn_syscall.ko" without="$without" 2>/tmp/error || status=$?
[ $status != 0 ] || fail "it was loaded"
grep -q "Operation not supported" /tmp/error || fail "$(cat /tmp/error)"
eq "left behind" "$(traces_of_module)" ""
load_test
trace_on
eq "counted while loading" "$(parameter dyn_syscall counted)" ""
eq "events" "$(all_events)" ""
