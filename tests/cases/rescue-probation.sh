# description: a hijack on probation is taken back unless it is kept in time
# by-table: yes
load probation=2
load_client actor
trace_on rescue
hijack_pass kept "$GETPGID"
hijack_pass lost "$GETSID"
expect $UNUSED reg dynamic $UNUSED ret
expect 0 unlock dynamic $UNUSED
keep=/sys/module/dyn_syscall/parameters/keep
! echo nix >$keep 2>/dev/null || fail "kept what is not there"
! echo dynamic >$keep 2>/dev/null || fail "kept what is not on probation"
echo kept >$keep
! echo kept >$keep 2>/dev/null || fail "kept twice"
wait_for column_is lost state undoing
eq "the kept one" "$(column kept state)" active
eq "the dynamic one" "$(column dynamic state)" active
! echo lost >$keep 2>/dev/null || fail "kept what was taken back"
eq "events" "$(events rescue)" "nr=$GETSID kind=hijacked name=lost why=probation owner=actor"
eq "in rescue" "$(parameter dyn_syscall rescue)" N
eq "mode" "$(stat -c %a $keep)" 200

# As long as it says, not much less.
expect 0 remove lost "$GETSID"
began=$(sed 's/ .*//' /proc/uptime)
hijack_pass lost "$GETSID"
wait_for column_is lost state undoing
awk -v began="$began" '{ exit !($1 - began >= 1.9) }' /proc/uptime || fail "taken back too early"

# One that is removed in time is not taken back when another has followed.
expect 0 remove lost "$GETSID"
hijack_pass lost "$GETSID"
expect 0 remove lost "$GETSID"
echo 0 >/sys/module/dyn_syscall/parameters/probation
hijack_pass lost "$GETSID"
# That nothing happens has no event to wait for: longer than the probation was.
sleep $((3 * SLOW))
eq "without probation" "$(column lost state) $(column kept state)" "active active"
trace_off
eq "rescues" "$(events rescue | count)" 2
expect 0 remove lost "$GETSID"
expect 0 remove kept "$GETPGID"
expect 0 remove dynamic $UNUSED
unload actor dyn_syscall
