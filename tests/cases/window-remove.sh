# description: a removal whose entry was freed by another task does not remove a later registration with the same name and number
load_test
load_client actor
expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED

# The removal holds the write lock. Another task frees the entry, and it is registered again.
held_at drained do_ remove one $UNUSED >/tmp/removed
remover=$HELD
expect 0 unreg one $UNUSED
expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED
expect 0 prep one $UNUSED

resume
wait "$remover"
eq remove "$(cat /tmp/removed)" -EBADF
eq state "$(column one state)" undoing
expect 0 trylock one $UNUSED
expect 0 unreg one $UNUSED
