# description: a client is unloaded right after removal, while others call
# default-kernels: 6.12 kasan kcsan
# cpus: 16
# timeout: 240
load
hammer_both_on 47
n=$(rounds 30)
for _ in $(seq $n); do
	load_client unloads nr=$UNUSED
	rmmod unloads
done
hammer_both_off 47
eq "rows at the end" "$(rows)" 0
