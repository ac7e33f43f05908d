# description: kernel-probe: says of this kernel what insmod says; whatever else is taken away is named
# timeout: 300
# needs: jq
KDIR=build/kernels/$DYNSC_KERNEL/kdir
FAKE=/tmp/kernel

# probe STATUS OPTION...: ends so, and leaves what it has said in /tmp/told
probe() {
	local want=$1 got=0

	shift
	scripts/kernel-probe "$@" >/tmp/told 2>/tmp/told.err || got=$?
	eq "status of kernel-probe $*" "$got $(grep -v '^ok' /tmp/told)" "$want $(grep -v '^ok' /tmp/told)"
}

verdict() {
	sed -n '$s/^verdict: //p' /tmp/told
}

# What was built here has no folder of its own in /lib/modules.
running=()
[ -e "/lib/modules/$(uname -r)/build/Module.symvers" ] || running=(--kernel "$DYNSC_KERNEL")

status=0
load || status=1
probe $status "${running[@]}"
# Others would be taken for this one, were it never looked at.
eq "whom it has looked at" "$(head -n 1 /tmp/told)" "# kernel $(uname -r) $(uname -m)"
[ $status = 0 ] || { eq "verdict" "$(verdict | sed 's/:.*//')" "does not work"; exit 0; }
eq "verdict" "$(verdict)" works
place=$(awk '!/^#/ { print $2 }' $DEBUGFS/dyn_syscall/dispatch)
grep -Eq "^ok +must +$place, " /tmp/told || fail "it is $place that dispatches"
scripts/kernel-probe --json "${running[@]}" >/tmp/json
eq "the same in JSON" "$(jq -r '.requirements[] | "\(.state) \(.need) \(.what) \(.for)"' /tmp/json)" \
	"$(grep -v '^#\|^verdict' /tmp/told | tr -s ' ')"
eq "verdict in JSON" "$(jq -r '.verdict + " " + .arch' /tmp/json)" "works $(uname -m)"

# The same again from files, of which something is missing each time.
awk '$3 ~ /sys_call|syscall|do_el0_svc/ { print $1, $2, $3 }' /proc/kallsyms >/tmp/map
fresh() {
	rm -rf $FAKE
	mkdir -p $FAKE/include/config
	cp "$KDIR/.config" "$KDIR/Module.symvers" $FAKE/
	uname -r >$FAKE/include/config/kernel.release
	cp /tmp/map $FAKE/System.map
}

# lacks WHAT...: these, and nothing else
lacks() {
	probe 1 --kernel $FAKE
	eq "verdict" "$(verdict)" "does not work: $(printf '%s; ' "$@" | sed 's/; $//')"
	eq "lines that say so" "$(grep -c '^missing must' <(tr -s ' ' </tmp/told))" $#
	fresh
}

without() {
	sed -i "/^CONFIG_$1=/d" $FAKE/.config
}

fresh
probe 0 --kernel $FAKE
eq "verdict on files" "$(verdict)" works
without KPROBES
lacks CONFIG_KPROBES
words=(MODULES KALLSYMS KPROBES SMP SYSCTL)
for word in "${words[@]}"; do
	without $word
done
lacks "${words[@]/#/CONFIG_}"
echo CONFIG_MODULE_SIG_FORCE=y >>$FAKE/.config
lacks "no CONFIG_MODULE_SIG_FORCE"
without TASKS_RCU
without PREEMPTION
probe 0 --kernel $FAKE
echo CONFIG_PREEMPTION=y >>$FAKE/.config
lacks "CONFIG_TASKS_RCU or no CONFIG_PREEMPTION"
if [ "$(uname -m)" = x86_64 ]; then
	echo CONFIG_UNWINDER_GUESS=y >>$FAKE/.config
	lacks "no CONFIG_UNWINDER_GUESS"
	# the table, when there is no switch; and neither
	sed -i '/ x64_sys_call$/d; / sys_call_table$/d' $FAKE/System.map
	lacks "x64_sys_call or sys_call_table"
	sed -i '/ x64_sys_call$/d; / sys_call_table$/d' $FAKE/System.map
	echo "0 D sys_call_table" >>$FAKE/System.map
	probe 0 --kernel $FAKE
	grep -Eq "^ok +must +sys_call_table, a table " /tmp/told
	fresh
fi
sed -i "/\tregister_kprobe\t/d" $FAKE/Module.symvers
lacks "register_kprobe, exported"
mapfile -t names < <(scripts/kernel-probe --exports --kernel $FAKE | sed 's/|/ or /g; s/$/, exported/')
scripts/kernel-probe --exports --kernel $FAKE | sed 's/|/\n/g' >/tmp/names
awk 'NR == FNR { gone[$1]; next } !($2 in gone)' /tmp/names "$KDIR/Module.symvers" >$FAKE/Module.symvers
lacks "${names[@]}"
sed -i '/^CONFIG_\(X86_64\|ARM64\)=/d' $FAKE/.config
probe 1 --kernel $FAKE
[[ $(verdict) == "does not work: unknown, of x86_64 or aarch64"* ]] || fail "another architecture"
fresh

# What it may have is said, and is no reason.
without DEBUG_FS
probe 0 --kernel $FAKE
grep -Eq "^missing +may +CONFIG_DEBUG_FS " /tmp/told
fresh

# What cannot be read is unknown, which is no good news, and no bad.
rm $FAKE/System.map
probe 3 --kernel $FAKE
[[ $(verdict) == "cannot be told: "*sys_call* ]] || fail "verdict without symbols: $(verdict)"
echo "ffffffffffffffff B the real one is elsewhere" >$FAKE/System.map
probe 3 --kernel $FAKE
rm $FAKE/Module.symvers
probe 3 --kernel $FAKE
without KPROBES
probe 1 --kernel $FAKE
rm $FAKE/.config
probe 2 --kernel $FAKE
for options in "--kernel /nowhere" "--kernel" "--xml" "6.12"; do
	probe 2 $options
	eq "sentences on stderr for $options" "$(count </tmp/told.err)" 1
	[ ! -s /tmp/told ] || fail "$options: $(cat /tmp/told)"
done

# What a running kernel refuses, as far as one can be made to say so.
# says FILE TEXT WHAT: were TEXT in FILE, WHAT would be missing
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
