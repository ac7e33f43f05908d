# description: a caller that finds the gate of a hijacked number closed sees that it is being removed, and gets the original
load_test
load_client actor
expect $GETPGID hijack one $GETPGID pass
expect 0 unlock one $GETPGID

held_at closed do_ prep one $GETPGID >/tmp/prepared
remover=$HELD
call $GETPGID 1 >/tmp/closed
resume
wait "$remover"
eq prep "$(cat /tmp/prepared)" 0
expect 0 restore one $GETPGID
eq "when it was closed" "$(cat /tmp/closed)" "$(call $GETPGID 1)"
