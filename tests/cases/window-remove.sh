# description: a removal whose entry another has freed leaves alone what has been registered since with the same name and number
load_test
load_client actor
parameters=/sys/module/dyn_syscall/parameters
expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED

# It has the write lock; another frees the entry with it, and a third client takes it.
echo 20 >$parameters/pause
background do_ remove one $UNUSED >/tmp/removed
remover=${BACKGROUND[-1]}
wait_for grep -qx 1 $parameters/paused
expect 0 unreg one $UNUSED
expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED
expect 0 prep one $UNUSED

echo 0 >$parameters/pause
wait "$remover"
eq remove "$(cat /tmp/removed)" -EBADF
eq state "$(column one state)" undoing
expect 0 trylock one $UNUSED
expect 0 unreg one $UNUSED
