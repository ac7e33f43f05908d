# description: dynsc report under load, compared with trace-cmd report and awk; CSV, several files, plot, bad input
# default-kernels: 6.12 kasan
# needs: trace-cmd jq gnuplot
# timeout: 300
load
load_client actor
T=/tmp/recount.dat
D=$TOOLS/dynsc

# Callers come and go while numbers are removed and registered again.
trace_to $T dyn_syscall
expect $UNUSED reg one $UNUSED ret
expect $GETPGID hijack two $GETPGID pass 1
expect 402 reg three 402 block
expect 0 unlock two $GETPGID
expect 0 unlock three 402
callers=()
for _ in 1 2 3; do
	"$PROGRAMS/call" 402 >/dev/null &
	callers+=($!)
	"$PROGRAMS/repeat" 800 $UNUSED &
	callers+=($!)
	"$PROGRAMS/repeat" 300 $GETPGID 2147483647 &
	callers+=($!)
done
wait_for inside_is 3
expect 0 unlock one $UNUSED
(expect 3 churn dynamic 401 ret 3)	# here, a child that ends would interrupt it
expect -EAGAIN prep three 402
"$PROGRAMS/repeat" 1200 $UNUSED
"$PROGRAMS/repeat" 20 402
do_ go
wait "${callers[@]}"
expect 0 trylock three 402
expect 0 unreg three 402
expect 0 remove two $GETPGID
expect 0 remove one $UNUSED
trace_end

# Both compute the same figures. ESRCH is a result of getpgid.
"$D" report contention --json $T >/tmp/contention.json
"$D" report hijack --json $T >/tmp/hijack.json
trace-cmd report -t $T 2>/dev/null >/tmp/text
awk -f tests/recount.awk /tmp/text | sort >/tmp/recounted
jq -rf tests/recount.jq /tmp/contention.json /tmp/hijack.json |
	sed 's/ ESRCH / -3 /' | sort >/tmp/reported
diff /tmp/recounted /tmp/reported || fail "awk and dynsc count differently"
for figure in entry times level histogram caller removal hijack result; do
	grep -q "^$figure " /tmp/reported || fail "nothing to compare: no $figure"
done
[ "$(grep -c '^level' /tmp/reported)" -ge 5 ] || fail "no calls overlapped"
grep -q "^result $GETPGID two hijacked -3 " /tmp/reported

# Percentiles, compared with the sorted times.
sed -n 's/.*dyn_syscall_exit: .* name=one .* ns=//p' /tmp/text | sort -n >/tmp/times
for p in 50 90 99; do
	told=$(jq ".entries[] | select(.name == \"one\") | .inside_p${p}_ns" /tmp/contention.json)
	awk -v p=$p -v told="$told" '{ t[NR] = $1 }
		END {
			rank = int(NR * p / 100)
			if (rank < NR * p / 100)
				rank++
			d = told / t[rank] - 1
			exit !(NR > 1000 && d < 0.004 && d > -0.004)
		}' /tmp/times || fail "p$p is $told, and $(wc -l </tmp/times) times say otherwise"
done

