# description: rescues by key and at the end of a probation, recorded: in both reports, the verdict, the timeline, and a trace for the picture
# default-kernels: 6.12
# needs: trace-cmd jq
# timeout: 240
load
rescue=/sys/module/dyn_syscall/parameters/rescue probation=/sys/module/dyn_syscall/parameters/probation
record_on -b 4096

# Two by the key, of which one has a caller inside, and one that is not kept.
load_client tried nr="$GETPGID,$GETSID" flags=2 does=pass
eq "passed on" "$(call "$GETPGID" 1)" 0
"$PROGRAMS/repeat" 40 "$GETPGID" 1	# for the fuzzing, on the host
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
recorded >/tmp/events
mkdir -p "$TRACES"
cp /tmp/trace.dat "$TRACES/rescue.dat"

for r in contention hijack; do
	"$TOOLS/dynsc" report $r --json --json-trace /tmp/out.json /tmp/trace.dat >/tmp/$r.json
	"$TOOLS/dynsc" report $r /tmp/trace.dat >/tmp/$r.txt
done
# is NAME REPORT FILTER WANTED: a subtest of its JSON
is() {
	subtest "$1" eq "$1" "$(jq -rc "$3" "/tmp/$2.json")" "$4"
}
# text NAME REPORT PATTERN: a subtest of what it prints for people
text() {
	subtest "text: $1" grep -E "$3" "/tmp/$2.txt"
}
rescues="$(printf '["%s","%s"]\n' "tried_$GETPGID" key "tried_$GETSID" key "tried_$GETPGID" probation)"
is "removals" contention '.removals[] | [.name, .rescue]' "$rescues"
is "timeline" hijack '.timeline[] | select(.rescue) | [.name, .rescue]' "$rescues"
is "times" hijack '[.timeline[] | select(.rescue).ns]' "[$(awk '$2 == "rescue" { print $1 }' /tmp/events | paste -sd,)]"
is "begins of removals" contention '[.removals[].begin_ns]' \
	"[$(awk '$2 == "state" && /to=undoing/ { print $1 }' /tmp/events | paste -sd,)]"
is "who pressed the key" contention '[.removals[] | select(.rescue == "key").pid] | unique' "[$BASHPID]"
is "inside then" contention '.removals[1].inside[].pid' "$caller"
# Its client removes it later.
is "freed" contention '[.removals[].freed_ns] | sort' \
	"[$(awk '$2 == "state" && /undoing to=free/ { print $1 }' /tmp/events | paste -sd,)]"
is "registrations" hijack '[.entries[] | .registrations | length]' "[2,1]"
is "rows of states have none" hijack '[.timeline[] | select(.from != .to).rescue] | unique' "[null]"
text "removal" contention "^$GETSID tried_$GETSID \(hijacked\), begun at [0-9.]+ s by a rescue \(key\) in bash-$BASHPID$"
text "list" contention "^ .* $GETPGID tried_$GETPGID +rescue: probation, "
text "timeline" hijack "^ .* $GETSID tried_$GETSID +rescue: key, bash-$BASHPID$"
is "marks of the timeline" out '[.traceEvents[] | select(.ph == "i" and (.name | startswith("rescue"))) | "\(.tid) \(.name)"] | sort' \
	"$(printf '%s\n' "\"$GETPGID rescue: key\"" "\"$GETPGID rescue: probation\"" "\"$GETSID rescue: key\"" | sort | paste -sd, | sed 's/.*/[&]/')"
verdict() {
	"$TOOLS/dynsc" check /tmp/trace.dat | tee /dev/stderr | grep -q ' 3 removals, 0 swaps, 3 rescues: no violation$'
}
subtest "verdict" verdict

unload dyn_syscall
