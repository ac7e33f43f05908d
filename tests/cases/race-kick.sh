# description: calls are handed back in a loop while tasks start, sleep, run programs and exit: no program notices
# default-kernels: 6.12 kasan kcsan
# cpus: 16
# timeout: 240
load
load_client actor

background "$PROGRAMS/naps" 64 >/tmp/naps
naps=$!
wait_for grep -q napping /tmp/naps
trace_on exit
n=$(rounds 200)
expect $n churn_kick ${NR[clock_nanosleep]} $n
# Calls were really kicked: they returned with the code for a later restart.
[ "$(events exit | grep -c ' ret=-516 ')" -ge $((n / 2)) ] ||
	fail "only $(events exit | grep -c ' ret=-516 ') calls were handed back"
trace_off
kill -TERM $naps
wait $naps
cat /tmp/naps
for word in short failed disturbed; do
	eq $word "$(counted "$(tail -n 1 /tmp/naps)" $word)" 0
done
[ "$(counted "$(tail -n 1 /tmp/naps)" programs)" -gt 0 ] || fail "no program was run"
