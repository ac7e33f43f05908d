# description: dynsc probe finds the site of each number in the images of all kernels that are there
# machine: host
# kernels: 6.12
# needs: jq
# timeout: 300

# sites FILTER: a line for each number
sites() {
	jq -r ".sites[] | $1" "$WORK/told"
}

# image NAME: a subtest
image() {
	local dispatch=switch place=x64_sys_call prefix=__x64_ machine=x86_64 same=0 name

	case $1 in
	arm64-*) dispatch=table place=sys_call_table prefix=__arm64_ machine=aarch64 ;;
	5.10) dispatch=table place=sys_call_table ;;
	esac
	"$TOOLS/dynsc" probe -k "$1" --json --sites >"$WORK/told"
	eq "what it is" "$(jq -r '"\(.release) \(.arch) \(.verdict) \(.dispatch) \(.place) \(.refused)"' "$WORK/told")" \
		"$(cat "build/kernels/$1/release") $machine works $dispatch $place 0"
	eq "numbers" "$(sites .nr | count)" "$(jq .numbers "$WORK/told")"
	[ "$(jq .numbers "$WORK/told")" -ge 440 ] || fail "only $(jq .numbers "$WORK/told") numbers"
	eq "sites of used numbers" "$(sites 'select(.used) | .site' | sort | uniq -d)" ""
	eq "functions of unused numbers" "$(sites 'select(.used | not) | .function' | sort -u)" \
		"$(sites 'select(.used | not) | .function' | grep 'sys_ni_syscall$' | head -n 1)"
	# Most functions are called what this machine calls their numbers.
	[ $machine = x86_64 ] || return 0
	sites 'select(.used) | "\(.nr) \(.function)"' >"$WORK/functions"
	for name in "${!NR[@]}"; do
		! grep -qx "${NR[$name]} ${prefix}sys_$name" "$WORK/functions" || same=$((same + 1))
	done
	[ $same -ge 300 ] || fail "only $same functions have their name"
}

checked=
for kernel in 6.1 6.12 6.1-rt 6.12-rt 5.10 13 latest latest-rt arm64-6.1 arm64-6.12; do
	[ -e "build/kernels/$kernel/vmlinuz" ] || continue
	subtest "$kernel" image $kernel
	checked+=" $kernel"
done
[[ $checked == *" $DYNSC_KERNEL"* ]] || fail "there is no $DYNSC_KERNEL"

# The tables in an image are all that its kernel has in /proc/kallsyms: where a System.map
# of a build tree is there, both name the same functions.
for kernel in kasan kcsan clang jumptable fp; do
	map=build/kernels/$kernel/kdir/System.map
	[ -e $map ] || continue
	"$TOOLS/dynsc" probe -k $kernel --json --sites >"$WORK/told" || :
	sites 'select(.function) | .function' | sort -u >"$WORK/functions"
	eq "$kernel: functions that System.map does not have" \
		"$(awk '{ print $3 }' $map | sort -u | comm -13 - "$WORK/functions")" ""
done
