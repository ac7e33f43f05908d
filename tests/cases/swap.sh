# description: a client takes the place of another: its handler, the same number and file, and what refuses it
# by-table: yes
load
load_client swap_one
nr=$(cat $NUMBERS/dynamic_syscalls/swapped)
eq "the first" "$(call swapped 0)" 1
eq generation "$(column swapped generation) $(column pass_getpgid generation)" "1 1"

load_client swap_two
eq "the second" "$(call swapped 0)" 2
eq "its number" "$(cat $NUMBERS/dynamic_syscalls/swapped)" "$nr"
eq owner "$(column swapped owner) $(column pass_getpgid owner)" "swap_two swap_two"
eq generation "$(column swapped generation) $(column pass_getpgid generation)" "2 2"
eq "state and gate" "$(column swapped state) $(column swapped gate)" "active open"
eq "calls so far" "$(column swapped calls)" 2
eq "the hijacked call" "$(call $GETPGID 1)" 0
rmmod swap_one
eq "without the first" "$(call swapped 0)" 2

# Since 7.x the kernel does not let a module's init return EEXIST.
exists="File exists"
[[ $(uname -r) != [7-9].* ]] || exists="Device or resource busy"

# refused PARAMETER ERROR: the third, and nothing changes
refused() {
	local before

	before=$(registrations)
	! load_client swap_three "$1" 2>/tmp/err || fail "swap_three took over with $1"
	grep -q "$2" /tmp/err || fail "$1: $(cat /tmp/err), wanted $2"
	eq "with $1" "$(registrations)" "$before"
	[ "$(rows)" = 0 ] || eq "the second still" "$(call swapped 0)" 2
}

refused flags=0 "Device or resource busy"	# the hijacked number is in use
refused flags=8 "Invalid parameters"
refused twins=1 "$exists"

# Two sets of counters: no third generation while the first is inside.
load_client swap_one
background "$PROGRAMS/call" swapped 2 >/tmp/first
first=$!
wait_for waits_within swapped $first I
rmmod swap_two
load_client swap_two
eq "the fourth" "$(column swapped generation) $(call swapped 0)" "4 2"
refused flags=4 "Device or resource busy"
eq "inside" "$(column swapped living)" 1
echo 1 >/sys/module/swap_one/parameters/release
wait $first
eq "the third's caller" "$(cat /tmp/first)" 1
load_client swap_three
eq "the fifth" "$(column swapped generation) $(call swapped 0)" "5 3"
rmmod swap_one
rmmod swap_two
rmmod swap_three
eq rows "$(rows)" 0
eq "the number afterwards" "$(call "$nr" 0)" -ENOSYS
refused twins=1 "$exists"
load_client swap_three flags=0
! load_client swap_one 2>/tmp/err || fail "took over from a client without the flag"
grep -q "$exists" /tmp/err || fail "$(cat /tmp/err), wanted $exists"
