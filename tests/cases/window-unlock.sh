# description: a removal begins while an unlock is about to open the gate: the unlock finds the entry undoing, and the gate stays closed
load_test
load_client actor
expect $UNUSED reg window $UNUSED ret

held_at unlocking do_ unlock window $UNUSED >/tmp/unlocked
expect 0 prep window $UNUSED
resume
wait "$HELD"
eq unlock "$(cat /tmp/unlocked)" -EBADF
eq gate "$(column window gate)" locked
eq call "$(call $UNUSED)" -ENOSYS
expect 0 unreg window $UNUSED
