# description: debugfs calls: a task that goes on while a view examines it is examined again
# needs: perl
load_test
load_client actor
expect 400 reg one 400 block
expect 0 unlock one 400
hijack_pass two ${NR[ppoll]}

background perl -e "syscall(400); syscall(${NR[ppoll]}, 0, 0, 0, 0, 0)"
pid=$!
wait_for inside_is 1

# The reader has found the task, which then leaves one entry and sleeps in the other.
held_at looking cat $DEBUGFS/dyn_syscall/calls >/tmp/calls
reader=$HELD
do_ go
wait_for column_is two living 1
in_poll() {
	grep -q do_sys_poll "/proc/$pid/stack"
}
wait_for in_poll
resume
wait $reader
eq "row" "$(grep '^[0-9]' /tmp/calls)" "${NR[ppoll]} two $pid $pid perl S 1"
kill -KILL $pid
wait $pid || :
expect 0 remove one 400
take_back two ${NR[ppoll]}
