# description: a rescue while an unlock is about to open the gate: the gate stays closed
load_test
load_client actor
expect "$GETPGID" hijack window "$GETPGID" ret 1
held_at unlocking do_ unlock window "$GETPGID" >/tmp/unlocked
unlocker=$HELD
echo 1 >/sys/module/dyn_syscall/parameters/rescue
resume
wait "$unlocker"
eq "unlock" "$(cat /tmp/unlocked)" -EBADF
eq "gate" "$(column window state) $(column window gate)" "undoing closed"
eq "the original" "$(call "$GETPGID" 1)" 0
expect 0 remove window "$GETPGID"
unload actor dyn_syscall