# A part by time: the removal with callers inside.
read -r from to < <(jq -r '.removals[] | select(.name == "three") | "\(.begin_ns) \(.locked_ns)"' /tmp/contention.json)
middle=$((from / 1000000000)).$(printf %09d $((from % 1000000000)))
late=$((to / 1000000000)).$(printf %09d $((to % 1000000000)))
granted=$(awk -v from="$middle" -v to="$late" '
	match($0, / [0-9]+\.[0-9]+: dyn_syscall_enter: .* name=one /) {
		split(substr($0, RSTART + 1), time, ":")
		n += time[1] + 0 >= from + 0 && time[1] + 0 <= to + 0
	}
	END { print n }' /tmp/text)
eq "--from and --to" "$(figure '.entries[] | select(.name == "one") | .granted' \
	contention --json --from "$middle" --to "$late" $T)" "$granted"
[ "$granted" -ge 1200 ] || fail "$granted calls during the removal"

# The CSV has the JSON's lists.
for list in entries levels callers; do
	"$D" report contention --csv=$list $T >/tmp/csv
	eq "rows of $list" $(($(wc -l </tmp/csv) - 1)) "$(jq --arg list $list \
		'if $list == "entries" then .entries else [.entries[][$list][]] end | length' /tmp/contention.json)"
done
eq "a figure of the CSV" "$("$D" report contention --csv $T | awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
	$at["name"] == "one" { print $at["granted"], $at["inside_p90_ns"] }')" \
	"$(jq -r '.entries[] | select(.name == "one") | "\(.granted) \(.inside_p90_ns)"' /tmp/contention.json)"

# Several files are merged by time: the same file twice doubles every count.
"$D" report contention --json $T $T >/tmp/twice.json
eq "twice" "$(jq '[.files[].events] | unique | length' /tmp/twice.json)" 1
eq "merged" "$(jq '.entries[] | select(.name == "one") | .granted' /tmp/twice.json)" \
	$((2 * $(jq '.entries[] | select(.name == "one") | .granted' /tmp/contention.json)))

"$D" report hijack --plot /tmp/plot.svg $T >/dev/null
head -c 400 /tmp/plot.svg | grep -q '<svg'
grep -q "$GETPGID two" /tmp/plot.svg
env PATH=/nowhere "$D" report hijack --plot /tmp/none.svg $T >/dev/null 2>/tmp/error && fail "plot without gnuplot"
eq "without gnuplot" "$(cat /tmp/error)" "dynsc: --plot needs gnuplot; \"scripts/setup show\" installs it"
eq "no partial plot" "$(ls /tmp/none.svg* 2>/dev/null)" ""

# answer STATUS ARGUMENT...: a subtest: it ends with STATUS, one sentence on stderr and
# nothing else
answer() {
	subtest "status $1: dynsc report ${*:2}" answers "$@"
}

answers() {
	local want=$1 status=0

	shift
	"$D" report "$@" >/tmp/out 2>/tmp/error || status=$?
	eq "status of $*" $status "$want"
	eq "stdout of $*" "$(head -c 100 /tmp/out)" ""
	eq "sentences of $*" "$(grep -c '^dynsc: ' /tmp/error) $(wc -l </tmp/error)" "1 1"
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
answer 1 contention /tmp/nothing.dat
answer 1 contention /tmp
answer 1 contention /dev/null
: >/tmp/empty.dat
answer 1 contention /tmp/empty.dat
answer 1 contention $T /tmp/empty.dat
answer 1 contention $TABLE
answer 1 contention "$D"
size=$(stat -c %s $T)
for part in 1 13 1000 $((size / 3)) $((size - 4096)); do
	head -c "$part" $T >/tmp/cut.dat
	answer 1 contention /tmp/cut.dat
done
# The last byte belongs to no event: without it the result is the same, or an error.
head -c $((size - 1)) $T >/tmp/cut.dat
if "$D" report contention --json /tmp/cut.dat >/tmp/cut.json 2>/dev/null; then
	jq .entries /tmp/cut.json | diff - <(jq .entries /tmp/contention.json)
fi
# The older format, truncated in the middle of its data, makes the library crash.
trace-cmd convert -i $T -o /tmp/six.dat --file-version 6 >/dev/null 2>&1
"$D" report contention --json /tmp/six.dat | jq .entries >/tmp/six
jq .entries /tmp/contention.json | diff - /tmp/six
size=$(stat -c %s /tmp/six.dat)
for part in $((size / 2)) $((size - 4096)) $((size - 1)); do
	head -c "$part" /tmp/six.dat >/tmp/cut.dat
	answer 1 contention /tmp/cut.dat
done
echo "# something else" >$T.table.before
answer 1 contention $T
rm $T.table.before

# A trace without events of dyn_syscall.
trace-cmd record -C mono -e sched:sched_switch -o /tmp/other.dat true >/dev/null 2>&1
answer 1 contention /tmp/other.dat
grep -q "no events of dyn_syscall" /tmp/error
"$D" report contention $T >/dev/full 2>/dev/null && fail "cannot write, no error"
"$D" report --help | grep -q '^Usage: dynsc report'
