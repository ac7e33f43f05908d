# description: a registration with a cgroup is reached by its tasks and those below it; others get the original, or ENOSYS
# by-table: yes
load
cgroups_on try try/below other

# What getsid returns without a hijack; the shell never calls it.
plain=$(call "$GETSID" 1)
load_client tried nr="$GETSID" new=1 cgroup=/try does=value value=7
tried=tried_$GETSID
nr=$(cat $NUMBERS/dynamic_syscalls/try)
eq scope "$(column "$tried" scope) $(column try scope)" "/try /try"

trace_on enosys read_trylock fallback
eq "inside" "$(within_cgroup try "$PROGRAMS/call" "$GETSID" 1)" 7
eq "inside, below" "$(within_cgroup try/below "$PROGRAMS/call" "$GETSID" 1)" 7
eq "inside, the new call" "$(within_cgroup try "$PROGRAMS/call" "$nr")" 7
eq "outside" "$(call "$GETSID" 1)" "$plain"
eq "in another cgroup" "$(within_cgroup other "$PROGRAMS/call" "$GETSID" 1)" "$plain"
eq "outside, the new call" "$(call "$nr")" -ENOSYS
trace_off
eq "refused" "$(events enosys | sed 's/ args=.*//')" "nr=$nr kind=dynamic name=try why=outside"
eq "tried the gate" "$(events read_trylock | count)" 3
eq "given the original by the gate" "$(events fallback | count)" 0
eq "untraced, inside" "$(within_cgroup try "$PROGRAMS/call" "$GETSID" 1)" 7
eq "untraced, inside, the new call" "$(within_cgroup try "$PROGRAMS/call" "$nr")" 7
eq "untraced, outside" "$(call "$GETSID" 1)" "$plain"
eq "untraced, outside, the new call" "$(call "$nr")" -ENOSYS
eq "counted outside" "$(column "$tried" outside) $(column try outside)" "3 2"
eq "counted inside" "$(column "$tried" calls) $(column try calls)" "3 2"
eq "refused or given the original" "$(column "$tried" fallback) $(column try enosys)" "0 0"

# A child is where its parent is, and each call is decided by itself.
# shellcheck disable=SC2016
moved='echo $$ >$2/try/cgroup.procs
	"$0" "$1" 1
	("$0" "$1" 1)
	echo $$ >$2/cgroup.procs
	"$0" "$1" 1'
eq "moved in, a child, moved out" "$(bash -c "$moved" "$PROGRAMS/call" "$GETSID" "$CGROUP" | xargs)" "7 7 $plain"

# A caller inside is waited for, wherever it is moved; those outside are not.
echo sleep >/sys/module/tried/parameters/does
background within_cgroup try "$PROGRAMS/call" "$GETSID" 1 >/tmp/slept
wait_for column_is "$tried" living 1
echo ${BACKGROUND[-1]} >$CGROUP/cgroup.procs
eq "moved while inside" "$(column "$tried" living)" 1
eq "outside meanwhile" "$(call "$GETSID" 1)" "$plain"
echo 1 >/sys/module/tried/parameters/release
wait ${BACKGROUND[-1]}
eq "result of the one inside" "$(cat /tmp/slept)" 7

# Without its cgroup, no caller is inside.
rmdir $CGROUP/try/below $CGROUP/try
eq "removed cgroup" "$(call "$GETSID" 1)" "$plain"
mkdir $CGROUP/try
eq "another cgroup of that path" "$(within_cgroup try "$PROGRAMS/call" "$GETSID" 1)" "$plain"
rmmod tried

# Errors change nothing.
before=$(registrations)
! insmod "$BUILD/tests/clients/tried.ko" nr="$GETSID" cgroup=/nix 2>/tmp/error || fail "no such cgroup, and loaded"
grep -q 'Invalid parameters' /tmp/error || fail "$(cat /tmp/error)"
! insmod "$BUILD/tests/clients/tried.ko" nr="$GETSID" cgroup=try 2>/dev/null || fail "a path from nowhere"
eq "after errors" "$(registrations)" "$before"

# By the operator, for registrations from then on.
default=/sys/module/dyn_syscall/parameters/cgroup
! echo /nix >$default 2>/dev/null || fail "no such cgroup, and set"
eq "the parameter" "$(cat $default)" ""
echo /try >$default
load_client actor
hijack_pass scoped "$GETSID"
echo /other >$default
expect $UNUSED reg dynamic $UNUSED ret
expect 0 unlock dynamic $UNUSED
echo >$default
hijack_pass unscoped "$GETPPID"
eq "scopes" "$(column scoped scope) $(column dynamic scope) $(column unscoped scope)" "/try /other -"
call "$GETSID" 1
call $UNUSED
eq "inside the other" "$(within_cgroup other "$PROGRAMS/call" $UNUSED)" 42
eq "outside" "$(column scoped outside) $(column dynamic outside)" "1 1"
expect 0 remove scoped "$GETSID"
expect 0 remove dynamic $UNUSED
expect 0 remove unscoped "$GETPPID"
unload actor dyn_syscall
