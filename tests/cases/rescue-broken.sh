# description: read that fails, openat that returns garbage, execve that hangs, a call that spins: with a scope no other task notices; without one the key and the end of a probation give the machine back
# needs: gcc
# timeout: 400
#
# Another shell works all the time: it starts programs, which open and read files. The task
# that spins has a CPU of its own: ksoftirqd, which may have to run what timers there do,
# could not.
cat >/tmp/work.c <<'END'
int main(void) { return 0; }
END
work() {
	local n=0

	while :; do
		if [ -e /tmp/pause ]; then
			: >/tmp/paused
			continue	# a program could not wait instead
		fi
		cat /proc/version >/tmp/work.out && gcc -c -o /tmp/work.o /tmp/work.c && n=$((n + 1))
		echo $n >/tmp/works || :	# the shell must not end when it cannot open a file
	done
}
taskset -pc 0-2 $$ >/dev/null
background work 2>/dev/null
goes_on() {
	local before

	before=$(cat /tmp/works)
	wait_for test -s /tmp/works
	wait_for works_since "$before"
}
works_since() {
	[ "$(cat /tmp/works)" -gt "$1" ]
}
wait_for test -s /tmp/works
load
cgroups_on try
exec {SYSRQ}>/proc/sysrq-trigger

# In a scope.
load_client tried nr="${NR[read]}" cgroup=/try does=value value=-5
! within_cgroup try cat /proc/version 2>/dev/null || fail "read works in the scope"
goes_on
rmmod tried
load_client tried nr="${NR[openat]}" cgroup=/try does=value value=12345
! within_cgroup try cat /proc/version 2>/dev/null || fail "openat works in the scope"
goes_on
rmmod tried
load_client tried nr="${NR[execve]}" cgroup=/try does=hang
background within_cgroup try true
wait_for column_is "tried_${NR[execve]}" living 1
goes_on
echo 1 >/sys/module/tried/parameters/release
rmmod tried
load_client tried nr="$GETPGID" cgroup=/try does=spin value=1
background within_cgroup try taskset -c 3 "$PROGRAMS/call" "$GETPGID" 1
wait_for column_is "tried_$GETPGID" living 1
goes_on
echo 1 >/sys/module/tried/parameters/release
rmmod tried

# For all tasks. From here until the key nothing but the shell's own commands can be
# relied on, and not all of those.
insmod "$BUILD/tests/clients/tried.ko" nr="${NR[read]}" does=value value=-5
! read -r _ 2>/dev/null </proc/version || fail "read works"
echo y >&"$SYSRQ"
read -r _ </proc/version || fail "read fails after the key"
goes_on
rmmod tried
echo 0 >/sys/module/dyn_syscall/parameters/rescue

insmod "$BUILD/tests/clients/tried.ko" nr="${NR[openat]}" does=value value=12345
! read -r _ 2>/dev/null </proc/version || fail "openat works"
echo y >&"$SYSRQ"
read -r _ </proc/version || fail "openat fails after the key"
goes_on
rmmod tried
echo 0 >/sys/module/dyn_syscall/parameters/rescue

# A program that is started before the key hangs until it is released, and so would the
# shell that waits for it.
: >/tmp/pause
wait_for test -e /tmp/paused
insmod "$BUILD/tests/clients/tried.ko" nr="${NR[execve]}" does=hang
background cat /proc/version
echo y >&"$SYSRQ"
eq "execve after the key" "$(/bin/echo works)" works
rm /tmp/pause
goes_on
echo 1 >/sys/module/tried/parameters/release
rmmod tried
echo 0 >/sys/module/dyn_syscall/parameters/rescue

# The CPU of the one that spins is lost to it; the others go on, and so do later callers.
insmod "$BUILD/tests/clients/tried.ko" nr="$GETPGID" does=spin value=1 comm=call
background taskset -c 3 "$PROGRAMS/call" "$GETPGID" 1
wait_for column_is "tried_$GETPGID" living 1
echo y >&"$SYSRQ"
eq "the call after the key" "$(call "$GETPGID" 1)" 0
goes_on
eq "living" "$(column "tried_$GETPGID" living)" 1
echo 1 >/sys/module/tried/parameters/release
rmmod tried
echo 0 >/sys/module/dyn_syscall/parameters/rescue

# Without a key: it was not kept in time.
echo 1 >/sys/module/dyn_syscall/parameters/probation
insmod "$BUILD/tests/clients/tried.ko" nr="${NR[read]}" does=value value=-5
! read -r _ 2>/dev/null </proc/version || fail "read works"
until read -r _ 2>/dev/null </proc/version; do
	:
done
eq "state" "$(column "tried_${NR[read]}" state)" undoing
goes_on
rmmod tried
exec {SYSRQ}>&-
unload dyn_syscall
