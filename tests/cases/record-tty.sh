# description: dynsc-record on a terminal: it shows how many events there are, and ctrl-C ends it and its command, and saves the trace
# default-kernels: 6.12
# needs: trace-cmd tmux jq
before_recording

# screen_has PATTERN: now
screen_has() {
	tmux -L record capture-pane -p -t record >/tmp/screen && grep -Eq -- "$1" /tmp/screen
}
# The command ends by ctrl-C as well, which reaches both.
cat >/tmp/command <<'END'
trap 'echo interrupted >/tmp/command.out; exit 5' INT
while :; do sleep 0.1; done
END
tmux -L record -f /dev/null new-session -d -s record -x 100 -y 24 \
	"scripts/dynsc-record -o /tmp/trace.dat -b 512 -- bash /tmp/command; echo status \$? >/tmp/status; sleep 1000"
wait_for screen_has '^dynsc-record: recording all, 512 KB for each CPU$'
wait_for screen_has '^dynsc-record: [0-9]+ s, 0 events, 0 lost'
call 400
call 400
wait_for screen_has '^dynsc-record: [0-9]+ s, [1-9][0-9]* events, 0 lost'
[ ! -e /tmp/status ] || fail "it has ended: $(cat /tmp/screen)"
tmux -L record send-keys -t record C-c
wait_for test -s /tmp/status
screen_has '^dynsc-record: /tmp/trace.dat: [0-9]+ events, .*, nothing lost$' || fail "$(cat /tmp/screen)"
# The line of the progress has ended before what follows.
! grep -q 'lost.*dynsc-record' /tmp/screen || fail "$(cat /tmp/screen)"
tmux -L record kill-server
eq "status" "$(cat /tmp/status)" "status 5"
eq "the command" "$(cat /tmp/command.out)" interrupted
judge_file /tmp/trace.dat
eq "calls" "$("$TOOLS/dynsc" report contention --json /tmp/trace.dat | jq '.entries[] | select(.name == "one").granted')" 2
tracing >/tmp/after
eq "left" "$(diff /tmp/before /tmp/after)" ""
expect 0 remove one 400
