# description: a caller that sleeps in the original after a fallback delays neither removal nor unload
load
load_client actor
fifo=/tmp/fallback-sleeps
mkfifo $fifo
exec 7<>$fifo

expect ${NR[read]} hijack read ${NR[read]} pass 1
cat $fifo >$fifo.output 7>&- &
cat=$!
BACKGROUND+=("$cat")
asleep() {
	grep -q "^${NR[read]} 0x" "/proc/$cat/syscall"
}
wait_for asleep
[ "$(column read fallback)" -gt 0 ] || fail "no fallback"
eq "calls" "$(column read calls)" 0
eq "living" "$(column read living)" 0

# It is not inside: the first try gets the lock.
expect 0 prep read ${NR[read]}
expect 0 restore read ${NR[read]}
unload actor dyn_syscall
asleep

echo "still here" >&7
exec 7>&-
wait "$cat"
eq "what cat has read" "$(cat $fifo.output)" "still here"
