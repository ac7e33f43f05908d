# description: a site with a kprobe is not redirected; a kprobe that comes later keeps dyn_syscall loaded, and never runs into freed text
# timeout: 240

load
needs_switch
load_client actor
declare -A site
site[hijacked]=$(site_of $GETPGID)
expect $UNUSED reg two $UNUSED ret
trace_on patch
expect 0 remove two $UNUSED
trace_off
site[dynamic]=$(events patch | sed -n '1s/.* site=\([^ /]*\).*/\1/p')

# works KIND, give KIND, ...: with a number of this kind
works() {
	case $1 in
	hijacked) eq "hijacked" "$(call $GETPGID 1)" 0 ;;
	dynamic) eq "dynamic" "$(call $UNUSED)" 42 ;;
	esac
}

give() {
	case $1 in
	hijacked) take_back one $GETPGID ;;
	dynamic) take_back one $UNUSED ;;
	esac
}

given_back() {
	case $1 in
	hijacked) eq "hijacked" "$(call $GETPGID 1)" 0 ;;
	dynamic) eq "dynamic" "$(call $UNUSED)" -ENOSYS ;;
	esac
}

refused() {
	case $1 in
	hijacked) expect -EOPNOTSUPP hijack one $GETPGID pass ;;
	dynamic) expect -EOPNOTSUPP reg one $UNUSED ret ;;
	esac
	eq "rows" "$(rows)" 0
}

# Another change makes dyn_syscall try again.
try_again() {
	expect $GETPPID hijack other $GETPPID pass
	expect 0 remove other $GETPPID
}

stays() {
	try_again
	eq "redirected" "$(redirected_now)" "$1"
	unload actor
	! rmmod dyn_syscall 2>/dev/null || fail "dyn_syscall was unloaded"
	load_client actor
}

for kind in hijacked dynamic; do
	# The kprobe is first: it would not see the trampoline, enabled or not, now or later.
	probe_add p site "${site[$kind]}"
	refused $kind
	probe_set site 1
	refused $kind
	given_back $kind
	probe_set site 0
	refused $kind
	probes_off

	# The kprobe is second, and enabled when the number is removed: it works, but the site
	# cannot be restored. The trampoline calls the original.
	take $kind
	probe_add p site "${site[$kind]}"
	probe_set site 1
	for _ in 1 2 3; do
		works $kind
	done
	eq "$kind: calls" "$(column one calls)" 3
	[ "$(probe_hits site)" -ge 3 ] || fail "$kind: the probe was not hit"
	give $kind
	given_back $kind
	refused $kind
	stays 1

	# Disabled, it does not prevent restoring the site; but if it is enabled again, it leads
	# to the trampoline, whatever the site is then.
	probe_set site 0
	given_back $kind
	stays 1
	hits=$(probe_hits site)
	probe_set site 1
	given_back $kind
	[ "$(probe_hits site)" -gt "$hits" ] || fail "$kind: the probe was not hit"
	stays 1
	probes_off
	try_again
	eq "redirected" "$(redirected_now)" 0
	unload actor dyn_syscall
	given_back $kind

	# Enabled only after the number was removed.
	load
	load_client actor
	take $kind
	probe_add p site "${site[$kind]}"
	give $kind
	stays 1
	probe_set site 1
	given_back $kind
	probes_off
	try_again
	unload actor dyn_syscall
	given_back $kind
	load
	load_client actor
done
