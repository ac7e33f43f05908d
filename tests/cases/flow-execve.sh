# description: execve hijacked: programs run, also from a second thread, and errors are returned
load
load_client actor
hijack_pass execve ${NR[execve]}

measure execve "$PROGRAMS/flow" execve 3
eq "calls" "$CALLS" 6
measure execve "$PROGRAMS/flow" execve_errors
eq "calls that fail" "$CALLS" 3

# The kernel executes the interpreter instead of the script.
printf '#!/bin/echo\n' >/tmp/script
chmod 755 /tmp/script
eq "a script" "$(/tmp/script one two)" "/tmp/script one two"

take_back execve ${NR[execve]}
eq "afterwards" "$(/tmp/script three)" "/tmp/script three"
