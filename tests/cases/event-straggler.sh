# description: a straggler of a hijacked call gets the original, counted and traced
#
# A caller is held at the beginning of the trampoline while its number is restored. It is
# not counted, so the removal does not wait for it, except by its grace period on a
# kernel without preemption.
load_test
load_client actor
own=$(call $GETPGID 1)

trace_on patch read_trylock fallback enosys enter
expect $GETPGID hijack one $GETPGID ret
expect 0 unlock one $GETPGID
eq "open" "$(call $GETPGID 1)" 42
: >$TRACEFS/trace

held_at in_trampoline "$PROGRAMS/call" $GETPGID 1 >/tmp/straggler
straggler=$HELD
background do_ prep one $GETPGID >/tmp/answer
remover=$!
# The gate is closed before the grace period.
closed() {
	[ -s /tmp/answer ] || grep -qs synchronize_rcu "/proc/$remover/stack"
}
wait_for closed
! preempts || wait $remover
eq "patches" "$(events patch | count)" 1
eq "a later caller" "$(call $GETPGID 1)" "$own"
eq "the straggler while it is held" "$(cat /tmp/straggler)" ""
resume
wait $straggler
preempts || wait $remover
eq "prep" "$(cat /tmp/answer)" 0
eq "what the straggler got" "$(cat /tmp/straggler)" "$own"
eq "events" "$(all_events | sed '/^patch/d')" "\
read_trylock nr=$GETPGID kind=hijacked name=one granted=0 why=straggler
fallback nr=$GETPGID kind=hijacked name=one why=straggler"
eq "counted" "$(column one calls) $(column one enosys) $(column one fallback)" "1 0 1"
expect 0 restore one $GETPGID
