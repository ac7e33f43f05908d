# description: dynsc-record --until: the event is in the trace, and the last one; or a time; the command goes on
# default-kernels: 6.1 kasan
# needs: trace-cmd
load
load_client actor
expect 400 reg one 400 block
expect 0 unlock one 400
expect 401 reg two 401 ret
expect 0 unlock two 401
expect 402 reg locked 402 ret
# The kernel's default, chosen now.
echo 1408 >$TRACEFS/buffer_size_kb
tracing >/tmp/before

# The event is not in the set.
background "$PROGRAMS/call" 400
wait_for inside_is 1
record_on -b 4096 --hijack --until eagain
expect -EAGAIN prep one 400
expect -EAGAIN trylock one 400
call 401
record_off
eq "status" $STATUS 0
recorded >/tmp/events
eq "last" "$(tail -n 1 /tmp/events | cut -d ' ' -f 2-)" \
	"eagain nr=400 kind=dynamic name=one living=1 attempt=1 pid=${BACKGROUND[0]} comm=call"
eq "eagain" "$(grep -c ' eagain ' /tmp/events)" 1
# It was inside before the recording began: the report knows it from that event.
eq "inside" "$(figure '.removals[0] | .inside[] | [.pid, .comm, .entered_ns]' contention --json /tmp/trace.dat)" \
	"[${BACKGROUND[0]},\"call\",null]"
do_ go
expect 0 remove one 400

# With callers on all CPUs: each other CPU may complete one event, and no more. The
# trace is saved at once, and the command goes on.
record_on -b 4096 --contention --until enosys -- bash -c 'until [ -e /tmp/go ]; do sleep 0.1; done; exit 5'
call 401
hammer_on 402 4 42
wait_for grep -q 'nothing lost' /tmp/record.err
hammer_off $HAMMER
kill -0 $RECORD
recorded >/tmp/events
: >/tmp/go
record_off
eq "status of the command" $STATUS 5
eq "up to it" "$(sed '/ enosys /,$d' /tmp/events | cut -d ' ' -f 2,3)" $'enter nr=401\nexit nr=401'
n=$(grep -c ' enosys nr=402 ' /tmp/events)
((n >= 1 && n <= 4)) || fail "$n refused callers"
eq "all" "$(wc -l </tmp/events)" $((n + 2))

# A time, with a fraction.
scripts/dynsc-record -o /tmp/trace.dat -b 4096 --until 1.25
mono() {
	awk '/^# mono / { print $3 }' "/tmp/trace.dat.table.$1"
}
elapsed=$(($(mono after) - $(mono before)))
((elapsed >= 1200000000 && elapsed <= 4000000000)) || fail "1.25 s took $elapsed ns"

tracing >/tmp/after
eq "what is left" "$(diff /tmp/before /tmp/after)" ""
expect 0 remove two 401
expect 0 remove locked 402
