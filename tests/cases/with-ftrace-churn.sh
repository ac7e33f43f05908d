# description: sites are redirected and restored while ftrace patches the entry of x64_sys_call
# default-kernels: 6.12 kasan kcsan
# timeout: 240
#
# The walk of the tree must not take ftrace's int3 for an instruction of the function.
load
needs_switch
load_client actor
churn_on
expect 25 churn hijack $GETPGID pass 25
churn_off
eq "redirected" "$(redirected_now)" 0
