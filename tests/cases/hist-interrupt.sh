# description: dynsc-hist, interrupted at any moment, prints what it has counted and leaves nothing behind
# default-kernels: 6.1 kcsan
load
needs_hist
load_client actor
expect 400 reg one 400 ret
expect 0 unlock one 400
tracing >/tmp/before

begin() {
	background env --default-signal=INT,QUIT scripts/dynsc-hist "$@" >/tmp/output 2>/tmp/error
	HIST=$!
}
ended() {
	local status=0

	wait $HIST || status=$?
	eq "status at $1" $status "$2"
	tracing >/tmp/after
	eq "left after $1" "$(diff /tmp/before /tmp/after)" ""
}

for signal in INT TERM HUP QUIT; do
	begin --csv
	wait_for grep -q counting /tmp/error
	call 400
	kill -$signal $HIST
	ended $signal 0
	grep -Eq '^400,one,[0-9]+,[0-9]+,1,[0-9]+$' /tmp/output
done

# While it is being set up
for moment in "TERM 143 1" "INT 130 2" "HUP 129 3"; do
	read -r signal status n <<<"$moment"
	begin --own
	set_up() {
		case $1 in
		1) grep -q dynsc_hist $TRACEFS/synthetic_events ;;
		2) [ -d $TRACEFS/instances/dynsc-hist.$HIST ] ;;
		3) grep -q '^hist' $TRACEFS/instances/dynsc-hist.$HIST/events/synthetic/*/trigger 2>/dev/null ;;
		esac
	}
	wait_for set_up $n
	kill -$signal $HIST
	# it may have been ready before
	grep -q counting /tmp/error && status=0
	ended "$moment" $status
done

# Its command is killed; and TERM ends both.
begin --csv -- bash -c "$PROGRAMS/call 400; kill -KILL \$\$"
ended "KILL of the command" 137
begin -- sleep 1000
wait_for grep -q counting /tmp/error
wait_for pgrep -P $HIST sleep
kill -TERM $HIST
ended "TERM with a command" 143
! pgrep sleep || fail "the command is still there"

# The module cannot be unloaded while it is used.
begin
wait_for grep -q counting /tmp/error
! rmmod actor dyn_syscall || fail "unloaded"
loaded dyn_syscall
kill -INT $HIST
ended "no call" 0
eq "nothing to print" "$(cat /tmp/output)" ""
