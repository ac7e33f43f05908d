# description: syscall_trylock: EAGAIN while a call is inside, then 0; not before prep
load
load_client actor

expect -EBADF trylock one $UNUSED		# not registered
expect $UNUSED reg one $UNUSED block
expect -EBADF trylock one $UNUSED		# locked, removal has not begun
expect 0 unlock one $UNUSED
expect -EBADF trylock one $UNUSED		# open
eq "gate after the errors" "$(column one gate)" open

background "$PROGRAMS/call" $UNUSED
first=${BACKGROUND[-1]}
background "$PROGRAMS/call" $UNUSED
wait_for inside_is 2
expect -EAGAIN prep one $UNUSED
expect -EAGAIN trylock one $UNUSED
eq "living" "$(column one living)" 2

# One of two leaves because of a signal; the other still counts.
kill "$first"
wait_for inside_is 1
wait_for column_is one living 1
expect -EAGAIN trylock one $UNUSED
eq "gate" "$(column one gate)" closed
eq "eagain" "$(column one eagain)" 3

do_ go
wait "${BACKGROUND[-1]}"
expect 0 trylock one $UNUSED			# the very next try
eq "gate when locked" "$(column one gate)" locked
eq "eagain then" "$(column one eagain)" 3
expect 0 trylock one $UNUSED			# and again
expect 0 unreg one $UNUSED
expect -EBADF trylock one $UNUSED		# freed
