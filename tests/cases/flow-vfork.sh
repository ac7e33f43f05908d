# description: vfork hijacked: the parent is inside until its child executes or exits
load
load_client actor
hijack_pass vfork $VFORK

measure vfork "$PROGRAMS/flow" vfork 5
eq "calls" "$CALLS" 5

fifo=/tmp/flow-vfork
mkfifo $fifo
background "$PROGRAMS/flow" vfork_stays $fifo
parent=$!
wait_for column_is vfork living 1
expect -EAGAIN prep vfork $VFORK
expect -ENOLCK restore vfork $VFORK
: >$fifo
wait "$parent"
expect 0 trylock vfork $VFORK
eq "living" "$(column vfork living)" 0
eq "enosys" "$(column vfork enosys)" 0
expect 0 restore vfork $VFORK

"$PROGRAMS/flow" vfork 1
