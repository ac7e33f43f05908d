# description: clone, clone3 and fork hijacked: the caller returns, and the child is not inside
load
load_client actor
hijack_pass clone ${NR[clone]}
hijack_pass clone3 ${NR[clone3]}
[ -z "${NR[fork]-}" ] || hijack_pass fork ${NR[fork]}

measure clone "$PROGRAMS/flow" clone 5
eq "children by clone" "$CALLS" 6
measure clone3 "$PROGRAMS/flow" clone3 5
eq "children by clone3" "$CALLS" 5
measure clone3 "$PROGRAMS/flow" thread 5
threads=$CALLS
measure clone "$PROGRAMS/flow" thread 5
eq "threads by one or the other" $((threads + CALLS)) 5
# fork itself, which the C library does not use any more
if [ -n "${NR[fork]-}" ]; then
	eq "fork" "$(call ${NR[fork]} | sort -n | sed 's/^[1-9].*/parent/' | xargs)" "0 parent"
else
	echo "this architecture has no fork"
fi

# A child that goes on was created by a call that has returned.
fifo=/tmp/flow-clone
mkfifo $fifo
background "$PROGRAMS/flow" clone_stays $fifo
parent=$!
wait_for grep -q . "/proc/$parent/task/$parent/children"
take_back clone ${NR[clone]}
take_back clone3 ${NR[clone3]}
[ -z "${NR[fork]-}" ] || take_back fork ${NR[fork]}
grep -q . "/proc/$parent/task/$parent/children"
: >$fifo
wait "$parent"
