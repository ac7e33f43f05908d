# description: dynsc report: every figure of both reports, and the exact callers in the exact order
# default-kernels: 6.12
# machine: host
# after: truth-trace
# needs: jq python3
T=truth.dat
copy_traces $T{,.table.before,.table.after} truth.sh
# shellcheck source=/dev/null
. ./truth.sh

# is NAME FILTER WANTED: a subtest of the contention report; cost: of the hijack report
is() {
	subtest "$1" eq "$1" "$(jq -rc "$2" contention.json)" "$3"
}
cost() {
	subtest "$1" eq "$1" "$(jq -rc "$2" hijack.json)" "$3"
}
# text NAME REPORT GREP...: a subtest of what it prints for people
text() {
	subtest "text: $1" grep "${@:3}" $2.txt
}
entry() {
	echo ".entries[] | select(.name == \"$1\")"
}

"$TOOLS/dynsc" report contention --json $T >contention.json
"$TOOLS/dynsc" report hijack --json $T >hijack.json
subtest "timeline in both formats" same_timeline contention.json $T
is files '[.report, (.files[0] | [.file, .cpus, .lost] | join(" "))] | join(" ")' "contention $T 4 0"
is entries '[.entries[] | "\(.nr) \(.name) \(.kind)"] | join(", ")' \
	"$GETPGID three hijacked, ${NR[getsid]} two hijacked, 400 one dynamic, 400 uno dynamic, 402 early dynamic, 403 last dynamic"
counts='[.attempts, .granted, .refused, .fallback, .left, .entered_before, .still_inside, .end_unknown, .most_inside] | join(" ")'
is one "$(entry one) | $counts" "14 4 10 0 4 0 0 0 3"
is uno "$(entry uno) | $counts" "5 5 0 0 5 0 0 0 1"
is early "$(entry early) | $counts" "0 0 0 0 1 1 0 0 0"
is last "$(entry last) | $counts" "1 1 0 0 0 0 1 0 1"
is two "$(entry two) | $counts" "7 7 0 0 7 0 0 0 1"
is three "$(entry three) | $counts" "11 8 0 3 8 0 0 0 1"
is "why one" "$(entry one) | [.refused_not_yet_unlocked, .refused_closing] | join(\" \")" "2 8"
is "why three" "$(entry three) | .fallback_not_yet_unlocked" 3
is "who is inside at the end" "$(entry last) | [.at_end[] | \"\(.pid) \(.comm)\"] | join(\" \")" "$LAST call"
is "callers of one" "$(entry one) | [.callers[] | select(.refused > 0) | \"\(.pid) \(.comm) \(.calls) \(.refused)\"] | join(\", \")" \
	"$LATE repeat 0 5, $LATER repeat 0 3, $FIRST repeat 0 2"
is "callers of three" "$(entry three) | .callers[0] | \"\(.pid) \(.comm) \(.calls)\"" "$THREE repeat 6"
is "levels of one" "$(entry one) | [.levels[].inside] | join(\" \")" "0 1 2 3"
is "levels are all of the time" "$(entry one) | ([.levels[].time_ns] | add) == .registered_ns" true

is removals '[.removals[] | "\(.name) \(.eagain)/\(.attempts) \(.refused)"] | join(", ")' \
	"one 3/4 8, uno 0/1 0, one 0/1 0, two 0/1 0"
removal='[.removals[] | select(.name == "one")][0]'
is "who was inside" "$removal | [.inside[].pid] | join(\" \")" "${INSIDE[1]} ${INSIDE[2]} ${INSIDE[3]}"
is "who left last" "$removal | \"\(.last_pid) \(.last_comm)\"" "${INSIDE[3]} call"
is "who was refused" "$removal | [.refusals[] | \"\(.pid) \(.refused)\"] | join(\", \")" "$LATE 5, $LATER 3"
is "order of the removal" "$removal | .begin_ns < .last_left_ns and .last_left_ns < .locked_ns and .locked_ns < .freed_ns" true
is "what the last did" "$removal | (.last_sleeping_ns >= 300000000) and
	([.last_sleeping_ns, .last_running_ns, .last_waiting_ns, .last_other_ns, .last_uninterruptible_ns] | add) == .last_left_ns - .begin_ns" true
