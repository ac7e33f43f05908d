# description: dynsc report under load, compared with trace-cmd report and awk; CSV, several files, plot, bad input
# default-kernels: 6.12
# machine: host
# after: recount-trace
# needs: trace-cmd jq gnuplot python3
T=recount.dat
copy_traces $T{,.table.before,.table.after} recount-other.dat
D=$TOOLS/dynsc

# Both compute the same figures. ESRCH is a result of getpgid.
"$D" report contention --json $T >contention.json
"$D" report hijack --json $T >hijack.json
trace-cmd report -t $T 2>/dev/null >text
awk -f "$PROJECT/tests/recount.awk" text | sort >recounted
jq -rf "$PROJECT/tests/recount.jq" contention.json hijack.json |
	sed 's/ ESRCH / -3 /' | sort >reported
diff recounted reported || fail "awk and dynsc count differently"
for figure in entry times level histogram caller removal hijack result; do
	grep -q "^$figure " reported || fail "nothing to compare: no $figure"
done
[ "$(grep -c '^level' reported)" -ge 5 ] || fail "no calls overlapped"
grep -q "^result $GETPGID two hijacked -3 " reported
same_timeline contention.json $T

# Percentiles, compared with the sorted times.
sed -n 's/.*dyn_syscall_exit: .* name=one .* ns=//p' text | sort -n >inside-times
for p in 50 90 99; do
	told=$(jq ".entries[] | select(.name == \"one\") | .inside_p${p}_ns" contention.json)
	awk -v p=$p -v told="$told" '{ t[NR] = $1 }
		END {
			rank = int(NR * p / 100)
			if (rank < NR * p / 100)
				rank++
			d = told / t[rank] - 1
			exit !(NR > 1000 && d < 0.004 && d > -0.004)
		}' inside-times || fail "p$p is $told, and $(wc -l <inside-times) times say otherwise"
done

# A part by time: the removal with callers inside.
read -r from to < <(jq -r '.removals[] | select(.name == "three") | "\(.begin_ns) \(.locked_ns)"' contention.json)
middle=$((from / 1000000000)).$(printf %09d $((from % 1000000000)))
late=$((to / 1000000000)).$(printf %09d $((to % 1000000000)))
granted=$(awk -v from="$middle" -v to="$late" '
	match($0, / [0-9]+\.[0-9]+: dyn_syscall_enter: .* name=one /) {
		split(substr($0, RSTART + 1), time, ":")
		n += time[1] + 0 >= from + 0 && time[1] + 0 <= to + 0
	}
	END { print n }' text)
eq "--from and --to" "$(figure '.entries[] | select(.name == "one") | .granted' \
	contention --json --from "$middle" --to "$late" $T)" "$granted"
[ "$granted" -ge 1200 ] || fail "$granted calls during the removal"

# The CSV has the JSON's lists.
for list in entries levels callers; do
	"$D" report contention --csv=$list $T >csv
	eq "rows of $list" $(($(wc -l <csv) - 1)) "$(jq --arg list $list \
		'if $list == "entries" then .entries else [.entries[][$list][]] end | length' contention.json)"
done
eq "a figure of the CSV" "$("$D" report contention --csv $T | awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
	$at["name"] == "one" { print $at["granted"], $at["inside_p90_ns"] }')" \
	"$(jq -r '.entries[] | select(.name == "one") | "\(.granted) \(.inside_p90_ns)"' contention.json)"

# Several files are merged by time: the same file twice doubles every count.
"$D" report contention --json $T $T >twice.json
eq "twice" "$(jq '[.files[].events] | unique | length' twice.json)" 1
eq "merged" "$(jq '.entries[] | select(.name == "one") | .granted' twice.json)" \
	$((2 * $(jq '.entries[] | select(.name == "one") | .granted' contention.json)))

"$D" report hijack --plot plot.svg $T >/dev/null
head -c 400 plot.svg | grep -q '<svg'
grep -q "$GETPGID two" plot.svg
env PATH=/nowhere "$D" report hijack --plot none.svg $T >/dev/null 2>error && fail "plot without gnuplot"
eq "without gnuplot" "$(cat error)" "dynsc: --plot needs gnuplot; \"scripts/setup show\" installs it"
eq "no partial plot" "$(ls none.svg* 2>/dev/null)" ""

# answer STATUS ARGUMENT...: a subtest: it ends with STATUS, one sentence on stderr and
# nothing else
answer() {
	subtest "status $1: dynsc report ${*:2}" answers "$@"
}

answers() {
	local want=$1 status=0

	shift
	"$D" report "$@" >out 2>error || status=$?
	eq "status of $*" $status "$want"
	eq "stdout of $*" "$(head -c 100 out)" ""
	eq "sentences of $*" "$(grep -c '^dynsc: ' error) $(wc -l <error)" "1 1"
}
answer 2
answer 2 lost $T
answer 2 contention
answer 2 contention --json --csv $T
answer 2 contention --csv=lost $T
answer 2 contention --pid x $T
answer 2 contention --nr -1 $T
answer 2 contention --from 2 --to 1 $T
answer 2 contention --from 1e3 $T
answer 2 contention --frobnicate $T
answer 1 contention nothing.dat
answer 1 contention .
answer 1 contention /dev/null
: >empty.dat
answer 1 contention empty.dat
answer 1 contention $T empty.dat
answer 1 contention /proc/self/status
answer 1 contention $T.table.after
cp "$D" .
answer 1 contention dynsc
size=$(stat -c %s $T)
for part in 1 13 1000 $((size / 3)) $((size - 4096)); do
	head -c "$part" $T >cut.dat
	answer 1 contention cut.dat
done
# The last byte belongs to no event: without it the result is the same, or an error.
head -c $((size - 1)) $T >cut.dat
if "$D" report contention --json cut.dat >cut.json 2>/dev/null; then
	jq .entries cut.json | diff - <(jq .entries contention.json)
fi
# The older format, truncated in the middle of its data, makes the library crash.
trace-cmd convert -i $T -o six.dat --file-version 6 >/dev/null 2>&1
"$D" report contention --json six.dat | jq .entries >six
jq .entries contention.json | diff - six
size=$(stat -c %s six.dat)
for part in $((size / 2)) $((size - 4096)) $((size - 1)); do
	head -c "$part" six.dat >cut.dat
	answer 1 contention cut.dat
done
echo "# something else" >$T.table.before
answer 1 contention $T
rm $T.table.before

# A trace without events of dyn_syscall.
answer 1 contention recount-other.dat
grep -q "no events of dyn_syscall" error
"$D" report contention $T >/dev/full 2>/dev/null && fail "cannot write, no error"
"$D" report --help | grep -q '^Usage: dynsc report'
