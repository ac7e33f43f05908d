# description: dynsc-record counts the same recorded and lost events as trace-cmd, exactly
# default-kernels: 6.12 kasan
# needs: trace-cmd
#
# The poll() of Linux 6.1 checks whether there is enough to read even while the writer is
# on the reader's page, which later kernels do not. With buffers this small the kernel
# then sometimes finds one page more than expected, and warns.
[[ $(uname -r) != 6.1.* ]] || skip "the kernel's poll() of a small buffer warns (ring_buffer_nr_dirty_pages())"
load
load_client actor
expect 400 reg one 400 ret
expect 0 unlock one 400

# It must cope with any setting.
echo 0 >$TRACEFS/buffer_percent
record_on -b 8
hammer_on 400 4 42
lost() {
	[ "$(cat $TRACEFS/per_cpu/cpu*/stats | awk '/^overrun:/ { n += $2 } END { print n }')" -gt 1000 ]
}
wait_for lost
record_off INT
hammer_off $HAMMER
cat /tmp/record.err
eq "status" $STATUS 123
eq "put back" "$(cat $TRACEFS/buffer_percent)" 0
trace-cmd report -q /tmp/trace.dat 2>/dev/null >/tmp/report
read -r events lost <<<"$(sed -nE 's/.*: ([0-9]+) events, .* ([0-9]+) LOST .*/\1 \2/p' /tmp/record.err)"
eq "events" "$events" "$(grep -c ': dyn_syscall_' /tmp/report)"
eq "lost" "$lost" "$(sed -nE 's/.*\[([0-9]+) EVENTS DROPPED\].*/\1/p' /tmp/report | awk '{ n += $1 } END { print n }')"
eq "lost by CPU" "$(grep -o '[0-9]* on CPU' /tmp/record.err | awk '{ n += $1 } END { print n }')" "$lost"
# more than in the trace: the counters lose nothing
calls=$(awk '$2 == "one" { n = $8 - n } END { print n }' /tmp/trace.dat.table.{before,after})
[ "$(grep -c ': dyn_syscall_enter' /tmp/report)" -lt "$calls" ] || fail "$calls calls, and as many in the trace"
# The status of the command takes precedence.
STATUS=0
scripts/dynsc-record -o /tmp/trace.dat -b 4096 -- false || STATUS=$?
eq "status of a command that fails" $STATUS 1
expect 0 remove one 400
