# description: a removal that begins while an unlock is about to open the gate waits for it, so that the gate of a removed entry stays closed
load_test
load_client actor
expect $UNUSED reg window $UNUSED ret

held_at unlocking do_ unlock window $UNUSED >/tmp/unlocked
unlocker=$HELD
background do_ prep window $UNUSED >/tmp/prepared
remover=${BACKGROUND[-1]}
# It waits for the mutex, unless the mutex is missing.
begun() {
	[ -s /tmp/prepared ] || grep -qs remove_begin /proc/[0-9]*/stack
}
wait_for begun
resume
wait "$unlocker" "$remover"
eq unlock "$(cat /tmp/unlocked)" 0
eq prep "$(cat /tmp/prepared)" 0
eq gate "$(column window gate)" locked
eq call "$(call $UNUSED)" -ENOSYS
expect 0 unreg window $UNUSED
