# description: event eagain: names a caller inside, whether it sleeps or runs
# needs: taskset
load
load_client actor

trace_on eagain write_trylock
expect 400 reg one 400 block
expect 0 unlock one 400
background "$PROGRAMS/call" 400
pid=$!
wait_for inside_is 1
expect -EAGAIN prep one 400
expect -EAGAIN trylock one 400
expect -EAGAIN trylock one 400
eq "events of a sleeper" "$(events eagain)" "\
nr=400 kind=dynamic name=one living=1 attempt=1 pid=$pid comm=call
nr=400 kind=dynamic name=one living=1 attempt=2 pid=$pid comm=call
nr=400 kind=dynamic name=one living=1 attempt=3 pid=$pid comm=call"
do_ go
wait $pid
expect 0 trylock one 400
eq "events of a success" "$(events eagain | count)" 3
eq "attempts" "$(events write_trylock | count)" 4
expect 0 unreg one 400

# One of several callers, and none of another number: not the callers of "other".
do_ stop
expect 400 reg one 400 block
expect $GETPGID hijack other $GETPGID block
expect 0 unlock one 400
expect 0 unlock other $GETPGID
background "$PROGRAMS/call" $GETPGID
background "$PROGRAMS/call" 400
first=$!
background "$PROGRAMS/call" 400
second=$!
background "$PROGRAMS/call" $GETPGID
wait_for inside_is 4
: >$TRACEFS/trace
expect -EAGAIN prep one 400
[[ $(events eagain) =~ ^"nr=400 kind=dynamic name=one living=2 attempt=1 pid="("$first"|"$second")" comm=call"$ ]] ||
	fail "of two: $(events eagain), wanted $first or $second"
do_ go
expect 0 remove one 400
expect 0 remove other $GETPGID

# A running caller is found on its CPU. The scheduler may preempt it between the two
# looks, so a few attempts may name no caller; none may name a wrong one.
do_ stop
expect $GETPGID hijack one $GETPGID spin
expect 0 unlock one $GETPGID
background taskset -c 1 "$PROGRAMS/call" $GETPGID
pid=$!
wait_for inside_is 1
taskset -pc 0 $$ >/dev/null
: >$TRACEFS/trace
expect -EAGAIN prep one $GETPGID
for _ in 2 3 4 5 6 7 8 9 10; do
	expect -EAGAIN trylock one $GETPGID
done
right=$(events eagain | grep -c " living=1 attempt=[0-9]* pid=$pid comm=call$") || :
missed=$(events eagain | grep -c " living=1 attempt=[0-9]* pid=0 comm=$") || :
eq "right or missed" $((right + missed)) 10
[ "$right" -ge 8 ] || fail "a running caller was found $right times of 10"
do_ go
wait $pid
expect 0 trylock one $GETPGID
expect 0 restore one $GETPGID
