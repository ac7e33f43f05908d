# description: a straggler of a hijacked call gets the original, counted and traced
#
# A caller is held at the beginning of the link, with preemption off, while its
# number is restored: removal then waits for a grace period that cannot end
# before the caller has come to the gate.
load
load_client actor
load_client holds
hold=/sys/module/holds/parameters/hold
held=/sys/module/holds/parameters/held
own=$(call $GETPGID 1)

trace_on patch read_trylock fallback enosys enter
expect $GETPGID hijack one $GETPGID ret
expect 0 unlock one $GETPGID
eq "open" "$(call $GETPGID 1)" 42
: >$TRACEFS/trace

echo 1 >$hold
background "$PROGRAMS/call" $GETPGID 1 >/tmp/straggler
straggler=$!
wait_for grep -qx 1 $held
background do_ prep one $GETPGID >/tmp/answer
remover=$!
wait_for grep -q synchronize_rcu "/proc/$remover/stack"
eq "answer before the straggler has come" "$(cat /tmp/answer)" ""
eq "a patch" "$(events patch | count)" 1
eq "who comes later" "$(call $GETPGID 1)" "$own"
echo 0 >$hold
wait $straggler
wait $remover
eq "prep" "$(cat /tmp/answer)" 0
eq "what the straggler got" "$(cat /tmp/straggler)" "$own"
eq "events" "$(all_events | sed '/^patch/d')" "\
read_trylock nr=121 kind=hijacked name=one granted=0 why=straggler
fallback nr=121 kind=hijacked name=one why=straggler"
eq "counted" "$(column one calls) $(column one enosys) $(column one fallback)" "1 0 1"
eq "held" "$(cat $held)" 1
expect 0 restore one $GETPGID
