# description: each allocation of the module may fail, by the kernel's fault injection: ENOMEM, and nothing is left behind
# timeout: 300
#
# Like fault-alloc.sh, but with the production module, and including what the kernel
# allocates on its behalf. Each operation runs with the N-th allocation failing that has
# the module's text on its stack, for N = 1, 2, ... until there is no N-th.
for f in failslab/require-start fail_page_alloc/require-start; do
	[ -e $DEBUGFS/$f ] || skip "the kernel has no debugfs/$f (FAILSLAB, FAIL_PAGE_ALLOC, FAULT_INJECTION_STACKTRACE_FILTER)"
done
[ -e /proc/self/fail-nth ] || skip "the kernel has no /proc/PID/fail-nth (FAULT_INJECTION)"

# ours_is START END: let only allocations fail that have this text on their stack
ours_is() {
	local d

	for d in $DEBUGFS/{failslab,fail_page_alloc}; do
		echo 0 >$d/verbose
		echo N >$d/ignore-gfp-wait
		# The maximum: an allocation is some ten calls deep.
		echo 32 >$d/stacktrace-depth
		echo "$1" >$d/require-start
		echo "$2" >$d/require-end
	done
	echo N >$DEBUGFS/fail_page_alloc/ignore-gfp-highmem
	echo 0 >$DEBUGFS/fail_page_alloc/min-order
}

# text_of MODULE: where its functions begin and end, to the page
text_of() {
	awk -v m="[$1]" '$4 == m && tolower($2) == "t" { print "0x" $1 }' /proc/kallsyms | sort |
		sed -n '1s/...$/000/p; $s/...$/fff/p'
}

# by_program N PROGRAM...: with the N-th allocation failing; sets ANSWER to its status or
# to -ENOMEM, and LEFT to how many allocations were missing to the N-th
by_program() {
	local n=$1 status=0

	shift
	LEFT=$(LC_ALL=C "$PROGRAMS/nth" "$n" "$@" 2>/tmp/error) || status=$?
	ANSWER=$status
	if grep -q 'Cannot allocate memory' /tmp/error; then
		ANSWER=-ENOMEM
	fi
}

# by_actor N COMMAND...: the same for the actor, whose own allocations do not count
by_actor() {
	local n=$1

	shift
	# shellcheck disable=SC2016 # expanded by the inner shell
	LEFT=$("$PROGRAMS/nth" "$n" bash -c '
		exec 3<>/dev/actor
		echo "$*" >&3
		read -r answer <&3
		echo "$answer" >/tmp/answer' - "$@")
	ANSWER=$(cat /tmp/answer)
	[ "$ANSWER" != -12 ] || ANSWER=-ENOMEM
}

# every LEAST WANT STATE SETUP BACK HOW COMMAND...: run it with each of its allocations
# failing, of which there are at least LEAST. If it fails with -ENOMEM, STATE prints the
# same as before. If it succeeds, it answers WANT, and STATE prints the same after BACK
# and SETUP.
every() {
	local least=$1 want=$2 state=$3 setup=$4 back=$5 how=$6 n=1 before refused=0

	shift 6
	$setup
	before=$($state)
	while :; do
		$how $n "$@"
		[ "$LEFT" = 0 ] || break
		if [ "$ANSWER" = "$want" ]; then
			$back
			$setup
		else
			eq "$* with allocation $n failing" "$ANSWER" -ENOMEM
			refused=$((refused + 1))
		fi
		eq "what $* with allocation $n failing left behind" "$($state)" "$before"
		n=$((n + 1))
		[ $n -lt 500 ] || fail "no end of failures of $*"
	done
	eq "$* at last" "$ANSWER" "$want"
	$back
	[ $((n - 1)) -ge $least ] || fail "only $((n - 1)) allocations of $*"
	echo "$*: $((n - 1)) allocations, $refused times refused"
}

# The module's init has no fixed place. This kernel has no other modules.
everywhere="0xffffffffc0000000 0xffffffffff000000"
ours_is $everywhere
every 4 0 traces_of_module : "unload dyn_syscall" by_program insmod $BUILD/dyn_syscall.ko

load
load_client actor
mapfile -t text < <(text_of dyn_syscall)
ours_is "${text[@]}"

removed() {
	expect 0 remove one $UNUSED
}
restored() {
	expect 0 remove one $GETPGID
}
registered() {
	expect $UNUSED reg one $UNUSED block
}
unlocked() {
	registered
	expect 0 unlock one $UNUSED
}
entered() {
	unlocked
	do_ stop >/dev/null
	background "$PROGRAMS/call" $UNUSED >/dev/null
	wait_for inside_is 1
}
begun() {
	entered
	expect -EAGAIN prep one $UNUSED
}
let_go() {
	do_ go >/dev/null
	wait_for inside_is 0
	removed
}
left() {
	wait_for inside_is 0
	removed
}

every 2 $UNUSED registrations : removed by_actor reg one $UNUSED ret
every 2 $GETPGID registrations : restored by_actor hijack one $GETPGID ret
every 1 0 registrations : : by_program cat $TABLE
every 1 0 registrations : : by_program cat $DEBUGFS/dyn_syscall/calls
# This one ends in a tail call to the kernel: the module is not on the stack.
every 0 0 registrations : : by_program cat $DEBUGFS/dyn_syscall/dispatch
every 0 0 registrations registered removed by_actor unlock one $UNUSED
every 0 -11 registrations entered let_go by_actor prep one $UNUSED
every 0 -11 registrations begun let_go by_actor trylock one $UNUSED
every 0 0 registrations unlocked : by_actor remove one $UNUSED
every 1 1 registrations begun left by_actor kick one $UNUSED
# If there is no memory to look for callers, it tries again later.
every 1 0 registrations entered removed by_actor drain one $UNUSED 60000 2

unload actor dyn_syscall
ours_is $everywhere
every 0 0 traces_of_module load : by_program rmmod dyn_syscall
