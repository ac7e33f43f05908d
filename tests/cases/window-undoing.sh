# description: whoever meets the closed gate of a hijacked number can tell that it is being removed, and gets the original
load_test
load_client actor
parameters=/sys/module/dyn_syscall/parameters
expect $GETPGID hijack one $GETPGID pass
expect 0 unlock one $GETPGID

echo 13 >$parameters/pause
background do_ prep one $GETPGID >/tmp/prepared
remover=${BACKGROUND[-1]}
wait_for grep -qx 1 $parameters/paused
call $GETPGID 1 >/tmp/closed
echo 0 >$parameters/pause
wait "$remover"
eq prep "$(cat /tmp/prepared)" 0
expect 0 restore one $GETPGID
eq "when it was closed" "$(cat /tmp/closed)" "$(call $GETPGID 1)"
