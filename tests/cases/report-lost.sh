# description: dynsc report: how many events were lost, where, and which figures are lower bounds; damaged files; fuzzed records
# default-kernels: 6.12
# machine: host
# after: lost-trace
# needs: trace-cmd jq python3
T=lost.dat
copy_traces lost{,-whole}.dat{,.table.before,.table.after} lost.sh
# shellcheck source=/dev/null
. ./lost.sh
entry() {
	echo ".entries[] | select(.name == \"$1\")"
}

"$TOOLS/dynsc" report contention --json lost-whole.dat $T >lost.json
is() {
	subtest "$1" eq "$1" "$(jq -rc "$2" lost.json)" "$3"
}
# If a page has no room for the number, the kernel records only that there was a loss.
trace-cmd report $T 2>/dev/null >text
lost=$(sed -nE 's/.*\[([0-9]+) EVENTS DROPPED\].*/\1/p' text | awk '{ n += $1 } END { print n + 0 }')
unknown=$(grep -q '\[EVENTS DROPPED\]' text && echo true || echo false)
[ "$lost" -gt 0 ] || fail "nothing was lost"
is "lost" '"\(.files[0].lost) \(.files[1].lost)"' "0 $lost"
is "whether it was more" '.files[1].lost_is_lower_bound' $unknown
is "where it was lost" '([.losses[].lost] | add) == .files[1].lost and
	all(.losses[]; .first_ns <= .last_ns and .places > 0 and .cpu < 4)' true
is "a lower bound" "$(entry one) | .counts_are_lower_bounds and .granted < $CALLS" true
is "not a lower bound" "$(entry whole) | \"\(.counts_are_lower_bounds) \(.granted)\"" "false 3"
is "what was counted" '.differences[] | select(.name == "one" and .counter == "calls") | .counted' "$CALLS"
is "what was traced" ".differences[0].traced == ($(entry one) | .granted)" true
subtest "timeline in both formats" same_timeline lost.json lost-whole.dat $T
"$TOOLS/dynsc" report contention lost-whole.dat $T >lost.txt
grep -Eq "^ +$UNUSED  one +dynamic +[0-9]+\+ +[0-9]+\+ " lost.txt
grep -Eq "^ +401  whole +dynamic +3 +3 +0 " lost.txt
grep -Eq ", (at least )?$lost lost$" lost.txt
grep -q "^Lost events" lost.txt
eq "CSV" "$("$TOOLS/dynsc" report hijack --csv=losses $T | wc -l)" \
	$((1 + $(jq '.losses | length' lost.json)))

# Damaged records, formats and tables.
"$PROGRAMS/fuzz-report" $T 30
# Damaged files. Even if the library crashes, the result is a sentence.
trace-cmd convert -i $T -o six.dat --file-version 6 >/dev/null 2>&1
size=$(stat -c %s six.dat)
sentences=0
for seed in 1 2 3 4 5 6 7 8 9 10 11 12; do
	cp six.dat hurt.dat
	# The head, the formats, and from the symbols to the records.
	for place in $((seed * 13)) $((seed * 1511 % 40000)) $((size - seed * 4096 + 17)); do
		printf '\377' | dd of=hurt.dat bs=1 seek=$place conv=notrunc 2>/dev/null
	done
	status=0
	timeout 30 "$TOOLS/dynsc" report contention hurt.dat >out 2>error || status=$?
	case $status in
	0) [ ! -s error ] || fail "seed $seed: $(cat error)" ;;
	1)
		eq "seed $seed" "$(grep -c '^dynsc: ' error) $(wc -l <error) $(wc -c <out)" "1 1 0"
		sentences=$((sentences + 1))
		;;
	*) fail "seed $seed: status $status" ;;
	esac
done
[ "$sentences" -gt 0 ] || fail "no damage was detected"
