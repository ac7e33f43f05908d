# description: the removal of a call that was hijacked with DYN_SYSCALL_KICK also kicks callers that will notice
load
load_client actor
expect "${NR[epoll_pwait]}" hijack one "${NR[epoll_pwait]}" pass 2
expect 0 unlock one "${NR[epoll_pwait]}"
mkfifo /tmp/end
background bash -c "exec $PROGRAMS/sleeper epoll_pwait <>/tmp/end" >/tmp/lines
wait_for grep -q . /tmp/lines
wait_for asleep_inside one "$(head -n 1 /tmp/lines)"
expect 0 remove one "${NR[epoll_pwait]}"
wait_for grep -qx -- -4 /tmp/lines		# EINTR
echo >/tmp/end
