# description: event original: the result and the time of the original that a handler calls
# needs: perl
load
load_client actor

trace_on original exit
expect $GETPGID hijack pass $GETPGID pass
expect $GETPPID hijack ret $GETPPID ret
expect 400 reg dynamic 400 pass
expect 0 unlock pass $GETPGID
expect 0 unlock ret $GETPPID
expect 0 unlock dynamic 400
own=$(call $GETPGID 1)
eq "getpgid of no process" "$(call $GETPGID -1)" -ESRCH
eq "a handler that does not call it" "$(call $GETPPID)" 42
eq "the original of a dynamic call" "$(call 400)" -ENOSYS
eq "events" "$(all_events | sed -E 's/ ns=[1-9][0-9]*$/ ns/')" "\
original nr=$GETPGID kind=hijacked name=pass ret=$own ns
exit nr=$GETPGID kind=hijacked name=pass ret=$own ns
original nr=$GETPGID kind=hijacked name=pass ret=-3 ns
exit nr=$GETPGID kind=hijacked name=pass ret=-3 ns
exit nr=$GETPPID kind=hijacked name=ret ret=42 ns
original nr=400 kind=dynamic name=dynamic ret=-38 ns
exit nr=400 kind=dynamic name=dynamic ret=-38 ns"

# The original's time is part of the handler's.
all_events | awk '{ sub(/.* ns=/, "", $NF); sub(/ns=/, "", $NF) }
	/^original/ { within = $NF }
	/^exit/ { if (within + 0 > $NF + 0) bad = 1; within = 0; n++ }
	END { exit bad || n != 4 }' ||
	fail "an original took longer than its handler: $(all_events)"

# Without other events.
trace_off
trace_on original
call $GETPGID 1
eq "events with original on" "$(all_events | sed 's/ ns=.*//')" "original nr=$GETPGID kind=hijacked name=pass ret=$own"

# A time that is known: nanosleep, hijacked.
expect ${NR[nanosleep]} hijack sleep ${NR[nanosleep]} pass 1
expect 0 unlock sleep ${NR[nanosleep]}
: >$TRACEFS/trace
perl -e 'my $time = pack("q2", 0, 200_000_000); syscall(shift() + 0, $time, 0)' ${NR[nanosleep]}
ns=$(events original | sed -n 's/.*name=sleep ret=0 ns=//p')
[ "$ns" -ge 200000000 ] || fail "a sleep of 200 ms took $ns ns"

expect 0 remove sleep ${NR[nanosleep]}
expect 0 remove pass $GETPGID
expect 0 remove ret $GETPPID
expect 0 remove dynamic 400
