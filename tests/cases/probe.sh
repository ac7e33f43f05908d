# description: dynsc probe agrees with loading about the running kernel, number by number, and with the kernel's image; it reports what forbids modules
# by-table: yes
# needs: jq
# timeout: 300

# probe STATUS OPTION...: it ends with STATUS; its output is in /tmp/told
probe() {
	local want=$1 got=0

	shift
	"$TOOLS/dynsc" probe "$@" >/tmp/told 2>/tmp/told.err || got=$?
	eq "status of dynsc probe $*" "$got $(grep -v '^ok' /tmp/told)" "$want $(grep -v '^ok' /tmp/told)"
}

verdict() {
	sed -n '$s/^verdict: //p' /tmp/told
}

# sites FILTER FILE: a line for each number
sites() {
	jq -r ".sites[] | $1" "$2"
}

# A kernel that was built here has no directory in /lib/modules, where its configuration
# and its exports are: then the verdict is that of its files.
running=()
[ -e "/lib/modules/$(uname -r)/build/Module.symvers" ] || running=(-k "$DYNSC_KERNEL")

# The small kernels that are built here have no /proc/kcore: there the image is compared
# with the module.
memory=1
[ -e /proc/kcore ] || memory=0

# The memory and the image are the same kernel.
"$TOOLS/dynsc" probe --json --sites >/tmp/live || :
"$TOOLS/dynsc" probe --json --sites -k "$DYNSC_KERNEL" >/tmp/image || :
eq "the kernel that it examined" "$(jq -r '.release + " " + .arch' /tmp/live)" "$(uname -r) $(uname -m)"
[ $memory = 1 ] || cp /tmp/image /tmp/live
eq "sites in the image" "$(jq .sites /tmp/image)" "$(jq .sites /tmp/live)"

status=0
load || status=1
probe $status "${running[@]}"
eq "the kernel that it examined" "$(head -n 1 /tmp/told)" "# kernel $(uname -r) $(uname -m)"
[ $status = 0 ] || { eq "verdict" "$(verdict | sed 's/:.*//')" "does not work"; exit 0; }
eq "verdict" "$(verdict)" works

# Each number, as the module has found it.
view=$DEBUGFS/dyn_syscall/dispatch
eq "dispatch, place, numbers, used" \
	"$(jq -r '"\(.dispatch) \(.place) \(.numbers) \(.numbers - .unused)"' /tmp/live)" \
	"$(awk '!/^#/ { print $1, $2, $3, $4 }' $view)"
[ "$(jq .numbers /tmp/live)" -ge 400 ] || fail "$(jq .numbers /tmp/live) numbers"
free=$(awk '!/^#/ { print $7 }' $view | tr ',' '\n' | while IFS=- read -r first last; do
	seq "$first" "${last:-$first}"
done)
eq "unused numbers" "$(sites 'select(.used | not) | .nr' /tmp/live | grep -vx 0)" "$free"
eq "numbers that cannot be redirected" "$(sites 'select(.why) | "\(.nr) \(.why)"' /tmp/live)" \
	"$(sed -n 's/^# number \([0-9]*\) cannot be redirected: /\1 /p' $view)"
eq "as many as it says" "$(sites 'select(.redirectable | not) | .nr' /tmp/live | count)" \
	"$(jq .refused /tmp/live)"

# Where each number leads, and that it is redirected there while it is hijacked.
load_client hijack_all
order all || fail "order all does not end"
grep -v '^#' $TABLE | sort -n >/tmp/hijacked
"$TOOLS/dynsc" probe --json --sites >/tmp/redirected || :
order none || fail "calls stay inside: $(cat $TABLE)"
[ "$(count </tmp/hijacked)" -ge 300 ] || fail "too few are hijacked: $(count </tmp/hijacked)"
[ $memory = 0 ] || eq "redirected" "$(sites 'select(.redirected) | .nr' /tmp/redirected)" "$(awk '{ print $1 }' /tmp/hijacked)"
sites 'select(.used) | "\(.nr) \(.function)"' /tmp/live >/tmp/functions
awk 'NR == FNR { hijacked[$1]; next } $1 in hijacked' /tmp/hijacked /tmp/functions >/tmp/compared
eq "functions" "$(cat /tmp/compared)" "$(awk '{ print $1, $13 }' /tmp/hijacked)"
eq "not hijacked, of those it says can be redirected" \
	"$(($(sites 'select(.used and .redirectable) | .nr' /tmp/live | count) - $(count </tmp/hijacked)))" 2
unload hijack_all

"$TOOLS/dynsc" probe --json "${running[@]}" >/tmp/json
probe 0 "${running[@]}"
eq "the same in JSON" "$(jq -r '.requirements[] | "\(.state) \(.need) \(.what) \(.for)" +
	if .since then " (since \(.since))" else "" end' /tmp/json)" \
	"$(grep -v '^#\|^verdict\|^sites:' /tmp/told | tr -s ' ')"
eq "verdict in JSON" "$(jq -r '.verdict + " " + .arch' /tmp/json)" "works $(uname -m)"

# A breakpoint on the way to a number: the module is not loaded, and that is the verdict.
if [ $memory = 1 ] && by_switch; then
	unload dyn_syscall
	site=$(sites "select(.nr == $GETPGID) | .site" /tmp/live)
	[[ $site == x64_sys_call+0x* ]] || fail "the site is $site"
	probe_add p site x64_sys_call+$((${site#*+}))
	probe_set site 1
	! load 2>/dev/null || fail "loaded with a breakpoint"
	"$TOOLS/dynsc" probe >/tmp/told && fail "a breakpoint is not seen"
	[[ $(verdict) == *"number $GETPGID meets a breakpoint at $site"* ]] || fail "$(verdict)"
	probes_off
	load
fi

# Without root the code cannot be seen.
got=0
setpriv --reuid 65534 --regid 65534 --clear-groups "$TOOLS/dynsc" probe >/tmp/told || got=$?
eq "status as another user" $got 3
[[ $(verdict) == "not known: "*"sites of numbers (only root can read the memory; "* ]] || fail "$(verdict)"
grep -q "^ok  *must  *.*, a $(jq -r .dispatch /tmp/live) " /tmp/told || fail "not even the names"

# What a running kernel may forbid, as far as it can be simulated.
# says FILE TEXT WHAT: with TEXT in FILE, WHAT is missing
says() {
	[ -e "$1" ] || return 0
	echo "$2" >/tmp/says
	mount --bind /tmp/says "$1"
	"$TOOLS/dynsc" probe >/tmp/told || :
	umount "$1"
	eq "verdict with '$2' in $1" "$(verdict)" "does not work: $3"
}
if [ ${#running[@]} = 0 ]; then
	[ -e /sys/kernel/security/lockdown ] || mount -t securityfs securityfs /sys/kernel/security
	says /sys/kernel/security/lockdown "none [integrity] confidentiality" "no lockdown"
	says /sys/module/module/parameters/sig_enforce Y "no enforced signatures"
	says /proc/sys/kernel/modules_disabled 1 "kernel.modules_disabled = 0"
fi
unload dyn_syscall
