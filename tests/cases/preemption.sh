# description: the kernel has the preemption model that the machine was started with
# models: all
asked=$(sed -n 's/.*preempt=\([a-z]*\).*/\1/p' /proc/cmdline)
is=$(sed -n 's/.*(\([a-z]*\)).*/\1/p' $DEBUGFS/sched/preempt 2>/dev/null || :)
[ -n "$is" ] || skip "this kernel does not tell its preemption model"
eq "preemption model" "$is" "${asked:-$is}"
