# description: dynsc report: how many events were lost, where, and which figures are lower bounds; damaged files; fuzzed records
# default-kernels: 6.12 kasan
# needs: trace-cmd jq
# timeout: 300
load
load_client actor
T=/tmp/lost.dat
entry() {
	echo ".entries[] | select(.name == \"$1\")"
}

# One recording has a whole life of a registration and loses nothing; the other one
# loses events.
trace_to /tmp/whole.dat dyn_syscall
expect 401 reg whole 401 ret
expect 0 unlock whole 401
"$PROGRAMS/repeat" 3 401
expect 0 remove whole 401
trace_end
RECORD_KB=8 trace_to $T dyn_syscall
expect $UNUSED reg one $UNUSED ret
expect 0 unlock one $UNUSED
"$PROGRAMS/repeat" 20000 $UNUSED
trace_end
calls=$(column one calls)

"$TOOLS/dynsc" report contention --json /tmp/whole.dat $T >/tmp/lost.json
is() {
	subtest "$1" eq "$1" "$(jq -rc "$2" /tmp/lost.json)" "$3"
}
# If a page has no room for the number, the kernel records only that there was a loss.
trace-cmd report $T 2>/dev/null >/tmp/report
lost=$(sed -nE 's/.*\[([0-9]+) EVENTS DROPPED\].*/\1/p' /tmp/report | awk '{ n += $1 } END { print n + 0 }')
unknown=$(grep -q '\[EVENTS DROPPED\]' /tmp/report && echo true || echo false)
[ "$lost" -gt 0 ] || fail "nothing was lost"
is "lost" '"\(.files[0].lost) \(.files[1].lost)"' "0 $lost"
is "whether it was more" '.files[1].lost_is_lower_bound' $unknown
is "where it was lost" '([.losses[].lost] | add) == .files[1].lost and
	all(.losses[]; .first_ns <= .last_ns and .places > 0 and .cpu < 4)' true
is "a lower bound" "$(entry one) | .counts_are_lower_bounds and .granted < $calls" true
is "not a lower bound" "$(entry whole) | \"\(.counts_are_lower_bounds) \(.granted)\"" "false 3"
is "what was counted" '.differences[] | select(.name == "one" and .counter == "calls") | .counted' "$calls"
is "what was traced" ".differences[0].traced == ($(entry one) | .granted)" true
"$TOOLS/dynsc" report contention /tmp/whole.dat $T >/tmp/lost.txt
grep -Eq "^ +$UNUSED  one +dynamic +[0-9]+\+ +[0-9]+\+ " /tmp/lost.txt
grep -Eq "^ +401  whole +dynamic +3 +3 +0 " /tmp/lost.txt
grep -Eq ", (at least )?$lost lost$" /tmp/lost.txt
grep -q "^Lost events" /tmp/lost.txt
eq "CSV" "$("$TOOLS/dynsc" report hijack --csv=losses $T | wc -l)" \
	$((1 + $(jq '.losses | length' /tmp/lost.json)))
expect 0 remove one $UNUSED

# Damaged records, formats and tables.
"$PROGRAMS/fuzz-report" $T 30
# Damaged files. Even if the library crashes, the result is a sentence.
trace-cmd convert -i $T -o /tmp/six.dat --file-version 6 >/dev/null 2>&1
size=$(stat -c %s /tmp/six.dat)
sentences=0
for seed in 1 2 3 4 5 6 7 8 9 10 11 12; do
	cp /tmp/six.dat /tmp/hurt.dat
	# The head, the formats, and from the symbols to the records.
	for place in $((seed * 13)) $((seed * 1511 % 40000)) $((size - seed * 4096 + 17)); do
		printf '\377' | dd of=/tmp/hurt.dat bs=1 seek=$place conv=notrunc 2>/dev/null
	done
	status=0
	timeout 30 "$TOOLS/dynsc" report contention /tmp/hurt.dat >/tmp/out 2>/tmp/error || status=$?
	case $status in
	0) [ ! -s /tmp/error ] || fail "seed $seed: $(cat /tmp/error)" ;;
	1)
		eq "seed $seed" "$(grep -c '^dynsc: ' /tmp/error) $(wc -l </tmp/error) $(wc -c </tmp/out)" "1 1 0"
		sentences=$((sentences + 1))
		;;
	*) fail "seed $seed: status $status" ;;
	esac
done
[ "$sentences" -gt 0 ] || fail "no damage was detected"
