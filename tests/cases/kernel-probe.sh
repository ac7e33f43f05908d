# description: kernel-probe agrees with insmod about the running kernel, and reports what forbids modules
# needs: jq

# probe STATUS OPTION...: it ends with STATUS; its output is in /tmp/told
probe() {
	local want=$1 got=0

	shift
	scripts/kernel-probe "$@" >/tmp/told 2>/tmp/told.err || got=$?
	eq "status of kernel-probe $*" "$got $(grep -v '^ok' /tmp/told)" "$want $(grep -v '^ok' /tmp/told)"
}

verdict() {
	sed -n '$s/^verdict: //p' /tmp/told
}

# A kernel that was built here has no directory in /lib/modules.
running=()
[ -e "/lib/modules/$(uname -r)/build/Module.symvers" ] || running=(--kernel "$DYNSC_KERNEL")

status=0
load || status=1
probe $status "${running[@]}"
# Without this, it could examine another kernel unnoticed.
eq "the kernel that it examined" "$(head -n 1 /tmp/told)" "# kernel $(uname -r) $(uname -m)"
[ $status = 0 ] || { eq "verdict" "$(verdict | sed 's/:.*//')" "does not work"; exit 0; }
eq "verdict" "$(verdict)" works
place=$(awk '!/^#/ { print $2 }' $DEBUGFS/dyn_syscall/dispatch)
grep -Eq "^ok +must +$place, " /tmp/told || fail "it is $place that dispatches"
scripts/kernel-probe --json "${running[@]}" >/tmp/json
eq "the same in JSON" "$(jq -r '.requirements[] | "\(.state) \(.need) \(.what) \(.for)"' /tmp/json)" \
	"$(grep -v '^#\|^verdict' /tmp/told | tr -s ' ')"
eq "verdict in JSON" "$(jq -r '.verdict + " " + .arch' /tmp/json)" "works $(uname -m)"

# What a running kernel may forbid, as far as it can be simulated.
# says FILE TEXT WHAT: with TEXT in FILE, WHAT is missing
says() {
	[ -e "$1" ] || return 0
	echo "$2" >/tmp/says
	mount --bind /tmp/says "$1"
	scripts/kernel-probe >/tmp/told || :
	umount "$1"
	eq "verdict with '$2' in $1" "$(verdict)" "does not work: $3"
}
if [ ${#running[@]} = 0 ]; then
	[ -e /sys/kernel/security/lockdown ] || mount -t securityfs securityfs /sys/kernel/security
	says /sys/kernel/security/lockdown "none [integrity] confidentiality" "no lockdown"
	says /sys/module/module/parameters/sig_enforce Y "no enforced signatures"
	says /proc/sys/kernel/modules_disabled 1 "kernel.modules_disabled = 0"
fi
