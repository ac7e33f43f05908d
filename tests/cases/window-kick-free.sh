# description: an entry is not freed while its callers are being handed back, so that no caller of the next entry is kicked
# needs: perl
load_test
load_client actor
expect 400 reg one 400 block
expect 0 unlock one 400
background perl -e 'syscall(400); select(undef, undef, undef, 0.05) until -e "/tmp/again"; print syscall(400), "\n"' \
	>/tmp/result
caller=${BACKGROUND[-1]}
wait_for inside_is 1
expect -EAGAIN prep one 400

# The kick has found the caller. The caller leaves, and the number is registered again.
held_at kicking do_ kick one 400 >/tmp/kicked
kicker=$HELD
do_ go >/dev/null
wait_for inside_is 0
do_ stop >/dev/null
free_and_take() {
	do_ trylock one 400
	do_ unreg one 400
	do_ reg two 400 block
	do_ unlock two 400
}
background free_and_take >/tmp/others
others=${BACKGROUND[-1]}
taken() {
	[ "$(wc -l </tmp/others)" = 4 ]
}
begun() {
	taken || grep -qs remove_trylock /proc/[0-9]*/stack
}
wait_for begun
if taken; then
	: >/tmp/again
	wait_for inside_is 1
fi
resume
wait "$kicker" "$others"
: >/tmp/again
wait_for inside_is 1
eq others "$(xargs </tmp/others)" "0 0 400 0"
eq kicked "$(cat /tmp/kicked)" 0
eq "calls of the other entry" "$(column two calls)" 1
do_ go >/dev/null
wait "$caller"
eq result "$(cat /tmp/result)" 43
expect 0 remove two 400
