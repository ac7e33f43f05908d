# description: every number is hijacked in turn while programs run, which notice nothing
# default-kernels: 6.1 arm64-6.1
# by-table: yes
# timeout: 300
dir=/tmp/hijack-each
mkdir $dir

# Prints a line for each round, and one for each error.
work() {
	local text status

	while [ ! -e $dir/stop ]; do
		text=$(seq 1 200 | sort -rn | tail -n 3 | tr '\n' ' ')
		[ "$text" = "3 2 1 " ] || echo "wrong: $text"
		echo "$text" >$dir/a
		cp $dir/a $dir/b
		mv $dir/b $dir/c
		cmp $dir/a $dir/c
		rm $dir/c
		[ "$(find $dir -name '[abc]')" = $dir/a ] || echo "wrong: $(ls $dir)"
		status=0
		sh -c 'exit 7' || status=$?
		[ $status = 7 ] || echo "wrong: $status"
		echo round
	done >$dir/log 2>&1
}

load
load_client hijack_all
used=$(awk '!/^#/ { print $4 }' $DEBUGFS/dyn_syscall/dispatch)

background work
wait_for grep -q round $dir/log
rounds=$(count <$dir/log)
turns=0
# By table every number has had its turn before the programs end a round: repeat.
until [ $turns -gt 0 ] && [ $(($(count <$dir/log) - rounds)) -ge 2 ]; do
	order each || fail "it does not end: $(parameter hijack_all each) of $used"
	turns=$((turns + 1))

	# All but exit and exit_group.
	eq "had their turn" "$(parameter hijack_all each)" $((turns * (used - 2)))
	eq "failed" "$(parameter hijack_all failed)" 0
	eq "redirected" "$(redirected_now)" 0

	# Numbers with a sleeper inside are restored, and wait for it.
	eq "in another state" "$(awk '!/^#/ && $5 != "undoing"' $TABLE)" ""
	eq "rows" "$(rows)" "$(parameter hijack_all hijacked)"
	order none || fail "calls stay inside: $(cat $TABLE)"
	eq "failed at the end" "$(parameter hijack_all failed)" 0
	eq "hijacked at the end" "$(parameter hijack_all hijacked)" 0
	eq "rows at the end" "$(rows)" 0
done
echo "turns: $turns"
: >$dir/stop
wait "${BACKGROUND[0]}"
eq "wrong" "$(grep -vx round $dir/log || :)" ""
