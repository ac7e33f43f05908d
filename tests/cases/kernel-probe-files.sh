# description: kernel-probe names whatever is missing in a kernel's files
# machine: host
KDIR=build/kernels/$DYNSC_KERNEL/kdir
FAKE=$WORK/kernel

# probe STATUS OPTION...: it ends with STATUS; its output is in $WORK/told
probe() {
	local want=$1 got=0

	shift
	scripts/kernel-probe "$@" >"$WORK/told" 2>"$WORK/told.err" || got=$?
	eq "status of kernel-probe $*" "$got $(grep -v '^ok' "$WORK/told")" "$want $(grep -v '^ok' "$WORK/told")"
}

verdict() {
	sed -n '$s/^verdict: //p' "$WORK/told"
}

# The files of a kernel, from which something is removed each time.
printf '%s\n' "1 T do_syscall_64" "2 T x64_sys_call" "3 D sys_call_table" >"$WORK/map"
fresh() {
	rm -rf $FAKE
	mkdir -p $FAKE/include/config
	cp "$KDIR/.config" "$KDIR/Module.symvers" $FAKE/
	cp "${KDIR%/*}/release" $FAKE/include/config/kernel.release
	cp "$WORK/map" $FAKE/System.map
}

# lacks WHAT...: a subtest: it names these requirements, and no others
lacks() {
	local more=$(($# - 1))

	subtest "missing: $1${2+, and $more more}" names_missing "$@"
	fresh
}

names_missing() {
	probe 1 --kernel $FAKE
	eq "verdict" "$(verdict)" "does not work: $(printf '%s; ' "$@" | sed 's/; $//')"
	eq "lines that say so" "$(grep -c '^missing must' <(tr -s ' ' <"$WORK/told"))" $#
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
echo CONFIG_UNWINDER_GUESS=y >>$FAKE/.config
lacks "no CONFIG_UNWINDER_GUESS"
# neither switch nor table; and the table alone
sed -i '/ x64_sys_call$/d; / sys_call_table$/d' $FAKE/System.map
lacks "x64_sys_call or sys_call_table"
sed -i '/ x64_sys_call$/d; / sys_call_table$/d' $FAKE/System.map
echo "0 D sys_call_table" >>$FAKE/System.map
probe 0 --kernel $FAKE
grep -Eq "^ok +must +sys_call_table, a table " "$WORK/told"
fresh
sed -i "/\tregister_kprobe\t/d" $FAKE/Module.symvers
lacks "register_kprobe, exported"
mapfile -t names < <(scripts/kernel-probe --exports --kernel $FAKE | sed 's/|/ or /g; s/$/, exported/')
scripts/kernel-probe --exports --kernel $FAKE | sed 's/|/\n/g' >"$WORK/names"
awk 'NR == FNR { gone[$1]; next } !($2 in gone)' "$WORK/names" "$KDIR/Module.symvers" >$FAKE/Module.symvers
lacks "${names[@]}"
sed -i '/^CONFIG_\(X86_64\|ARM64\)=/d' $FAKE/.config
probe 1 --kernel $FAKE
[[ $(verdict) == "does not work: unknown, of x86_64 or aarch64"* ]] || fail "another architecture"
fresh

# An optional requirement is reported, and does not change the verdict.
without DEBUG_FS
probe 0 --kernel $FAKE
grep -Eq "^missing +may +CONFIG_DEBUG_FS " "$WORK/told"
fresh

# If something cannot be read, the verdict is neither yes nor no.
rm $FAKE/System.map
probe 3 --kernel $FAKE
[[ $(verdict) == "cannot be told: "*sys_call* ]] || # words: ok
	fail "verdict without symbols: $(verdict)"
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
	eq "sentences on stderr for $options" "$(count <"$WORK/told.err")" 1
	[ ! -s "$WORK/told" ] || fail "$options: $(cat "$WORK/told")"
done
