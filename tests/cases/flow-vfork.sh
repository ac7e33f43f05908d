# description: vfork hijacked: the parent is inside until its child has gone on
load
load_client actor
hijack_pass vfork 58

measure vfork "$PROGRAMS/flow" vfork 5
eq "calls" "$CALLS" 5

fifo=/tmp/flow-vfork
mkfifo $fifo
background "$PROGRAMS/flow" vfork_stays $fifo
parent=$!
wait_for column_is vfork living 1
expect -EAGAIN prep vfork 58
expect -ENOLCK restore vfork 58
: >$fifo
wait "$parent"
expect 0 trylock vfork 58
eq "living" "$(column vfork living)" 0
eq "enosys" "$(column vfork enosys)" 0
expect 0 restore vfork 58

"$PROGRAMS/flow" vfork 1
