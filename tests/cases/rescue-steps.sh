# description: a client removes a rescued entry before the work item has restored its site
load_test
load_client actor
rescue=/sys/module/dyn_syscall/parameters/rescue

# One that was never open is locked when the rescue has begun its removal: not yet to be freed.
expect "$GETPGID" hijack locked "$GETPGID" ret 1
pause_at rescuing,rescued
aside bash -c "echo y >/proc/sysrq-trigger"
rescuer=${BACKGROUND[-1]}
wait_for paused 1
eq "restore meanwhile" "$(do_ restore locked "$GETPGID")" -ENOLCK
pause_at rescued
wait "$rescuer"
wait_for paused 1
eq "redirected" "$(redirected_now)" 1
expect -ENOLCK restore locked "$GETPGID"

# The client's own steps do what the work item has not done yet.
expect -EBADF prep locked "$GETPGID"
eq "redirected after prep" "$(redirected_now)" 0
expect 0 trylock locked "$GETPGID"
expect 0 restore locked "$GETPGID"
resume
echo 0 >$rescue

hijack_pass open "$GETPGID"
pause_at rescued
echo 1 >$rescue
wait_for paused 1
eq "redirected, held" "$(redirected_now)" 1
expect 0 trylock open "$GETPGID"
eq "redirected after trylock" "$(redirected_now)" 0
expect 0 restore open "$GETPGID"
resume
unload actor dyn_syscall
