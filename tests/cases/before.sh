# description: a handler before the original passes its caller on after it has left: sleepers there delay nothing, and calls that never return can be hijacked
# by-table: yes
load
never="${NR[exit]},${NR[exit_group]},${NR[execve]},${NR[rt_sigreturn]},${NR[reboot]}${NR[vfork]:+,${NR[vfork]}}"

# Not without the flag, and not for a dynamic call.
refused() {
	! insmod "$BUILD/tests/clients/tried.ko" "$@" 2>/tmp/error || fail "loaded: $*"
}
refused nr="${NR[exit]}" flags=0
grep -q 'Operation not supported' /tmp/error || fail "$(cat /tmp/error)"
refused nr="${NR[exit_group]}" flags=0
refused new=1 new_flags=8
eq rows "$(rows)" 0

# The shell never calls getsid.
plain=$(call "$GETSID" 1)
load_client tried nr="$GETSID,${NR[read]},$never"
eq "passed on" "$(call "$GETSID" 1)" "$plain"
eq "calls" "$(column "tried_$GETSID" calls)" 1
eq "an exit status" "$(bash -c 'exit 7'; echo $?)" 7
eq "threads, a signal, execve" "$("$PROGRAMS/flow" signal 2>/dev/null; bash -c 'trap "echo caught" USR1; kill -USR1 $$; exec echo done' | xargs)" "caught done"
for call in exit_group execve rt_sigreturn; do
	[ "$(column "tried_${NR[$call]}" calls)" -gt 0 ] || fail "$call was not seen"
	eq "living in $call" "$(column "tried_${NR[$call]}" living)" 0
done

# The same while each call is traced.
trace_on enter exit
eq "traced, passed on" "$(call "$GETSID" 1)" "$plain"
eq "traced, an exit status" "$(bash -c 'exit 7'; echo $?)" 7
trace_off
eq "result in the event" "$(events exit | sed -n "s/^nr=$GETSID .* ret=\([^ ]*\) .*/\1/p")" -9223372036854775808

# A verdict, but not for calls that never return: there is nothing to return it to.
echo value >/sys/module/tried/parameters/does
echo 42 >/sys/module/tried/parameters/value
echo "$GETSID" >/sys/module/tried/parameters/only
eq "a verdict" "$(call "$GETSID" 1)" 42
echo "${NR[exit_group]}" >/sys/module/tried/parameters/only
eq "an exit status, whatever the handler says" "$(bash -c 'exit 7'; echo $?)" 7
trace_on exit
eq "the same, traced" "$(bash -c 'exit 7'; echo $?)" 7
trace_off
events exit | grep -q "^nr=${NR[exit_group]} .* ret=42 " || fail "no verdict in the event"

# Sleepers in the original are not inside: removal neither waits nor kicks.
echo pass >/sys/module/tried/parameters/does
mkfifo /tmp/pipe
exec {PIPE}<>/tmp/pipe
background cat /tmp/pipe >/tmp/cat
reader=${BACKGROUND[-1]}
asleep() {
	grep -q '^State:.S' "/proc/$reader/status" && read -r nr _ <"/proc/$reader/syscall" &&
		[ "$nr" = "${NR[read]}" ]
}
wait_for asleep
# The reader of the table itself is passed on as well.
eq "living while one sleeps in the original" "$(column "tried_${NR[read]}" living)" 0
! grep -q dyn_syscall "/proc/$reader/stack" || fail "a frame of the module: $(cat "/proc/$reader/stack")"
switches=$(sed -n 's/^voluntary_ctxt_switches:\t//p' "/proc/$reader/status")
trace_on eagain write_trylock
rmmod tried
trace_off
eq "attempts that failed" "$(events eagain | count)" 0
eq "woken" "$(sed -n 's/^voluntary_ctxt_switches:\t//p' "/proc/$reader/status")" "$switches"
unload dyn_syscall
echo line >&"$PIPE"
wait_for grep -q line /tmp/cat
kill "$reader"
