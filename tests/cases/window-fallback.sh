# description: a caller that is owed a fallback gets the original, whatever happens to the entry meanwhile
load_test
load_client actor

# let_go: the caller that is held gets what the original returns
let_go() {
	resume
	wait "$HELD"
	eq "$1" "$(cat /tmp/answer)" "$(call $GETPGID 1)"
}

# Not without preemption, where the removal would wait for the caller that is held.
over_a_removal() {
	# The caller has found the gate not yet unlocked. Then the entry is unlocked,
	# removed and freed.
	expect $GETPGID hijack one $GETPGID pass 1
	held_at why "$PROGRAMS/call" $GETPGID 1 >/tmp/answer
	expect 0 unlock one $GETPGID
	expect 0 remove one $GETPGID
	let_go "a caller of an entry that has been freed"

	# A caller that was on its way to the trampoline when the entry was removed is
	# a straggler, although the entry was open when it came.
	expect $GETPGID hijack one $GETPGID pass 1
	expect 0 unlock one $GETPGID
	held_at in_trampoline "$PROGRAMS/call" $GETPGID 1 >/tmp/answer
	expect 0 remove one $GETPGID
	let_go "a straggler"
}
if preempts; then
	over_a_removal
else
	echo "not over a removal: this kernel does not preempt"
fi

# The site already leads to the trampoline, and the registration is not complete: the
# number is not hijacked yet, whatever its flags.
held_at redirected do_ hijack two $GETPGID pass >/tmp/registered
registrar=$HELD
trace_on fallback enosys
eq "a caller that is too early" "$(call $GETPGID 1)" "$("$PROGRAMS/call" $GETPGID 1)"
eq "events" "$(events enosys | count) $(events fallback | sed 's/.* why=//' | sort -u)" "0 straggler"
resume
wait "$registrar"
eq "registration" "$(cat /tmp/registered)" $GETPGID
eq "calls now" "$(call $GETPGID 1)" -ENOSYS
expect 0 remove two $GETPGID
