# description: the module loads while ftrace patches the entry of x64_sys_call
# timeout: 300
#
# While ftrace patches it, the entry begins with an int3 now and then. A kprobe makes
# ftrace do so more often than a tracer, see with-ftrace-churn.
load
needs_switch
rmmod dyn_syscall
probe_add p other ${SYS}getppid
probe_set other 1
probe_add p entry x64_sys_call
(while :; do
	probe_set entry 1
	probe_set entry 0
	echo >>/tmp/turns
done) &
BACKGROUND+=($!)
echo 1 >/sys/kernel/rcu_expedited
refused=0 end=$((SECONDS + 60))
for ((loads = 0; loads < 120 && SECONDS < end; loads++)); do
	if load; then
		rmmod dyn_syscall
	else
		refused=$((refused + 1))
	fi
done
echo 0 >/sys/kernel/rcu_expedited
kill $!
wait $! || :
echo "$loads loads in $((SECONDS - end + 60))s, $(wc -l </tmp/turns) times on and off"
eq "refused of $loads" $refused 0
