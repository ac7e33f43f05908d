# description: a number keeps its slot: a caller on its way there when the number is freed does not reach the handler of another number
needs_preemption
load_test

# It is at the first instruction of getsid's slot, and the other number's handler does not
# pass callers on.
plain=$(call "$GETSID" 1)
load_client tried nr="$GETSID"
held_at in_trampoline call "$GETSID" 1 >/tmp/result
rmmod tried
load_client tried nr="$GETPGID" does=value value=42
resume
wait "$HELD"
eq "a straggler gets its own original" "$(cat /tmp/result)" "$plain"
eq "the other number" "$(call "$GETPGID" 1)" 42
rmmod tried