is "who removed" "$removal | .pid" "$REMOVER"
is "counters agree" '"\(.counters_compared) \(.differences | length)"' "true 0"

cost "results of two" "$(entry two) | [.results[] | \"\(.result) \(.calls)\"] | join(\", \")" \
	"success 4, ESRCH 1, EINVAL 2"
cost "results of three" "$(entry three) | [.results[] | \"\(.result) \(.calls)\"] | join(\", \")" \
	"success 6, ESRCH 2"
cost "calls of the original" '[.entries[] | "\(.name) \(.original_never) \(.original_once) \(.original_calls)"] | join(", ")' \
	"three 0 8 8, two 7 0 0"
cost "what was added" "$(entry three) | .added_sum_ns == .inside_sum_ns - .original_sum_ns and .added_sum_ns > 0" true
cost "original, handler, owner" "$(entry three) | \"\(.original) \(.handler) \(.owner)\"" \
	"${SYS}getpgid pass actor"
cost "original, handler, owner of a removed call" "$(entry two) | \"\(.original) \(.handler) \(.owner)\"" \
	"${SYS}getsid first actor"
cost "callers of two" "$(entry two) | .callers[0] | \"\(.pid) \(.calls)\"" "$TWO 4"
cost "timeline" '[.timeline[] | "\(.name) \(.from) \(.to)"] | join(", ")' \
	"two free reserved, two reserved active, two locked unlocked, three free reserved, three reserved active, three locked unlocked, two active undoing, two undoing free"
cost "what was not redirected" .redirects_32bit_calls false
cost "in order" '([.timeline[].ns] | sort) == [.timeline[].ns]' true
cost "registrations" "$(entry two) | .registrations[0] | .reserved_ns < .active_ns and .active_ns < .unlocked_ns and .unlocked_ns < .undoing_ns and .undoing_ns < .free_ns" true

# The text reports say the same.
"$TOOLS/dynsc" report contention $T >contention.txt
text "counts of one" contention -E "^ +400  one +dynamic +14 +4 +10 +0 +3 "
text "EAGAIN" contention "^    EAGAIN          3 in 4 attempts$"
text "who left last" contention "^    left last       call-${INSIDE[3]}, .* sleeping"
text "who was refused" contention "^    refused         8: repeat-$LATE 5, repeat-$LATER 3$"
text "counters agree" contention "calls, enosys, fallback, eagain of 3 entries: as in the trace"
"$TOOLS/dynsc" report hijack $T >hijack.txt
text "results of two" hijack "^  results     4 succeeded, 1 ESRCH, 2 EINVAL$"
text "handler of three" hijack "^  handler     pass$"
text "what was not redirected" hijack "^32-bit calls .* are not redirected"
text "where that is explained" hijack "What a hijack sees"
subtest "text: no colour in a file" eq "lines with colour" "$(cat contention.txt hijack.txt | grep -c $'\033')" 0

# Counters that differ are reported.
awk '$2 == "three" { $9 += 5 } { print }' $T.table.after >table
mv table $T.table.after
subtest "counters differ" eq "a difference" \
	"$(figure '.differences[] | "\(.name) \(.counter) \(.traced) \(.counted)"' contention --json $T)" \
	"three enosys 0 5"

# Filters. A call that began before --from and ends after it is counted separately.
subtest "--pid" eq "--pid" "$(figure '[.entries[] | select(.attempts > 0) | "\(.name) \(.attempts)"] | join(" ")' \
	contention --json --pid "$LATE,$THREE" $T)" "three 6 one 5"
subtest "--nr" eq "--nr" "$(figure '[.entries[].name] | join(" ")' contention --json --nr 400 $T)" "one uno"
subtest "--name" eq "--name" "$(figure '[.entries[].nr] | join(" ")' contention --json --name uno,three $T)" "$GETPGID 400"
middle=$(jq -r "$removal | .begin_ns" contention.json)
middle=$((middle / 1000000000)).$(printf %09d $((middle % 1000000000)))
subtest "--from" eq "--from" "$(figure "$(entry one) | $counts" contention --json --from "$middle" $T)" "9 1 8 0 4 3 0 0 3"
subtest "--to" eq "--to" "$(figure "$(entry one) | $counts" contention --json --to "$middle" $T)" "5 3 2 0 0 0 3 0 3"
