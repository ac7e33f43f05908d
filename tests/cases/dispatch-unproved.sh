# description: a number whose site is not proved cannot be redirected, and is listed; all others can, also one whose site loses the number
# mutants: unproved
load
needs_switch
before=$(tail -n 1 $DEBUGFS/dyn_syscall/dispatch)
unload dyn_syscall

mark="dispatch-unproved: loading"
echo "$mark" >/dev/kmsg
load_mutant unproved
load_client actor
view=$DEBUGFS/dyn_syscall/dispatch
eq "listed" "$(sed -n '4,$p' $view | grep '^#')" "# number $GETPGID cannot be redirected: a test"
eq "the numbers" "$(tail -n 1 $view)" "$before"
lines=$(dmesg | sed "1,/$mark\$/d" | grep ' dyn_syscall: ')
eq "lines" "$(count <<<"$lines")" 1
[[ $lines == *"number $GETPGID cannot be redirected: a test ("*x64_sys_call+* ]] || fail "$lines"

expect -EOPNOTSUPP hijack one $GETPGID pass
eq "the original" "$(call $GETPGID 1)" 0
eq "rows" "$(rows)" 0
eq "redirected" "$(redirected_now)" 0

# Its neighbours, as ever.
sid=$(call $GETSID 1)
hijack_pass one $GETPPID
hijack_pass two $GETSID
expect $UNUSED reg three $UNUSED ret
expect 0 unlock three $UNUSED
[ "$(call $GETPPID)" -gt 0 ] || fail "not the original of $GETPPID"
eq "another" "$(call $GETSID 1)" "$sid"
eq "dynamic" "$(call $UNUSED)" 42
eq "the number that nothing redirects" "$(call $GETPGID 1)" 0
for name in one two three; do
	[ "$(column $name calls)" -gt 0 ] || fail "no call of $name"
done
take_back one $GETPPID
take_back two $GETSID
expect 0 remove three $UNUSED
eq "redirected" "$(redirected_now)" 0
[ "$(call $GETPPID)" -gt 0 ] || fail "not the original of $GETPPID"
unload actor dyn_syscall
