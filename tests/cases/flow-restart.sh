# description: restart_syscall hijacked: a stopped nanosleep goes on for the rest of its time
load
load_client actor
hijack_pass nanosleep 35
hijack_pass restart 219

measure restart "$PROGRAMS/flow" stop 3
eq "restarts" "$CALLS" 3
eq "sleeps" "$(column nanosleep calls)" 1

take_back nanosleep 35
take_back restart 219
"$PROGRAMS/flow" stop 1
