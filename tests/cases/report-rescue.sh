# description: rescues by key and at the end of a probation, recorded: in both reports, the verdict and the timeline
# default-kernels: 6.12
# machine: host
# after: rescue-trace
# needs: trace-cmd jq python3
copy_traces rescue.dat{,.table.before,.table.after} rescue.sh
# shellcheck source=/dev/null
. ./rescue.sh
recorded rescue.dat >events
for r in contention hijack; do
	"$TOOLS/dynsc" report $r --json --json-trace out.json rescue.dat >$r.json
	"$TOOLS/dynsc" report $r rescue.dat >$r.txt
done
subtest "timeline in both formats" same_timeline contention.json rescue.dat
# is NAME REPORT FILTER WANTED: a subtest of its JSON
is() {
	subtest "$1" eq "$1" "$(jq -rc "$3" $2.json)" "$4"
}
# text NAME REPORT PATTERN: a subtest of what it prints for people
text() {
	subtest "text: $1" grep -E "$3" $2.txt
}
rescues="$(printf '["%s","%s"]\n' "tried_$GETPGID" key "tried_$GETSID" key "tried_$GETPGID" probation)"
is "removals" contention '.removals[] | [.name, .rescue]' "$rescues"
is "timeline" hijack '.timeline[] | select(.rescue) | [.name, .rescue]' "$rescues"
is "times" hijack '[.timeline[] | select(.rescue).ns]' "[$(awk '$2 == "rescue" { print $1 }' events | paste -sd,)]"
is "begins of removals" contention '[.removals[].begin_ns]' \
	"[$(awk '$2 == "state" && /to=undoing/ { print $1 }' events | paste -sd,)]"
is "who pressed the key" contention '[.removals[] | select(.rescue == "key").pid] | unique' "[$REMOVER]"
is "inside then" contention '.removals[1].inside[].pid' "$CALLER"
# Its client removes it later.
is "freed" contention '[.removals[].freed_ns] | sort' \
	"[$(awk '$2 == "state" && /undoing to=free/ { print $1 }' events | paste -sd,)]"
is "registrations" hijack '[.entries[] | .registrations | length]' "[2,1]"
is "rows of states have none" hijack '[.timeline[] | select(.from != .to).rescue] | unique' "[null]"
text "removal" contention "^$GETSID tried_$GETSID \(hijacked\), begun at [0-9.]+ s by a rescue \(key\) in bash-$REMOVER$"
text "list" contention "^ .* $GETPGID tried_$GETPGID +rescue: probation, "
text "timeline" hijack "^ .* $GETSID tried_$GETSID +rescue: key, bash-$REMOVER$"
is "marks of the timeline" out '[.traceEvents[] | select(.ph == "i" and (.name | startswith("rescue"))) | "\(.tid) \(.name)"] | sort' \
	"$(printf '%s\n' "\"$GETPGID rescue: key\"" "\"$GETPGID rescue: probation\"" "\"$GETSID rescue: key\"" | sort | paste -sd, | sed 's/.*/[&]/')"
verdict() {
	"$TOOLS/dynsc" check rescue.dat | tee /dev/stderr | grep -q ' 3 removals, 0 swaps, 3 rescues: no violation$'
}
subtest "verdict" verdict
