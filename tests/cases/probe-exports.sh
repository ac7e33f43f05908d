# description: dynsc probe checks every symbol that the module needs from the kernel, and no other
#
# The undefined symbols. Not every system has nm, and not every kernel has symbol versions.
if command -v nm >/dev/null; then
	nm -u "$BUILD/dyn_syscall.ko"
else
	modprobe --dump-modversions "$BUILD/dyn_syscall.ko"
fi | awk '{ print $2 }' | sort -u >/tmp/taken
"$TOOLS/dynsc" probe --exports -k "$DYNSC_KERNEL" >/tmp/asked

# Symbols that every kernel with modules has: those that the compiler or the kernel's
# headers use, which depend on the configuration, and functions that have always been
# exported. Others belong in the table of tools/dynsc/probe/needs.c.
everywhere='
	__SCT__.* __x86_.* __fentry__ _mcount __stack_chk_.* __ref_stack_chk_guard
	(__)?fortify_panic __warn_printk __ubsan_.* __asan_.* __kasan_.* kasan_.* __tsan_.* __kcsan_.* kcsan_.*
	(__)?lock.* lockdep_.* debug_.* __raw_.* _raw_.* queued_.* rt_.* (__)?rt_mutex_.*
	__cpu_(online|possible|present)_mask nr_cpu_ids __per_cpu_offset this_cpu_off cpu_number pcpu_hot const_.*
	__preempt_count __this_cpu_.* current_task __percpu.* preempt_.* __cond_resched __might_.* dynamic_might_.*
	(__)?k(v|z)?(m|f)(alloc|ree).* kmalloc.* kmem_cache_alloc.* __kvmalloc.* kvfree.* __alloc_percpu pcpu_alloc.* free_percpu
	(__)?rcu_.* __rcu_.* call_rcu tracepoint_srcu (__)?srcu_.* synchronize_srcu
	(__)?mutex_.* __mutex_.* __put_task_struct.* refcount_.* __list_.*valid.*
	_?printk ___ratelimit snprintf scnprintf sscanf (sized_)?str.* mem.* _ctype
	__bitmap_.* _?find_.* cpumask_.* jiffies ktime_get schedule_timeout.* _?cond_resched.* usleep_range.*
	(__)?module_(get|put) try_module_get param_ops_.* unregister_.*
	pv_ops BUG_func __default_kernel_pte_mask boot_cpu_data phys_base page_offset_base vmemmap_base sme_me_mask
	arm64_.* alt_cb_patch_nops gic_.* kimage_voffset
	kstrn?dup kstrtobool param_get_.* kernel_param_(un)?lock sysfs_emit cgrp_dfl_root tracepoint_probe_.*
	__wake_up add_wait_queue remove_wait_queue woken_wake_function
	(cancel_|mod_)?delayed_work_.* system_.*wq __refrigerator freezing_slow_path system_freezing_cnt
	(__)?seq_.* single_.* debugfs_.*
	module_layout trace_.* __trace_.* event_triggers_call perf_trace_.* bpf_trace_.*
	__tracepoint_sched_set_state_tp'

tr '|' '\n' </tmp/asked | sort >/tmp/names
# shellcheck disable=SC2086
grep -Evx "$(echo $everywhere | tr ' ' '|')" /tmp/taken | grep -vxFf /tmp/names >/tmp/more || :
eq "needed, and not checked" "$(cat /tmp/more)" ""
while read -r names; do
	tr '|' '\n' <<<"$names" | grep -qxFf - /tmp/taken || fail "checked, and not needed: $names"
done </tmp/asked
[ "$(count </tmp/taken)" -ge 60 ] || fail "too few symbols were read: $(count </tmp/taken)"
