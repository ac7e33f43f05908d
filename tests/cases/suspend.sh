# description: a removal that waits for a caller does not prevent suspend
#
# The caller is the parent in vfork(): it can be frozen inside the call, and no kick
# wakes it.
POWER=/sys/power
DELAY=/sys/module/suspend/parameters/pm_test_delay
for f in $POWER/pm_test $POWER/pm_freeze_timeout $DELAY; do
	[ -e $f ] || skip "this kernel has no $f (CONFIG_PM_DEBUG)"
done
grep -qw freeze $POWER/state || skip "this kernel does not suspend to idle"

# Freezes all tasks for a second, and nothing else.
suspend() {
	local status=0

	echo freezer >$POWER/pm_test
	echo $((5000 * SLOW)) >$POWER/pm_freeze_timeout
	echo 1 >$DELAY
	echo freeze >$POWER/state || status=1
	echo none >$POWER/pm_test
	echo 20000 >$POWER/pm_freeze_timeout
	echo 5 >$DELAY
	return $status
}

# more_than N: write attempts of the removal that have failed
more_than() {
	[ "$(column vfork eagain)" -gt "$1" ]
}

# waiting REMOVAL...: a command that removes vfork; its output is in /tmp/removed
waiting() {
	local parent remover

	hijack_pass vfork $VFORK
	rm -f /tmp/child
	mkfifo /tmp/child
	background "$PROGRAMS/flow" vfork_stays /tmp/child
	parent=$!
	wait_for column_is vfork living 1
	background "$@" >/tmp/removed
	remover=$!
	wait_for more_than 2

	suspend || fail "$*: suspend failed: $(dmesg | grep 'refusing to freeze' | tail -n 1)"

	# The removal continues to wait, until the caller leaves.
	wait_for more_than "$(column vfork eagain)"
	eq "living" "$(column vfork living)" 1
	! ended $remover || fail "$*: ended with a caller inside"
	: >/tmp/child
	wait $parent
	poll 20 ended $remover || fail "$*: does not end"
	wait $remover
}

load
load_client actor
waiting do_ drain vfork $VFORK 600000
eq "drain" "$(cat /tmp/removed)" 0
expect 0 restore vfork $VFORK

waiting do_ remove vfork $VFORK
eq "remove" "$(cat /tmp/removed)" 0

waiting rmmod actor
eq "rows" "$(rows)" 0
eq "redirected" "$(redirected_now)" 0
