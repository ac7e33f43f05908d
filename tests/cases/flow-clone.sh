# description: clone, clone3 and fork hijacked: who calls returns, and the child is not inside
load
load_client actor
hijack_pass clone 56
hijack_pass clone3 435
hijack_pass fork 57

measure clone "$PROGRAMS/flow" clone 5
eq "children by clone" "$CALLS" 6
measure clone3 "$PROGRAMS/flow" thread 5
eq "threads by clone3" "$CALLS" 5
# fork itself, which the library does not use any more
eq "fork" "$(call 57 | sort -n | sed 's/^[1-9].*/parent/' | xargs)" "0 parent"

# A child that stays has been left behind by a call that is over.
fifo=/tmp/flow-clone
mkfifo $fifo
background "$PROGRAMS/flow" clone_stays $fifo
parent=$!
wait_for grep -q . "/proc/$parent/task/$parent/children"
take_back clone 56
take_back clone3 435
take_back fork 57
grep -q . "/proc/$parent/task/$parent/children"
: >$fifo
wait "$parent"
