# description: dispatch by table: if a row holds no function of the kernel, loading fails with one line that says why
# by-table: yes
load
needs_table
unload dyn_syscall
load_client rewrites
neighbour=/sys/module/rewrites/parameters

for nr in $GETPPID $GETPGID $UNUSED; do
	echo "$nr" >$neighbour/take
	mark="row-strange: $nr"
	echo "$mark" >/dev/kmsg
	! load 2>/dev/null || fail "loaded with a strange row $nr"
	eq "what it left behind" "$(traces_of_module)" ""
	eq "lines for $nr" "$(dmesg | sed "1,/$mark\$/d" | grep -c ' dyn_syscall: .*row '"$nr "'.*\[rewrites\]')" 1
	eq "lines" "$(dmesg | sed "1,/$mark\$/d" | grep -c ' dyn_syscall: ')" 1
	echo "$nr" >$neighbour/give
done
load
unload dyn_syscall rewrites
