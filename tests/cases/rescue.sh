# description: the SysRq key and the parameter take all hijacks back at once; their clients find them undoing
# by-table: yes
load
load_client tried nr="$GETPGID,$GETSID" flags=2 new=1 does=value value=7
nr=$(cat $NUMBERS/dynamic_syscalls/try)
echo sleep >/sys/module/tried/parameters/does
background "$PROGRAMS/call" "$GETSID" 1 >/tmp/slept
wait_for column_is "tried_$GETSID" living 1
echo value >/sys/module/tried/parameters/does
eq "hijacked" "$(call "$GETPGID" 1)" 7

trace_on rescue state patch swap
echo y >/proc/sysrq-trigger
eq "right after the key" "$(call "$GETPGID" 1)" 0
eq "in rescue" "$(parameter dyn_syscall rescue)" Y
eq "a dynamic call stays" "$(call "$nr")" 7
restored() {
	[ "$(redirected_now)" = 1 ]
}
wait_for restored
eq "states" "$(column "tried_$GETPGID" state) $(column "tried_$GETSID" state) $(column try state)" "undoing undoing active"
eq "number files" "$(ls $NUMBERS/hijacked_syscalls 2>/dev/null)" ""
# The rescue hands it back: its client does not remove it.
wait_for column_is "tried_$GETSID" living 0
wait ${BACKGROUND[-1]}
eq "the call of the one inside, made again" "$(cat /tmp/slept)" "$(call "$GETSID" 1)"
trace_off
eq "events" "$(events rescue | sort)" "nr=$GETPGID kind=hijacked name=tried_$GETPGID why=key owner=tried
nr=$GETSID kind=hijacked name=tried_$GETSID why=key owner=tried"

# What clients get.
load_client actor
expect -1 hijack more "${NR[getuid]}" pass 1	# EPERM
! insmod "$BUILD/tests/clients/structure.ko" 2>/tmp/error || fail "a hijack during the rescue"
grep -q 'Operation not permitted' /tmp/error || fail "$(cat /tmp/error)"
expect $UNUSED reg dynamic $UNUSED ret
expect 0 remove dynamic $UNUSED
expect -EBADF unlock "tried_$GETPGID" "$GETPGID"
expect -EBADF prep "tried_$GETPGID" "$GETPGID"
expect 0 trylock "tried_$GETPGID" "$GETPGID"
expect 0 restore "tried_$GETPGID" "$GETPGID"
rmmod tried
eq rows "$(rows)" 0

# By the parameter, until it is 0.
echo 0 >/sys/module/dyn_syscall/parameters/rescue
hijack_pass again "$GETPGID"
eq "hijacked again" "$(call "$GETPGID" 1) $(column again calls)" "0 1"
echo 1 >/sys/module/dyn_syscall/parameters/rescue
eq "state" "$(column again state)" undoing
# At once, before the work has restored the site or after it.
expect 0 remove again "$GETPGID"
eq "redirected" "$(redirected_now)" 0
! echo 2 >/sys/module/dyn_syscall/parameters/rescue 2>/dev/null || fail "rescue=2"
unload actor dyn_syscall
