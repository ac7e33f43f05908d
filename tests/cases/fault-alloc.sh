# description: each allocation of loading and registering may fail: ENOMEM, and nothing is left behind
#
# The test build makes the N-th allocation fail. The first load or registration that
# succeeds leaves fail_alloc above 0: it has fewer than N allocations, so each of them
# has failed once.
left=/sys/module/dyn_syscall/parameters/fail_alloc

n=1
until LC_ALL=C load_test fail_alloc=$n 2>/tmp/insmod; do
	grep -q 'Cannot allocate memory' /tmp/insmod || fail "load $n: $(cat /tmp/insmod)"
	eq "what load $n left behind" "$(traces_of_module)" ""
	n=$((n + 1))
	[ $n -lt 20 ] || fail "no end of failing loads"
done
# the counters
[ $n -gt 1 ] || fail "only $((n - 1)) loads have failed"
[ "$(cat $left)" -gt 0 ] || fail "load $n has succeeded in spite of the $n-th allocation"
echo 0 >$left
load_client actor

# all_fail RESULT COMMAND...: repeat the command until it succeeds, with RESULT
all_fail() {
	local n=1 want=$1 before

	shift
	before=$(registrations)
	while :; do
		echo $n >$left
		got=$(do_ "$@")
		[ "$got" = -ENOMEM ] || break
		eq "fail_alloc after failure $n of $1" "$(cat $left)" 0
		eq "what failure $n of $1 left behind" "$(registrations)" "$before"
		n=$((n + 1))
		[ $n -lt 20 ] || fail "no end of failures of $1"
	done
	eq "$1 at last" "$got" "$want"
	[ "$(cat $left)" -gt 0 ] || fail "$1 has succeeded in spite of allocation $n"
	# the registration, the number, its file
	[ $n -gt 3 ] || fail "only $((n - 1)) tries of $1 have failed"
	echo 0 >$left
}

all_fail $UNUSED reg one $UNUSED ret
expect 0 unlock one $UNUSED
eq "call" "$(call one)" 42
expect 0 remove one $UNUSED

all_fail $GETPGID hijack one $GETPGID ret
expect 0 unlock one $GETPGID
eq "call" "$(call one)" 42
expect 0 remove one $GETPGID

# The view of the living calls has an allocation, too.
echo 1 >$left
! cat $DEBUGFS/dyn_syscall/calls 2>/tmp/error || fail "calls was read without memory"
LC_ALL=C grep -q 'Cannot allocate memory' /tmp/error
cat $DEBUGFS/dyn_syscall/calls >/dev/null
