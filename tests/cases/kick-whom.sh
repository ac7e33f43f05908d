# description: a kick wakes each task that sleeps interruptibly inside, once, and no other
# needs: strace
load
load_client actor

# sleep_in CALL: sets CHILD to a task that sleeps there, LINES to its output, and END to
# the fifo that ends it
sleep_in() {
	LINES=/tmp/sleeper.${#BACKGROUND[@]}
	END=$LINES.end
	mkfifo "$END"
	background bash -c "exec $PROGRAMS/sleeper $1 <>$END" >"$LINES"
	wait_for grep -q . $LINES
	CHILD=$(head -n 1 $LINES)
}

asleep_in() {
	grep -q "^State:.S" "/proc/$1/status" && grep -q "$2" "/proc/$1/stack"
}

asleep_in_vfork() {
	grep -q "^State:.D" "/proc/$inside/status" && grep -q dyn_syscall_trampoline "/proc/$inside/stack"
}

# slept PID: how often it has slept
slept() {
	sed -n 's/^voluntary_ctxt_switches:\t//p' "/proc/$1/status"
}

# Two tasks in the same call, one since before the hijack. This call returns if it is
# disturbed.
sleep_in epoll_pwait
before=$CHILD before_lines=$LINES before_end=$END
wait_for asleep_in "$before" "epoll_p\?wait"
hijack_pass one ${NR[epoll_pwait]}
sleep_in epoll_pwait
inside=$CHILD inside_lines=$LINES
wait_for asleep_in "$inside" dyn_syscall_trampoline
expect -EBADF kick one ${NR[epoll_pwait]}		# removal has not begun
expect -EAGAIN prep one ${NR[epoll_pwait]}
expect -EBADF kick other ${NR[epoll_pwait]}
expect -EBADF kick one ${NR[read]}
expect -EINVAL kick %slash ${NR[epoll_pwait]}
expect -EINVAL drain one ${NR[epoll_pwait]} 0 4
expect -EAGAIN trylock one ${NR[epoll_pwait]}
was=$(slept "$before")
expect 1 kick one ${NR[epoll_pwait]}
wait_for column_is one living 0
expect 0 kick one ${NR[epoll_pwait]}
eq "the task that came before the hijack" "$(slept "$before") $(wc -l <$before_lines)" "$was 1"
wait_for grep -qx -- -4 "$inside_lines"
expect 0 trylock one ${NR[epoll_pwait]}
expect 0 restore one ${NR[epoll_pwait]}
expect -EBADF kick one ${NR[epoll_pwait]}		# not registered
echo >"$before_end"
wait_for grep -qx 1 $before_lines

# A removal kicks by itself after a second.
hijack_pass one ${NR[read]}
sleep_in read
inside=$CHILD
wait_for asleep_in "$inside" dyn_syscall_trampoline
expect 0 remove one ${NR[read]}
wait_for asleep_in "$inside" pipe_read
! asleep_in "$inside" dyn_syscall_trampoline || fail "still in the trampoline"
echo >"$END"
wait_for grep -qx 1 "$LINES"

# Also under ptrace.
hijack_pass one ${NR[nanosleep]}
background strace -f -o /tmp/strace "$PROGRAMS/sleeper" nanosleep $((4 * SLOW)) </dev/null >/tmp/lines
wait_for grep -q . /tmp/lines
inside=$(head -n 1 /tmp/lines)
wait_for asleep_in "$inside" dyn_syscall_trampoline
expect 0 drain one ${NR[nanosleep]} 20000 2
expect 0 restore one ${NR[nanosleep]}
wait_for grep -qx "0 late" /tmp/lines

# A dynamic call is kicked only on request, and then finds its gate closed.
expect 400 reg one 400 block
expect 0 unlock one 400
background "$PROGRAMS/call" 400 >/tmp/result
wait_for inside_is 1
background do_ remove one 400 >/tmp/removed
remover=${BACKGROUND[-1]}
many_attempts() {
	[ "$(column one eagain)" -ge 20 ]		# 2 s and more
}
wait_for many_attempts
inside_is 1 || fail "a removal kicked a dynamic call"
do_ kick one 400 >/tmp/kicked
eq "kicked" "$(cat /tmp/kicked)" 1
wait "$remover"
eq "removal" "$(cat /tmp/removed)" 0
wait_for grep -q . /tmp/result
eq "result of a dynamic call" "$(cat /tmp/result)" -ENOSYS

# A task that no signal would wake is not kicked, but named: the parent in vfork.
hijack_pass one $VFORK
mkfifo /tmp/child
background "$PROGRAMS/flow" vfork_stays /tmp/child
inside=$!
wait_for asleep_in_vfork
trace_on eagain
expect -ETIMEDOUT drain one $VFORK 300 2
expect 0 kick one $VFORK
eq "named" "$(events eagain | sed 's/.* living=1 attempt=[0-9]* //' | sort -u)" "pid=$inside comm=flow"
# The opener goes on at once, so nothing can be written to it.
: >/tmp/child
wait "$inside"
expect 0 trylock one $VFORK
expect 0 restore one $VFORK
