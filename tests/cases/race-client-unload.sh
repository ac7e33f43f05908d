# description: a client is unloaded right after removal, with callers hammering
# cpus: 16
# timeout: 240
load
hammer_on -c $UNUSED 8 47
dynamic=$HAMMER
hammer_on ${NR[getpriority]} 8 47 20
hijacked=$HAMMER

n=$(rounds 30)
for _ in $(seq $n); do
	load_client unloads nr=$UNUSED
	rmmod unloads
done

for h in $dynamic $hijacked; do
	seen=$(hammer_off $h)
	echo "$seen"
	eq "other" "$(counted "$seen" other)" 0
	[ "$(counted "$seen" 47)" -gt 0 ] || fail "nobody got in"
done
eq "rows at the end" "$(rows)" 0
