# description: if two tasks free one entry at the same time, one succeeds
load_test
load_client actor
expect $UNUSED reg one $UNUSED ret
expect 0 prep one $UNUSED

held_at freeing do_ unreg one $UNUSED >/tmp/first
first=$HELD
background do_ unreg one $UNUSED >/tmp/second
second=${BACKGROUND[-1]}
# It waits for the mutex, unless the mutex is missing.
begun() {
	paused 2 || grep -qs remove_free "/proc/$second/stack"
}
wait_for begun
resume
wait "$first" "$second"
eq "both" "$(cat /tmp/first /tmp/second | sort | xargs)" "-EBADF 0"
eq "rows" "$(rows)" 0
