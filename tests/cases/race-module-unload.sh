# description: dyn_syscall is loaded and unloaded in a loop with callers on its numbers
# default-kernels: 6.1 kasan kcsan
# cpus: 16
# timeout: 240
hammer_both_on 47
n=$(rounds 12)
for _ in $(seq $n); do
	load
	load_client unloads nr=$UNUSED
	rmmod unloads
	rmmod dyn_syscall
done
hammer_both_off 47
