# description: dynsc-record, interrupted at any moment, saves the trace if it was recording, and leaves nothing behind
# default-kernels: 6.12 kasan
# needs: trace-cmd
# timeout: 300
before_recording

nothing_left() {
	tracing >/tmp/after
	eq "left after $1" "$(diff /tmp/before /tmp/after)" ""
}

# begin OPTION...: dynsc-record in the background, without waiting for anything
begin() {
	rm -f /tmp/trace.dat* /tmp/record.err
	background env --default-signal=INT,QUIT scripts/dynsc-record -o /tmp/trace.dat -b 4096 "$@" 2>/tmp/record.err
	RECORD=$!
}

# During its setup: there is no trace.
has_directory() {
	[ -n "$(find /tmp -name '.dynsc-*')" ]
}
has_events() {
	[ -n "$(cat $TRACEFS/set_event)" ]
}
has_files() {
	[ -n "$(find /tmp -name '*.cpu0')" ]
}
for moment in "TERM 143 has_directory" "INT 130 has_events" "HUP 129 has_files" "TERM 143 has_files"; do
	read -r signal want place <<<"$moment"
	begin --until eagain
	wait_for $place
	record_off $signal
	if grep -q ': recording ' /tmp/record.err; then
		want=0		# it was ready before
		rm /tmp/trace.dat*
	fi
	eq "status at $moment" $STATUS $want
	eq "files at $moment" "$(find /tmp -name 'trace.dat*')" ""
	nothing_left "$moment"
done

# While it records, and once more while it saves: the trace is saved.
for signal in INT TERM HUP QUIT; do
	record_on -b 4096 --until eagain
	call 400
	kill -$signal $RECORD
	off() {
		[ "$(cat $TRACEFS/tracing_on)" = 0 ]
	}
	wait_for off
	[ $signal = TERM ] || kill -$signal $RECORD
	[ $signal = TERM ] || kill -INT $RECORD
	record_off
	eq "status at $signal" $STATUS 0
	eq "saved at $signal" "$(recorded | cut -d ' ' -f 2,3 | xargs)" "read_trylock nr=400 enter nr=400 exit nr=400"
	nothing_left "$signal"
done

# Its messages cannot be written.
scripts/dynsc-record -o /tmp/trace.dat -b 4096 --until 2 2> >(head -c 1 >/tmp/record.err) -- "$PROGRAMS/call" 400
eq "saved without messages" "$(recorded | grep -c ' enter ')" 1
nothing_left "closed stderr"

# TERM while it saves: the old trace stays.
echo old >/tmp/trace.dat
record_on -b 4096
call 400
kill -TERM $RECORD
wait_for off
record_off TERM
eq "status at two TERM" $STATUS 125
eq "the old trace" "$(cat /tmp/trace.dat)" old
nothing_left "two TERM"

# The recorder is killed.
record_on -b 4096
kill -KILL $(pgrep -P $RECORD trace-cmd)
record_off
eq "status without trace-cmd" $STATUS 125
eq "the old trace" "$(cat /tmp/trace.dat)" old
nothing_left "killing trace-cmd"

# It is killed itself: at least trace-cmd ends, and saves what it has.
record_on -b 4096
call 400
record_off KILL
gone() {
	! pgrep trace-cmd
}
wait_for gone
eq "events" "$(cat $TRACEFS/set_event)" ""
eq "saved by trace-cmd" "$(recorded /tmp/.dynsc-record.*/trace.dat | grep -c ' enter ')" 1
rm -r /tmp/.dynsc-record.*
