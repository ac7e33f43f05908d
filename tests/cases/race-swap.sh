# description: swaps while 16 CPUs make calls: none is refused or lost, and each reaches one of two handlers
# default-kernels: 6.1 kasan kcsan
# cpus: 16
# timeout: 400
#
# Seen to pass with 90 swaps and a million calls, in five minutes.
load
# A swap takes three grace periods, which 16 emulated CPUs make long.
echo 1 >/sys/kernel/rcu_expedited
load_client swap_one
nr=$(cat $NUMBERS/dynamic_syscalls/swapped)
now=swap_one next=swap_two

# swap_once: the other client takes over, and the old one goes
swap_once() {
	local old=$now

	load_client $next
	rmmod $now
	now=$next next=$old
}

hammer_on -c -a 0 "$nr" 16 1 2
numbers=$HAMMER
hammer_on "$GETPGID" 4 0
hijacked=$HAMMER
swaps=0
while [ $swaps -lt "$(rounds 20)" ] || [ "$(column swapped calls)" -lt "$(rounds 100000)" ]; do
	swap_once
	swaps=$((swaps + 1))
done
seen=$(hammer_off $numbers)
echo "$swaps swaps: $seen"
eq "ENOSYS" "$(counted "$seen" ENOSYS)" 0
eq "other" "$(counted "$seen" other)" 0
[ "$(counted "$seen" 1)" -gt 0 ] || fail "no call reached the first client"
[ "$(counted "$seen" 2)" -gt 0 ] || fail "no call reached the second client"
eq "calls counted" "$(column swapped calls)" $(($(counted "$seen" 1) + $(counted "$seen" 2)))
eq "refused" "$(column swapped enosys)" 0
eq "living" "$(column swapped living)" 0
seen=$(hammer_off $hijacked)
echo "hijacked: $seen"
# The process is its own group's: the hammer's calls all end with an error or its group.
eq "ENOSYS of the hijacked call" "$(counted "$seen" ENOSYS)" 0
eq "the original instead" "$(column pass_getpgid fallback)" 0

# Old text is gone while callers sleep in the new one.
for i in 1 2 3 4; do
	background "$PROGRAMS/call" swapped 1 >/tmp/sleeper.$i
	sleepers+=($!)
	wait_for asleep_inside swapped $!
done
for i in $(seq "$(rounds 3)"); do
	swap_once
	for pid in "${sleepers[@]}"; do
		wait_for asleep_inside swapped "$pid"
	done
done
echo 1 >/sys/module/$now/parameters/release
wait "${sleepers[@]}"
case $now in swap_one) value=1 ;; *) value=2 ;; esac
eq "what they returned" "$(cat /tmp/sleeper.* | xargs)" "$value $value $value $value"
eq "generation" "$(column swapped generation)" $((swaps + $(rounds 3) + 1))
echo 0 >/sys/kernel/rcu_expedited
