# description: ftrace comes and goes at the entry of x64_sys_call while sites are redirected and restored
# timeout: 240
#
# The int3 that it has there meanwhile is nobody's business. By a kprobe, which is
# quicker than a tracer, and quicker still when it is not the only one.
load
needs_switch
load_client actor
probe_add p other ${SYS}getppid
probe_set other 1
probe_add p entry x64_sys_call
(while :; do
	probe_set entry 1
	probe_set entry 0
done) &
BACKGROUND+=($!)
echo 1 >/sys/kernel/rcu_expedited
expect 25 churn hijack $GETPGID pass 25
echo 0 >/sys/kernel/rcu_expedited
kill $!
wait $! || :
eq "redirected" "$(redirected_now)" 0
