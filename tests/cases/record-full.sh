# description: dynsc-record on a full disk: says so, keeps the old trace, and leaves nothing behind
# default-kernels: 6.12 kasan
# needs: trace-cmd
before_recording

mkdir /tmp/small
mount -t tmpfs -o size=1m small /tmp/small
echo old >/tmp/small/trace.dat
hammer_on 400 4 42
STATUS=0
scripts/dynsc-record -o /tmp/small/trace.dat -b 4096 2>/tmp/record.err || STATUS=$?
hammer_off $HAMMER
eq "status" $STATUS 125
grep -q 'trace-cmd could no longer write to /tmp/small' /tmp/record.err || fail "$(cat /tmp/record.err)"
eq "files" "$(ls -A /tmp/small)" trace.dat
eq "the old one" "$(cat /tmp/small/trace.dat)" old
umount /tmp/small
tracing >/tmp/after
eq "what is left" "$(diff /tmp/before /tmp/after)" ""
expect 0 remove one 400
