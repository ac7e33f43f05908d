# description: no caller is refused while the gate is open, 16 CPUs calling at once
# cpus: 16
# models: all
load
load_client actor
expect $UNUSED reg open $UNUSED ret
expect 0 unlock open $UNUSED

hammer_on -c $UNUSED 16 42
# A number of calls, not a time.
enough() {
	[ "$(column open calls)" -gt 300000 ]
}
wait_for enough
seen=$(hammer_off $HAMMER)
echo "$seen"
eq "refused" "$(counted "$seen" ENOSYS)" 0
eq "other" "$(counted "$seen" other)" 0
eq "calls counted" "$(column open calls)" "$(counted "$seen" 42)"
eq "enosys counted" "$(column open enosys)" 0
eq "living" "$(column open living)" 0
expect 0 remove open $UNUSED
