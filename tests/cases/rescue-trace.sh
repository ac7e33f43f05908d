# description: leaves a trace of rescues by key and at the end of a probation
# default-kernels: 6.12
# needs: trace-cmd
load
rescue=/sys/module/dyn_syscall/parameters/rescue probation=/sys/module/dyn_syscall/parameters/probation
record_on -b 4096

# Two by the key, of which one has a caller inside, and one that is not kept.
load_client tried nr="$GETPGID,$GETSID" flags=2 does=pass
eq "passed on" "$(call "$GETPGID" 1)" 0
"$PROGRAMS/repeat" 40 "$GETPGID" 1	# for the fuzzing
echo sleep >/sys/module/tried/parameters/does
background "$PROGRAMS/call" "$GETSID" 1 >/tmp/slept
caller=$!
wait_for column_is "tried_$GETSID" living 1
echo y >/proc/sysrq-trigger
wait "$caller"
wait_for column_is "tried_$GETSID" living 0
rmmod tried
echo 0 >$rescue
echo 1 >$probation
load_client tried nr="$GETPGID" does=value value=7
wait_for column_is "tried_$GETPGID" state undoing
rmmod tried
echo 0 >$probation
record_off INT
eq "status" $STATUS 0
mkdir -p "$TRACES"
for f in trace.dat{,.table.before,.table.after}; do
	cp "/tmp/$f" "$TRACES/rescue${f#trace}"
done
printf '%s\n' "REMOVER=$BASHPID" "CALLER=$caller" >"$TRACES/rescue.sh"

unload dyn_syscall
