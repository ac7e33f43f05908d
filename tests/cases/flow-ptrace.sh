# description: if a tracer changes the number, the call reaches the entry of the new number
load
load_client actor
hijack_pass hijacked $GETPPID
expect $UNUSED reg dynamic $UNUSED ret
expect 0 unlock dynamic $UNUSED

# The result of a call that the tracer skipped: arm64 leaves the first argument there.
skipped=-ENOSYS
[ "$(uname -m)" != aarch64 ] || skipped=0

# result KIND NR TO WANTED CALLS: a call of NR that is changed TO this number
result() {
	measure "$1" "$PROGRAMS/flow" ptrace "$2" "$3"
	eq "$2 to $3" "$OUTPUT" "$4"
	eq "$2 to $3: calls" "$CALLS" "$5"
}

result hijacked $GETPPID $GETPPID parent 1
result hijacked ${NR[getpid]} $GETPPID parent 1
result hijacked $GETPPID ${NR[getpid]} self 0
result hijacked $GETPPID -1 $skipped 0
result dynamic $UNUSED $UNUSED 42 1
result dynamic ${NR[getpid]} $UNUSED 42 1
result dynamic $UNUSED ${NR[getpid]} self 0
result dynamic $UNUSED 401 -ENOSYS 0
result dynamic $GETPPID $UNUSED 42 1
result hijacked $UNUSED $GETPPID parent 1

take_back hijacked $GETPPID
take_back dynamic $UNUSED
