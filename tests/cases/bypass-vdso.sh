# description: the C library's clock_gettime and gettimeofday pass hijacks by the vDSO
clock=$(cat /sys/devices/system/clocksource/clocksource0/current_clocksource)
case $clock in
tsc | kvm-clock | hyperv_clocksource_tsc_page | arch_sys_counter) ;;
*) skip "the vDSO calls the kernel with the clock $clock" ;;
esac
load
load_client actor
for name in clock_gettime gettimeofday; do
	hijack_pass $name ${NR[$name]}
	measure $name "$PROGRAMS/bypass" $name 1000
	eq "$name: successful calls" "$OUTPUT" 1000
	eq "$name: calls seen" "$CALLS" 1000
	measure $name "$PROGRAMS/bypass" libc_$name 1000
	eq "$name by the C library: successful calls" "$OUTPUT" 1000
	eq "$name by the C library: calls seen" "$CALLS" 0
	take_back $name ${NR[$name]}
done
