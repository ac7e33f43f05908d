# description: dyn_syscall_drain: 0, ETIMEDOUT, killed; removal can be continued after each
load
load_client actor

expect -EBADF drain one $UNUSED 10		# not registered
expect $UNUSED reg one $UNUSED block
expect 0 drain one $UNUSED 10000		# no call inside
eq "state" "$(column one state)" undoing
eq "gate" "$(column one gate)" locked
expect 0 drain one $UNUSED 0			# locked already
expect 0 unreg one $UNUSED

# The time runs out: removal has begun, and that is all.
expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED
background "$PROGRAMS/call" $UNUSED
wait_for inside_is 1
read -r start _ </proc/uptime
expect -ETIMEDOUT drain one $UNUSED 300
read -r end _ </proc/uptime
awk "BEGIN { exit !($end - $start >= 0.28) }" || fail "it waited $start to $end"
eq "state after the timeout" "$(column one state)" undoing
eq "gate after the timeout" "$(column one gate)" closed
eq "calls inside after the timeout" "$(do_ inside)" 1
[ "$(column one eagain)" -ge 2 ] || fail "it has tried only once"
expect -EBADF prep one $UNUSED
expect -ETIMEDOUT drain one $UNUSED 0		# one try
do_ go
wait "${BACKGROUND[-1]}"
expect 0 drain one $UNUSED 0
expect 0 unreg one $UNUSED

# It ends when the call leaves, long before its time.
do_ stop
expect $GETPGID hijack two $GETPGID block
expect 0 unlock two $GETPGID
background "$PROGRAMS/call" $GETPGID
wait_for inside_is 1
background do_ drain two $GETPGID 600000 >/tmp/answer
drainer=${BACKGROUND[-1]}
wait_for column_is two gate closed
eq "answer with a call inside" "$(cat /tmp/answer)" ""
do_ go
wait "$drainer"
eq "answer of the drain" "$(cat /tmp/answer)" 0
expect 0 restore two $GETPGID

# It can be killed; the call inside is left there, and removal can be finished.
do_ stop
expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED
background "$PROGRAMS/call" $UNUSED
wait_for inside_is 1
background do_ drain one $UNUSED 600000
drainer=${BACKGROUND[-1]}
wait_for column_is one gate closed
kill -KILL "$drainer"
status=0
wait "$drainer" || status=$?		# 600 s, if it were not killable
eq "status of the killed drain" $status 137
eq "calls inside after the kill" "$(do_ inside)" 1
eq "state after the kill" "$(column one state)" undoing
eagain=$(column one eagain)
expect -EAGAIN trylock one $UNUSED
eq "tries since the kill" "$(column one eagain)" $((eagain + 1))
do_ go
wait "${BACKGROUND[-2]}"
expect 0 drain one $UNUSED 0
expect 0 unreg one $UNUSED
