# description: dynsc-hist counts every call of each entry once, in the right bucket, and does not disturb other tracing
# default-kernels: 6.12 kcsan
load
needs_hist
load_client actor
expect 400 reg one 400 ret
expect 0 unlock one 400
expect 401 reg two 401 block
expect 0 unlock two 401
hijack_pass three $GETSID
# Another user traces meanwhile.
trace_on exit
tracing >/tmp/before

# counted NAME: calls in all its buckets; each bucket's sum lies within it
counted_by_hist() {
	awk -F, -v name="$1" 'NR > 1 && $2 == name {
		n += $5
		if ($6 <= $3 * $5 || $6 > $4 * $5) bad = 1
	} END { print n + 0 (bad ? " and a sum outside" : "") }' /tmp/csv
}
hist() {
	local want=$1 status=0

	shift
	scripts/dynsc-hist "$@" >/tmp/csv 2>/tmp/error || status=$?
	eq "status of $*" $status "$want"
	tracing >/tmp/after
	eq "left after $*" "$(diff /tmp/before /tmp/after)" ""
}

scene="for i in {1..5}; do $PROGRAMS/call 400; $PROGRAMS/call $GETSID; done >/dev/null
	$PROGRAMS/call 402 >/dev/null; exit 7"
hist 7 --csv -- bash -c "$scene"
eq "header" "$(sed -n 1p /tmp/csv)" nr,name,above_ns,up_to_ns,calls,sum_ns
eq "one" "$(counted_by_hist one)" 5
eq "three" "$(counted_by_hist three)" 5
eq "rows of others" "$(grep -vc "^400,one,\|^$GETSID,three," /tmp/csv)" 1
hist 7 --csv --nr 400 -- bash -c "$scene"
eq "one of one" "$(counted_by_hist one)" 5
eq "three of one" "$(counted_by_hist three)" 0
hist 7 --csv --nr 401 --name three -- bash -c "$scene"
eq "one of two and three" "$(counted_by_hist one)" 0
eq "three of two and three" "$(counted_by_hist three)" 5
# The exit events of the other user have the same times.
sum=$(events exit | tail -n 10 | sed -n 's/.* name=three .*ns=//p' | awk '{ n += $1 } END { print n }')
eq "sum" "$(awk -F, '$2 == "three" { n += $6 } END { print n }' /tmp/csv)" "$sum"

# The handler's own time is that without the original's.
hist 7 --csv --own -- bash -c "$scene"
eq "own of one" "$(counted_by_hist one)" 0
eq "own of three" "$(counted_by_hist three)" 5
own=$(awk -F, '{ n += $6 } END { print n }' /tmp/csv)
[ "$own" -gt 0 ] || fail "own time $own"

# As text, with calls that sleep. A caller that is killed inside leaves, too. The time of
# a call that began before is not known.
trace_off
trace_on enter
tracing >/tmp/before
background "$PROGRAMS/call" 401
wait_for inside_is 1
background scripts/dynsc-hist --seconds 5 --name two >/tmp/text
wait_for [ -d $TRACEFS/instances/dynsc-hist.$! ]
hist=$!
wait_for grep -q 'hist:' $TRACEFS/instances/dynsc-hist.$hist/events/dyn_syscall/dyn_syscall_exit/trigger
background "$PROGRAMS/call" 401
background "$PROGRAMS/call" 401
wait_for inside_is 3
kill -KILL ${BACKGROUND[-1]}
wait_for inside_is 2
sleep 0.3
do_ go
wait $hist
cat /tmp/text
grep -Eq '^401 two: 2 calls, mean [0-9.]+ m?s, sum [0-9.]+ m?s$' /tmp/text
eq "header of the text" "$(sed -n 2p /tmp/text | xargs)" "above up to calls"
eq "calls in the text" "$(awk 'NR > 2 { n += $5; if (!$5 != !$6) bad = 1 } END { print n bad }' /tmp/text)" 2
tracing >/tmp/after
eq "left after that" "$(diff /tmp/before /tmp/after)" ""

# With threads, the count is exact. And the time of an original is used once: "four" does
# not call it.
trace_off
tracing >/tmp/before
background scripts/dynsc-hist --csv >/tmp/csv
hist=$!
background scripts/dynsc-hist --csv --own >/tmp/own
hists="$hist $!"
for h in $hists; do
	wait_for grep -q 'hist:' $TRACEFS/instances/dynsc-hist.$h/events/dyn_syscall/dyn_syscall_exit/trigger
done
before=$(column one calls)
hammer_on 400 2 42
result=$(hammer_off $HAMMER)
hammer_on $GETSID 1 parent 42 0
take_back three $GETSID
expect $GETSID hijack four $GETSID ret
expect 0 unlock four $GETSID
more() {
	[ "$(column four calls)" -gt 100 ]
}
wait_for more
hammer_off $HAMMER
four=$(column four calls)
kill -TERM $hists
for h in $hists; do
	wait $h
done
eq "one by threads" "$(counted_by_hist one)" "$(counted "$result" 42)"
eq "one by the table" "$(column one calls)" $((before + $(counted "$result" 42)))
eq "four" "$(counted_by_hist four)" "$four"
mv /tmp/own /tmp/csv
[ "$(counted_by_hist three)" -gt 0 ] || fail "no call of three"
eq "own time without an original" "$(counted_by_hist four)" 0
tracing >/tmp/after
eq "left at the end" "$(diff /tmp/before /tmp/after)" ""

expect 0 remove one 400
expect 0 remove two 401
expect 0 remove four $GETSID
