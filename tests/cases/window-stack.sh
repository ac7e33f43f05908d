# description: a task exits while a view examines it, and the kernel frees its stack at once
# kernels: 5.10 6.1 6.12
# by-table: yes
load_test
load_client actor

# Stacks are cached per CPU. The task and those that fill or empty the cache run on CPU 1,
# the reader on CPU 3, and the case on the other two.
taskset -pc 0,2 $BASHPID >/dev/null

# Linux 5.10 frees a stack at once when the cache of the CPU is full.
before_full() {
	for _ in {1..6}; do
		background taskset -c 1 sleep 1000
		fillers+=($!)
	done
}
fill_cache() {
	kill -KILL "${fillers[@]}"
	wait "${fillers[@]}" || :
}

# Later kernels free a cached stack at once if the memory cgroup of the task that takes it
# cannot be charged.
before_charge() {
	mkdir /tmp/cgroup
	mount -t cgroup2 none /tmp/cgroup
	if ! grep -qw memory /tmp/cgroup/cgroup.controllers; then
		umount /tmp/cgroup
		skip "no memory controller in the v2 hierarchy"
	fi
	echo +memory >/tmp/cgroup/cgroup.subtree_control
	mkdir $group
	mkfifo /tmp/fork
	# Its children use up the stacks that the CPU has cached.
	background bash -c "echo -1000 >/proc/self/oom_score_adj
		echo \$\$ >$group/cgroup.procs
		exec taskset -c 1 $PROGRAMS/forks 4 <>/tmp/fork" >/tmp/forked
	forks=$!
	wait_for grep -qx ready /tmp/forked
	# Reclaim as much as possible.
	echo 4096 >$group/memory.max
}
fail_charge() {
	local pages failed

	# How much a new task needs before its stack depends on what is cached: with one of
	# these limits there is memory for the task, but not for its stack.
	for pages in {0..12}; do
		echo $(($(cat $group/memory.current) + 4096 * pages)) >$group/memory.max
		echo >/tmp/fork
		wait_for has_lines $((pages + 2))
	done
	failed=$(sed 1d /tmp/forked | xargs)
	echo "forks that failed: $failed"
	[[ $failed =~ [1-5] ]] || fail "no fork failed"
}
has_lines() {
	[ "$(wc -l </tmp/forked)" = "$1" ]
}
after_charge() {
	kill -KILL "$forks"
	wait "$forks" || :
	wait_for rmdir $group
	echo -memory >/tmp/cgroup/cgroup.subtree_control
	umount /tmp/cgroup
}

expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED
background taskset -c 1 "$PROGRAMS/call" $UNUSED
caller=$!
wait_for inside_is 1
group=/tmp/cgroup/full fillers=() forks=''
case $(uname -r) in
5.10.*) before=before_full ;;
*) before=before_charge ;;
esac
$before

# The reader has found the task, and not yet examined its stack.
held_at looking taskset -c 3 cat $DEBUGFS/dyn_syscall/calls >/tmp/calls
reader=$HELD
[ ${#fillers[@]} = 0 ] || fill_cache
kill -KILL $caller
wait $caller || :
[ -z "$forks" ] || fail_charge
# What was freed is unmapped lazily; loading any module flushes it from all TLBs.
load_client hides
resume
wait $reader
eq "rows" "$(grep "^[0-9]" /tmp/calls | count)" 0

unload hides
[ -z "$forks" ] || after_charge
expect 0 remove one $UNUSED
