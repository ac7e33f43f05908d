# description: with call depth tracking, where calls of handlers lead in front of them, every number is proved and can be hijacked, and its site is restored
# machine: stuff
# kernels: 6.12
vulnerability=/sys/devices/system/cpu/vulnerabilities/retbleed
grep -q Stuffing $vulnerability || fail "retbleed: $(cat $vulnerability)"
load
dispatch=$DEBUGFS/dyn_syscall/dispatch
! grep 'cannot be redirected:' $dispatch || fail "numbers are not proved"
cp $dispatch /tmp/before
load_client actor
own=$(call $GETPGID 1)
hijack_pass one $GETPGID
eq "through the handler" "$(call $GETPGID 1)" "$own"
eq "calls" "$(column one calls)" 1
# The only sites that are calls, since their handlers do not return: what is there has an
# offset in the name of the function that it leads to.
expect -EOPNOTSUPP hijack two ${NR[exit]} pass
expect $UNUSED reg three $UNUSED ret
expect 0 unlock three $UNUSED
eq "the dynamic call" "$(call $UNUSED)" 42
expect 0 remove three $UNUSED
eq "unused again" "$(call $UNUSED)" -ENOSYS
expect 0 remove one $GETPGID
unload actor
load_client hijack_all
# Each of these programs ends by exit_group().
programs() {
	local i

	for i in {1..20}; do
		eq "status" "$(bash -c "exit $i"; echo $?)" $i
	done
}
hijack_all_while programs
unload hijack_all
diff /tmp/before $dispatch
unload dyn_syscall
# A second load proves that every site is as it was before.
load
diff /tmp/before $dispatch
