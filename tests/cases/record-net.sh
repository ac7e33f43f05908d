# description: dynsc-record --net: the trace arrives, the tables stay here, and a missing or lost listener is an error
# default-kernels: 6.12 kasan
# needs: trace-cmd
before_recording

# trace-cmd resolves names, which needs this file.
[ -e /etc/hosts ] || echo "127.0.0.1 localhost" >/etc/hosts
mkdir /tmp/there
background trace-cmd listen -p 7000 -d /tmp/there
listens() {
	bash -c ': <>/dev/tcp/localhost/7000' 2>/dev/null
}
wait_for listens
# trace-cmd waits five seconds for the other end, too short on a slow kernel, and then
# says so.
over_there() {
	scripts/dynsc-record --net localhost:7000 -o /tmp/trace.dat -b 4096 -- \
		bash -c "for i in {1..9}; do $PROGRAMS/call 400; done" 2>/tmp/record.err ||
		! grep -q "Connection timed out" /tmp/record.err
}
wait_for over_there
cat /tmp/record.err
eq "files here" "$(ls /tmp/trace.dat*)" "/tmp/trace.dat.table.after
/tmp/trace.dat.table.before"
eq "calls" "$(awk '$2 == "one" { n = $8 - n } END { print n }' /tmp/trace.dat.table.{before,after})" 9
arrived() {
	[ "$(recorded /tmp/there/trace.*.dat | grep -c ' enter nr=400 ')" = 9 ]
}
wait_for arrived

# The listener is killed.
record_on --net localhost:7000 -b 4096
kill -KILL $(pgrep -f "trace-cmd listen")
hammer_on 400 1 42
record_off
hammer_off $HAMMER
eq "status" $STATUS 125
grep -q 'could no longer write to localhost:7000' /tmp/record.err || fail "$(cat /tmp/record.err)"
STATUS=0
scripts/dynsc-record --net localhost:7000 || STATUS=$?
eq "status without a listener" $STATUS 125
tracing >/tmp/after
eq "what is left" "$(diff /tmp/before /tmp/after)" ""
expect 0 remove one 400
