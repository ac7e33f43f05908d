# description: whoever meets the closed gate of a hijacked number can tell that it is being removed, and gets the original
load_test
load_client actor
expect $GETPGID hijack one $GETPGID pass
expect 0 unlock one $GETPGID

pause_at closed
background do_ prep one $GETPGID >/tmp/prepared
remover=${BACKGROUND[-1]}
wait_for paused 1
call $GETPGID 1 >/tmp/closed
resume
wait "$remover"
eq prep "$(cat /tmp/prepared)" 0
expect 0 restore one $GETPGID
eq "when it was closed" "$(cat /tmp/closed)" "$(call $GETPGID 1)"
