# description: dyn_syscall_register: all or none, for every number at once, with as many grace periods as for one
# by-table: yes
# timeout: 300
load
load_client many unused=$UNUSED

many() {
	echo "$1" >/sys/module/many/parameters/order
	poll 120 idle || fail "no end of $1"
}

idle() {
	[ "$(parameter many busy)" = 0 ]
}

# An error at any step leaves nothing. All unused numbers are taken before the last one.
for bad in name:-17 used:-16 unused:-16 handler:-22 flags:-22 exit:-95; do
	echo "${bad%:*}" >/sys/module/many/parameters/spoil
	many all
	eq "result with a bad ${bad%:*}" "$(parameter many result)" "${bad#*:}"
	eq "rows after a bad ${bad%:*}" "$(rows)" 0
	eq "redirected after a bad ${bad%:*}" "$(redirected_now)" 0
	eq "files after a bad ${bad%:*}" "$(ls $NUMBERS/dynamic_syscalls $NUMBERS/hijacked_syscalls 2>/dev/null)" ""
done
echo >/sys/module/many/parameters/spoil

# periods ORDER: sets PERIODS to how many grace periods it waits for
echo 'p:grace synchronize_rcu' >$TRACEFS/kprobe_events
echo 1 >$TRACEFS/tracing_on
periods() {
	: >$TRACEFS/trace
	echo 1 >$TRACEFS/events/kprobes/grace/enable
	many "$1"
	echo 0 >$TRACEFS/events/kprobes/grace/enable
	PERIODS=$(grep -c ' grace: ' $TRACEFS/trace || :)
	echo "$1: $PERIODS grace periods, $(parameter many ns) ns"
}

periods one
register_one=$PERIODS
periods none
remove_one=$PERIODS
# By table, registering waits for none.
[ "$register_one" -gt 0 ] || ! by_switch || fail "no grace period was seen in registering one"
[ "$remove_one" -gt 0 ] || fail "no grace period was seen in removing one"

# Nothing that runs meanwhile is refused.
background "$PROGRAMS/hammer" $GETPPID 2 parent >/tmp/hammer
hammer=${BACKGROUND[-1]}
periods all
eq "result" "$(parameter many result)" 0
register_all=$PERIODS all=$(parameter many count)
eq rows "$(rows)" "$all"
eq "gates that are not open" "$(awk '!/^#/ && $6 != "open"' "$TABLE")" ""
eq "refused" "$(awk '!/^#/ { n += $9 } END { print n + 0 }' "$TABLE")" 0
periods none
remove_all=$PERIODS
eq "rows at the end" "$(rows)" 0
eq "redirected at the end" "$(redirected_now)" 0
kill -TERM "$hammer"
wait "$hammer"
grep -q ' ENOSYS=0 other=0' /tmp/hammer || fail "calls meanwhile: $(cat /tmp/hammer)"

# Other tasks may wait for one or two meanwhile.
[ "$register_all" -le $((register_one + 3)) ] || fail "registering all waits for $register_all, one for $register_one"
[ "$remove_all" -le $((remove_one + 3)) ] || fail "removing all waits for $remove_all, one for $remove_one"
echo >$TRACEFS/kprobe_events
