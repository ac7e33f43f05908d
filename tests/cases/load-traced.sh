# description: the module loads while ftrace patches the entry of x64_sys_call
# default-kernels: 6.12 kasan
# timeout: 300
load
needs_switch
rmmod dyn_syscall
churn_on
refused=0 end=$((SECONDS + 60))
for ((loads = 0; loads < 120 && SECONDS < end; loads++)); do
	if load; then
		rmmod dyn_syscall
	else
		refused=$((refused + 1))
	fi
done
churn_off
echo "$loads loads in $((SECONDS - end + 60))s"
eq "refused of $loads" $refused 0
