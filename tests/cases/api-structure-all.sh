# description: dyn_syscall_register: all or none, and every number costs no more than twenty times what one does
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

# The median of five is what one takes.
median() {
	sort -n | sed -n 3p
}

for _ in 1 2 3 4 5; do
	many one
	parameter many ns >>/tmp/register
	many none
	parameter many ns >>/tmp/remove
done
one_register=$(median </tmp/register) one_remove=$(median </tmp/remove)

# Nothing that runs meanwhile is refused.
background "$PROGRAMS/hammer" $GETPPID 2 parent >/tmp/hammer
hammer=${BACKGROUND[-1]}
many all
eq "result" "$(parameter many result)" 0
all_register=$(parameter many ns) all=$(parameter many count)
eq rows "$(rows)" "$all"
eq "gates that are not open" "$(awk '!/^#/ && $6 != "open"' "$TABLE")" ""
eq "refused" "$(awk '!/^#/ { n += $9 } END { print n + 0 }' "$TABLE")" 0
many none
all_remove=$(parameter many ns)
eq "rows at the end" "$(rows)" 0
eq "redirected at the end" "$(redirected_now)" 0
kill -TERM "$hammer"
wait "$hammer"
grep -q ' ENOSYS=0 other=0' /tmp/hammer || fail "calls meanwhile: $(cat /tmp/hammer)"

echo "registering one $one_register ns, all $all: $all_register ns"
echo "removing one $one_remove ns, all $all: $all_remove ns"
[ "$all_register" -le $((20 * one_register)) ] || fail "registering all takes $((all_register / one_register)) times one"
[ "$all_remove" -le $((20 * one_remove)) ] || fail "removing all takes $((all_remove / one_remove)) times one"
