# description: handlers before the original have a trampoline of their number: another client's takes over while threads call, and more numbers than there are slots work, too
load

# Swaps, while threads call.
load_client tried nr="$GETSID" flags=12 does=value value=1
background "$PROGRAMS/hammer" "$GETSID" 2 1 2 >/tmp/hammer
hammer=${BACKGROUND[-1]}
wait_for grep -q hammering /tmp/hammer
for _ in 1 2 3; do
	load_client tried_two nr="$GETSID" flags=12 does=value value=2
	eq "the second" "$(call "$GETSID" 1)" 2
	rmmod tried
	eq "the second, alone" "$(call "$GETSID" 1)" 2
	load_client tried nr="$GETSID" flags=12 does=value value=1
	eq "the first again" "$(call "$GETSID" 1)" 1
	rmmod tried_two
done
kill -TERM "$hammer"
wait "$hammer"
grep -q ' ENOSYS=0 other=0' /tmp/hammer || fail "calls meanwhile: $(cat /tmp/hammer)"
rmmod tried

# More numbers than slots: those that come last do without.
take_slots
load_client tried nr="${NR[getuid]},$GETPGID,${NR[read]}"
eq "by a slot" "$(id -ru)" 0
eq "without" "$(call "$GETPGID" 1)" 0
mkfifo /tmp/pipe
exec {pipe}<>/tmp/pipe
background cat /tmp/pipe >/tmp/cat
reader=${BACKGROUND[-1]}
asleep() {
	grep -q '^State:.S' "/proc/$reader/status" && read -r nr _ <"/proc/$reader/syscall" &&
		[ "$nr" = "${NR[read]}" ]
}
wait_for asleep
eq "living while one sleeps in the original" "$(column "tried_${NR[read]}" living)" 0
rmmod tried
echo line >&"$pipe"
wait_for grep -q line /tmp/cat
kill "$reader"
unload dyn_syscall
