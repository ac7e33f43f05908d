# description: dynsc calls and dynsc top: who is inside, with stacks; rates; a terminal of 80 columns; latency
# default-kernels: 6.12
# needs: jq tmux
# timeout: 400
export TERM=screen
dynsc=$PROJECT/$TOOLS/dynsc

# status_of COMMAND...: its status; its output is in /tmp/out and /tmp/err
status_of() {
	local status=0

	"$@" >/tmp/out 2>/tmp/err || status=$?
	echo $status
}

# not loaded
for command in calls "top --batch 1" "top --json"; do
	# shellcheck disable=SC2086 # words
	eq "status of dynsc $command" "$(status_of "$dynsc" $command)" 1
	eq "error of dynsc $command" "$(grep -c '^dynsc: .* not loaded' /tmp/err)" 1
done
for command in "calls x" "calls --watch=x" "calls --json --folded" "top --batch 0" "top --sort x" \
	"top" "top --sort p99 --batch 1"; do
	# shellcheck disable=SC2086
	eq "status of dynsc $command" "$(status_of "$dynsc" $command)" 2
done

load
load_client actor
eq "no calls" "$("$dynsc" calls)" "no call is inside"
expect 400 reg one 400 block
expect 0 unlock one 400
expect $GETPGID hijack two $GETPGID pass 1
expect 0 unlock two $GETPGID
background "$PROGRAMS/call" 400
pid=$!
background "$PROGRAMS/hammer" 400 2 43
wait_for inside_is 3

calls() {
	"$dynsc" calls >/tmp/out
	eq "lines" "$(grep -c '^400 one: ' /tmp/out)" 3
	grep -qx "400 one: call, task $pid of process $pid, S, generation 1" /tmp/out
	grep -Eqx '    block\+0x.* \[actor\]' /tmp/out
	eq "not root" "$(status_of setpriv --reuid 65534 --clear-groups "$dynsc" calls)" 1
	grep -q 'only root may read' /tmp/err
}
subtest "calls" calls

json() {
	"$dynsc" calls --json >/tmp/out
	eq "calls" "$(jq -r '.calls | length' /tmp/out)" 3
	eq "rows" "$(jq -r '.calls[] | "\(.nr) \(.name) \(.pid) \(.tid) \(.comm) \(.state) \(.generation)"' /tmp/out)" \
		"$(grep '^[0-9]' $DEBUGFS/dyn_syscall/calls)"
	eq "stacks" "$(jq -r '.calls[].stack[].frame' /tmp/out)" \
		"$(sed -n 's/^  //p' $DEBUGFS/dyn_syscall/calls)"
}
subtest "calls: JSON is what debugfs has" json

folded() {
	"$dynsc" calls --folded >/tmp/out
	eq "counts" "$(awk '{ n += $NF } END { print n }' /tmp/out)" 3
	# From the outermost function to the innermost.
	grep -Eqx 'one;call;(entry|el0)[^ ]*;dyn_syscall_trampoline[^ ]*;block;[^ ]*schedule[^ ]* 1' /tmp/out
	# Until it is interrupted: each look counts.
	eq "status" "$(status_of timeout -s INT 2 env --default-signal=INT "$dynsc" calls --watch=0.1 --folded)" 124
	[ "$(sed -n 's/^one;call;.* //p' /tmp/out)" -ge 3 ]
}
subtest "calls: folded" folded

top() {
	"$dynsc" top --batch 2 --interval 0.3 --sort living >/tmp/out
	eq "heads" "$(grep -c '^ *NR NAME ' /tmp/out)" 2
	grep -Eqx '  400 one +dynamic +0.0 +0.0 +0.0 +3 +1 open *' /tmp/out
	eq "order" "$(awk '$1 ~ /^[0-9]/ { print $2 }' /tmp/out | xargs)" "one two one two"
	eq "no line is longer than 80" "$(awk 'length > 80' /tmp/out)" ""
	"$dynsc" top --json >/tmp/out
	eq "JSON" "$(jq -r '.entries[] | select(.nr == 400) | "\(.name) \(.living) \(.calls) \(.gate) \(.owner)"' /tmp/out)" \
		"one 3 $(column one calls) open actor"
}
subtest "top: batch" top

