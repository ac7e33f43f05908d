# description: a kick copes with tasks that exit, execute, or are traced, stopped or frozen meanwhile, and does not disturb them
# default-kernels: 6.1 kasan kcsan
# needs: perl strace
load_test
load_client actor

# The callers that were inside when the kick began have left when it examines them.
expect 400 reg one 400 block
expect 0 unlock one 400
mkfifo /tmp/end
background "$PROGRAMS/call" 400
killed=${BACKGROUND[-1]}
background "$PROGRAMS/call" 400 >/tmp/stopped
stopped=${BACKGROUND[-1]}
background "$PROGRAMS/call" 400 >/tmp/traced
traced=${BACKGROUND[-1]}
background bash -c "exec perl -e 'syscall(400); exec(\"$PROGRAMS/sleeper\", \"epoll_pwait\")' <>/tmp/end" \
	>/tmp/executes
wait_for inside_is 4
expect -EAGAIN prep one 400
held_at kicking do_ kick one 400 >/tmp/kicked
kicker=$HELD

kill -KILL "$killed"
! wait "$killed"
kill -STOP "$stopped"
wait_for grep -q '^State:.T' "/proc/$stopped/status"
background strace -o /tmp/strace -p "$traced"
wait_for grep -q . /tmp/traced
do_ go >/dev/null
wait_for grep -q . /tmp/executes
sleeps() {
	grep -qs "epoll_p\?wait" "/proc/$(head -n 1 /tmp/executes)/stack"
}
wait_for sleeps
inside_is 0
resume
wait "$kicker"
eq kicked "$(cat /tmp/kicked)" 0
sleeps || fail "a task that has executed a program was disturbed"
kill -CONT "$stopped"
wait "$stopped"
# Their call was restarted, and the gate was closed.
eq "traced, stopped" "$(cat /tmp/traced /tmp/stopped | xargs)" "-ENOSYS -ENOSYS"
echo >/tmp/end
wait_for grep -qx 1 /tmp/executes
expect 0 remove one 400

# A task that a tracer has stopped inside, in the middle of execve, is waited for.
hijack_pass one ${NR[execve]}
mkfifo /tmp/goes_on
background "$PROGRAMS/flow" execve_stops /tmp/goes_on >/tmp/stops
tracer=${BACKGROUND[-1]}
wait_for grep -q . /tmp/stops
inside=$(cat /tmp/stops)
grep -q '^State:.t' "/proc/$inside/status"
grep -q dyn_syscall_trampoline "/proc/$inside/stack"
expect -ETIMEDOUT drain one ${NR[execve]} 300 2
expect 0 kick one ${NR[execve]}
eq "living" "$(column one living)" 1
grep -q '^State:.t' "/proc/$inside/status"
echo >/tmp/goes_on
wait "$tracer"
expect 0 trylock one ${NR[execve]}
expect 0 restore one ${NR[execve]}

# A task that is stopped or frozen leaves the call for that, and restarts it later.
sleeps_in_trampoline() {
	grep -q dyn_syscall_trampoline "/proc/$inside/stack"
}
begin() {
	hijack_pass one ${NR[nanosleep]}
	background "$PROGRAMS/sleeper" nanosleep >/tmp/lines
	wait_for grep -q . /tmp/lines
	inside=$(head -n 1 /tmp/lines)
	wait_for sleeps_in_trampoline
}
removed() {
	wait_for column_is one living 0
	expect 0 prep one ${NR[nanosleep]}
	expect 0 kick one ${NR[nanosleep]}
	expect 0 restore one ${NR[nanosleep]}
}
begin
kill -STOP "$inside"
removed
kill -CONT "$inside"
wait_for grep -qx "0 late" /tmp/lines

mkdir -p /tmp/cgroup
mount -t cgroup2 none /tmp/cgroup
mkdir /tmp/cgroup/one
: >/tmp/lines
begin
echo "$inside" >/tmp/cgroup/one/cgroup.procs
echo 1 >/tmp/cgroup/one/cgroup.freeze
wait_for grep -qx "frozen 1" /tmp/cgroup/one/cgroup.events
removed
echo 0 >/tmp/cgroup/one/cgroup.freeze
wait_for grep -qx "0 late" /tmp/lines
wait_for rmdir /tmp/cgroup/one
umount /tmp/cgroup
