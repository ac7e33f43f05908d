# description: restart_syscall hijacked: a stopped nanosleep sleeps for the rest of its time
load
load_client actor
hijack_pass nanosleep ${NR[nanosleep]}
hijack_pass restart ${NR[restart_syscall]}

measure restart "$PROGRAMS/flow" stop 3
eq "restarts" "$CALLS" 3
eq "sleeps" "$(column nanosleep calls)" 1

take_back nanosleep ${NR[nanosleep]}
take_back restart ${NR[restart_syscall]}
"$PROGRAMS/flow" stop 1