# callers_on: calls of two, one after the other, until callers_off
callers_on() {
	(while :; do "$PROGRAMS/repeat" 20 $GETPGID; done) &
	CALLERS=$!
	BACKGROUND+=("$CALLERS")
}
callers_off() {
	kill $CALLERS
	wait $CALLERS || :
}

# The exact figures are for the unit test: here the calls are made while it looks.
rates() {
	local before after rate

	callers_on
	before=$(column two calls)
	"$dynsc" top --batch 1 --interval 2 --json >/tmp/out
	after=$(column two calls)
	callers_off
	rate=$(jq '.entries[] | select(.name == "two") | .calls_per_second' /tmp/out)
	echo "$rate per second, $((after - before)) calls around two seconds"
	[ "$rate" -gt 0 ] && [ "$rate" -le $(((after - before) / 2 + 1)) ]
}
subtest "top: rates" rates

latency() {
	if [ ! -e "$TRACEFS/events/dyn_syscall/dyn_syscall_exit/hist" ]; then
		eq "status" "$(status_of "$dynsc" top --latency --batch 1)" 1
		return
	fi
	callers_on
	"$dynsc" top --latency --batch 1 --json >/tmp/out
	callers_off
	jq -e '.entries[] | select(.name == "two") | .p50_at_most_ns > 0 and .p50_at_most_ns <= .p99_at_most_ns' /tmp/out
	# One that nothing has left.
	jq -e '.entries[] | select(.name == "one") | .p50_at_most_ns == null' /tmp/out
	eq "instances" "$(ls "$TRACEFS/instances")" ""
}
subtest "top: latency" latency

# On a terminal of 80 columns and 24 lines. A server has its own name each time: one that
# was killed may still answer, and then ends.
on_screen() {
	tmux -L "$SERVER" capture-pane -p -t top >/tmp/screen && grep -Eq -- "$1" /tmp/screen
}
screen() {
	SERVER=live
	tmux -L "$SERVER" -f /dev/null new-session -d -s top -x 80 -y 24 \
		"$dynsc top --interval 0.5; echo ended with \$? | tee /tmp/ended; sleep 60"
	# Sorted by calls: of equals, the lowest number is selected.
	wait_for on_screen "^Inside $GETPGID two: 0"
	grep -Eq '^ +NR NAME +KIND +CALLS/s REFUS/s FALLB/s LIVING  GEN GATE' /tmp/screen
	tmux -L "$SERVER" send-keys -t top Down
	wait_for on_screen '^Inside 400 one: 3'
	wait_for on_screen "^  call-$pid S generation 1"
	wait_for on_screen '^      block\+0x'
	tmux -L "$SERVER" send-keys -t top l
	wait_for on_screen 'by living'
	wait_for on_screen '^  400 one .* 3    1 open'
	# Its line is the first now, and it stays selected.
	eq "the first" "$(awk '$2 == "one" || $2 == "two" { print $2; exit }' /tmp/screen)" one
	grep -q '^Inside 400 one: 3' /tmp/screen
	# What changes is seen.
	expect -EAGAIN prep one 400
	wait_for on_screen '^  400 one .* 3    1 closed'
	tmux -L "$SERVER" send-keys -t top q
	wait_for grep -qx 'ended with 0' /tmp/ended
	rm /tmp/ended
	tmux -L "$SERVER" kill-server
}
subtest "top: a terminal" screen

interrupted() {
	SERVER=interrupted
	tmux -L "$SERVER" -f /dev/null new-session -d -s top -x 80 -y 24 \
		"$dynsc top --latency; echo ended with \$? | tee /tmp/ended; sleep 60"
	wait_for on_screen '^ +NR NAME .* P50 +P99'
	tmux -L "$SERVER" send-keys -t top C-c
	wait_for grep -qx 'ended with 0' /tmp/ended
	tmux -L "$SERVER" kill-server
	eq "instances" "$(ls "$TRACEFS/instances")" ""
}
[ ! -e "$TRACEFS/events/dyn_syscall/dyn_syscall_exit/hist" ] || subtest "top: ctrl-C" interrupted

# The threads of hammer end when they have returned.
kill "${BACKGROUND[@]}" 2>/dev/null || :
do_ go
expect 0 remove one 400
expect 0 remove two $GETPGID
