# description: an entry is not freed while its write lock is tried, so that the gate of the next registration stays open
load_test
load_client actor
expect $UNUSED reg one $UNUSED ret
expect 0 prep one $UNUSED

held_at trying do_ trylock one $UNUSED >/tmp/tried
first=$HELD
free_and_take() {
	do_ unreg one $UNUSED
	do_ reg two $UNUSED ret
	do_ unlock two $UNUSED
}
background free_and_take >/tmp/others
others=${BACKGROUND[-1]}
# It waits for the mutex, unless the mutex is missing.
begun() {
	[ "$(wc -l </tmp/others)" = 3 ] || grep -qs remove_free /proc/[0-9]*/stack
}
wait_for begun
resume
wait "$first" "$others"
eq trylock "$(cat /tmp/tried)" 0
eq others "$(xargs </tmp/others)" "0 $UNUSED 0"
eq gate "$(column two gate)" open
eq call "$(call $UNUSED)" 42
expect 0 remove two $UNUSED
