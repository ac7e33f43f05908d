# description: if neither kind of dispatch is found, loading fails with one line that says what was looked for; on arm64 one way to find the table is enough
# by-table: yes
load
dispatch=$(cat $DEBUGFS/dyn_syscall/dispatch)
if by_switch; then
	hide=x64_sys_call
elif [ "$(uname -m)" = aarch64 ]; then
	hide=kallsyms_lookup_name,do_el0_svc
else
	hide=kallsyms_lookup_name
fi
unload dyn_syscall

# A kernel that dispatches by a switch also has the table, for other readers. It must
# not be used, since nothing dispatches by it.
load_client hides hide=$hide
mark="dispatch-none: hidden"
echo "$mark" >/dev/kmsg
! load 2>/tmp/refused || fail "loaded without $hide"
grep -q 'Operation not supported' /tmp/refused || fail "$(cat /tmp/refused)"
eq "what it left behind" "$(traces_of_module)" ""
lines=$(dmesg | sed "1,/$mark\$/d" | grep ' dyn_syscall: ')
eq "lines" "$(count <<<"$lines")" 1
for word in 'x64_sys_call()' sys_call_table 'do_el0_svc()' 'in an unknown way'; do
	[[ $lines == *"$word"* ]] || fail "no $word in: $lines"
done
unload hides

# found_without FUNCTION: the table is found in the other way
found_without() {
	load_client hides hide=$1
	load
	eq "without $1" "$(cat $DEBUGFS/dyn_syscall/dispatch)" "$dispatch"
	unload dyn_syscall hides
}

# Its address is also in the code, which suffices where kallsyms has no data.
if [ "$(uname -m)" = aarch64 ]; then
	found_without kallsyms_lookup_name
	! grep -q ' sys_call_table$' /proc/kallsyms || found_without do_el0_svc
fi

load
eq "dispatch" "$(cat $DEBUGFS/dyn_syscall/dispatch)" "$dispatch"
unload dyn_syscall
