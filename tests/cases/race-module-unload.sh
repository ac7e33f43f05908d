# description: dyn_syscall is loaded and unloaded in a loop with callers on its numbers
# cpus: 16
# timeout: 240
hammer_on -c $UNUSED 8 47
dynamic=$HAMMER
hammer_on ${NR[getpriority]} 8 47 20
hijacked=$HAMMER

n=$(rounds 12)
for _ in $(seq $n); do
	load
	load_client unloads nr=$UNUSED
	rmmod unloads
	rmmod dyn_syscall
done

for h in $dynamic $hijacked; do
	seen=$(hammer_off $h)
	echo "$seen"
	eq "other" "$(counted "$seen" other)" 0
	[ "$(counted "$seen" 47)" -gt 0 ] || fail "nobody got in"
done
