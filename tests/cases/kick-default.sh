# description: a removal kicks callers that cannot notice: they sleep on in the original, and their results are the same as without a hijack
# default-kernels: 6.12 kasan kcsan
# timeout: 300
load
load_client actor

rows=(read read_fifo readv tty tty_raw wait4 waitid pause poll poll_limit ppoll select pselect6
	futex futex_private futex_bitset futex_limit)
timed=(nanosleep clock_nanosleep clock_nanosleep_abs poll_timeout futex_timeout futex_bitset_timeout)

waits_begin plain "${rows[@]}" "${timed[@]}"
waits_hijack "${rows[@]}" "${timed[@]}"
waits_begin hijacked "${rows[@]}"
waits_begin hijacked "${timed[@]}"
# A caller that starts its whole time again after the kick will be late.
wait_for waits_slept 7
for nr in "${WAITS_HIJACKED[@]}"; do
	background do_ remove "n$nr" "$nr" >"/tmp/removed.$nr"
	removals+=($!)
done
wait "${removals[@]}"
eq "removals" "$(cat /tmp/removed.* | sort -u)" 0
eq "rows of the table" "$(rows)" 0
waits_rows "${timed[@]}" "${rows[@]}"
for row in "${WAITS[@]}"; do
	wait_for waits_outside "$row"
	eq "$row: lines" "$(wc -l <"/tmp/hijacked/$row")" 1
done
waits_end
waits_same
