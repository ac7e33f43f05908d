# description: who is owed a fallback gets the original, whatever becomes of the entry meanwhile
load_test
load_client actor


# held_at PLACE: a caller, until let_go
held_at() {
	pause_at "$1"
	background "$PROGRAMS/call" $GETPGID 1 >/tmp/answer
	wait_for paused 1
}

# let_go: what the caller gets is the original's
let_go() {
	resume
	wait "${BACKGROUND[-1]}"
	eq "$1" "$(cat /tmp/answer)" "$(call $GETPGID 1)"
}

# Not where a removal would wait for who is held.
over_a_removal() {
	# It has met a gate that was not unlocked yet, and knows so. Its entry is
	# unlocked, removed, and freed.
	expect $GETPGID hijack one $GETPGID pass 1
	held_at why
	expect 0 unlock one $GETPGID
	expect 0 remove one $GETPGID
	let_go "a caller of an entry that has been freed"

	# The same, with the entry taken by somebody else who promises no fallback: it
	# is his gate then that is not unlocked, and this caller has come on nobody's
	# behalf but the first one's.
	expect $GETPGID hijack one $GETPGID pass 1
	expect 0 unlock one $GETPGID
	held_at in_trampoline
	expect 0 remove one $GETPGID
	let_go "a straggler"
}
if preempts; then
	over_a_removal
else
	echo "not over a removal: this kernel does not preempt"
fi

# A number that is about to be hijacked is not hijacked yet, whatever its flags:
# the site leads to the link, and the registration is not complete.
pause_at redirected
background do_ hijack two $GETPGID pass >/tmp/registered
registrar=${BACKGROUND[-1]}
wait_for paused 1
trace_on fallback enosys
eq "a caller who is too early" "$(call $GETPGID 1)" "$("$PROGRAMS/call" $GETPGID 1)"
eq "events" "$(events enosys | count) $(events fallback | sed 's/.* why=//' | sort -u)" "0 straggler"
resume
wait "$registrar"
eq "registration" "$(cat /tmp/registered)" $GETPGID
eq "calls now" "$(call $GETPGID 1)" -ENOSYS
expect 0 remove two $GETPGID
