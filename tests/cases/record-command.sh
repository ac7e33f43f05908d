# description: dynsc-record -- COMMAND: its status, input, output and signals; the module stays
# default-kernels: 6.1 kasan
# needs: trace-cmd
load
load_client actor
expect 400 reg one 400 ret
expect 0 unlock one 400

status() {
	local want=$1 got=0

	shift
	scripts/dynsc-record -o /tmp/trace.dat -b 4096 -- "$@" 2>/tmp/record.err </tmp/input >/tmp/output || got=$?
	eq "status of $*" $got "$want"
}
echo words >/tmp/input
status 0 cat
eq "output" "$(cat /tmp/output)" words
# shellcheck disable=SC2016 # expanded by the command
file=theirs work='a b' status 0 env -- sh -c '[ "$file, $work" = "theirs, a b" ]'
# Unloading the module would clear the trace.
status 137 sh -c "$PROGRAMS/call 400; echo remove one 400 >/dev/actor; rmmod actor
	rmmod dyn_syscall && exit 5; kill -KILL \$\$"
eq "calls" "$(recorded | grep -c ' enter ')" 1
load_client actor
expect 400 reg one 400 ret
expect 0 unlock one 400

# TERM is passed on, and the recorder saves without waiting for the command.
record_on -b 4096 -- bash -c "trap 'until [ -e /tmp/go ]; do sleep 0.1; done; exit 9' TERM
	$PROGRAMS/call 400
	: >/tmp/called
	while :; do sleep 0.1; done"
wait_for [ -e /tmp/called ]
kill -TERM $RECORD
wait_for grep -q 'waiting for ' /tmp/record.err
eq "calls when it ended early" "$(recorded | grep -c ' enter ')" 1
: >/tmp/go
record_off
eq "status of a command that got TERM" $STATUS 9
expect 0 remove one 400
