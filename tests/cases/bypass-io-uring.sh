# description: io_uring opens files past a hijacked openat
load
load_client actor
hijack_pass one ${NR[openat]}

measure one "$PROGRAMS/bypass" openat 100
eq "opened" "$OUTPUT" 100
eq "calls seen" "$CALLS" 100

status=0
OUTPUT=$("$PROGRAMS/bypass" io_uring 1 2>&1) || status=$?
[ $status != 3 ] || skip "$OUTPUT"
measure one "$PROGRAMS/bypass" io_uring 100
eq "opened by io_uring" "$OUTPUT" 100
eq "calls seen" "$CALLS" 0

take_back one ${NR[openat]}
