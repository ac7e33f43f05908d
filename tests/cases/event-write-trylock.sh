# description: event write_trylock: every attempt, its number, the living calls, the time
load
load_client actor

trace_on write_trylock
expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED
background "$PROGRAMS/call" $UNUSED
first=$!
background "$PROGRAMS/call" $UNUSED
wait_for inside_is 2
expect -EBADF trylock one $UNUSED		# no attempt: removal has not begun
eq "events before removal" "$(all_events)" ""
read -r start _ </proc/uptime
expect -EAGAIN prep one $UNUSED
expect -EBADF prep one $UNUSED			# no attempt: it has begun
kill $first
wait_for column_is one living 1
expect -EAGAIN trylock one $UNUSED
sleep 0.2
do_ go
wait $!
expect 0 trylock one $UNUSED
read -r end _ </proc/uptime
eq "events" "$(all_events | sed 's/ waited_ns=.*//')" "\
write_trylock nr=400 kind=dynamic name=one granted=0 living=2 attempt=1
write_trylock nr=400 kind=dynamic name=one granted=0 living=1 attempt=2
write_trylock nr=400 kind=dynamic name=one granted=1 living=0 attempt=3"
# Since the beginning of removal.
# shellcheck disable=SC2046
set -- $(events write_trylock | sed 's/.*waited_ns=//')
awk "BEGIN { exit !(0 < $1 && $1 < $2 && $2 + 2e8 <= $3 && $3 <= ($end - $start + 0.02) * 1e9) }" ||
	fail "waited_ns: $*, between $start and $end"
expect 0 unreg one $UNUSED

# The next removal starts counting from 1.
: >$TRACEFS/trace
expect $UNUSED reg one $UNUSED ret
expect 0 remove one $UNUSED
eq "events of the next" "$(all_events | sed 's/ waited_ns=.*//')" \
	"write_trylock nr=400 kind=dynamic name=one granted=1 living=0 attempt=1"
