# description: event enosys: each refused call, the reason, and its arguments
load
load_client actor
look_at_unused

trace_on enosys
expect $UNUSED reg one $UNUSED block
expect $GETPGID hijack two $GETPGID pass
eq "locked" "$(call $UNUSED 1 2 3 4 5 6)" -ENOSYS
eq "locked, hijacked" "$(call $GETPGID -1)" -ENOSYS
expect 0 unlock one $UNUSED
expect 0 unlock two $GETPGID
background "$PROGRAMS/call" $UNUSED 9
wait_for inside_is 1
call $GETPGID 8
expect -EAGAIN prep one $UNUSED
eq "closing" "$(call $UNUSED 11)" -ENOSYS
eq "unused" "$(call 401 12)" -ENOSYS
do_ go
wait "${BACKGROUND[-1]}"
expect 0 trylock one $UNUSED
eq "locked after closing" "$(call $UNUSED 13)" -ENOSYS
expect 0 unreg one $UNUSED
eq "free" "$(call $UNUSED 14)" -ENOSYS	# its site is restored
expect 0 prep two $GETPGID
call $GETPGID 1
expect 0 restore two $GETPGID
eq "events" "$(all_events)" "$(as_dispatched <<-END
	enosys nr=400 kind=dynamic name=one why=not_yet_unlocked args=(1, 2, 3, 4, 5, 6)
	enosys nr=$GETPGID kind=hijacked name=two why=not_yet_unlocked args=(ffffffffffffffff, 0, 0, 0, 0, 0)
	enosys nr=400 kind=dynamic name=one why=closing args=(b, 0, 0, 0, 0, 0)
	enosys nr=401 kind=dynamic name= why=unused args=(c, 0, 0, 0, 0, 0)
	enosys nr=400 kind=dynamic name=one why=closing args=(d, 0, 0, 0, 0, 0)
	END
)"

# A handler may return ENOSYS; that is not a refusal.
expect $UNUSED reg one $UNUSED first
expect 0 unlock one $UNUSED
: >$TRACEFS/trace
eq "ENOSYS by the handler" "$(call $UNUSED -38)" -ENOSYS
eq "events of ENOSYS by the handler" "$(all_events)" ""
expect 0 remove one $UNUSED
