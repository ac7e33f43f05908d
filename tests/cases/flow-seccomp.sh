# description: a seccomp filter sees a number of either kind before the trampoline does
load
load_client actor
hijack_pass hijacked $GETPGID
expect $UNUSED reg dynamic $UNUSED ret
expect 0 unlock dynamic $UNUSED

# result KIND NR ACTION WANTED CALLS
result() {
	measure "$1" "$PROGRAMS/flow" seccomp "$2" "$3"
	eq "$1 $3" "$OUTPUT" "$4"
	eq "$1 $3: calls" "$CALLS" "$5"
}

result hijacked $GETPGID ALLOW group 1
result hijacked $GETPGID ERRNO -EDOM 0
result hijacked $GETPGID TRAP "77 trapped=$GETPGID" 0
result hijacked $GETPGID TRACE -ENOSYS 0
result dynamic $UNUSED ALLOW 42 1
result dynamic $UNUSED ERRNO -EDOM 0
result dynamic $UNUSED TRAP "77 trapped=$UNUSED" 0
result dynamic $UNUSED TRACE -ENOSYS 0

take_back hijacked $GETPGID
take_back dynamic $UNUSED
