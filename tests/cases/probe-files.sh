# description: dynsc probe names whatever is missing in a kernel's files, and whatever is strange in its image
# machine: host
# needs: gcc jq dpkg-deb
KDIR=build/kernels/$DYNSC_KERNEL/kdir
FAKE=$WORK/kernel

# probe STATUS OPTION...: it ends with STATUS; its output is in $WORK/told
probe() {
	local want=$1 got=0

	shift
	"$TOOLS/dynsc" probe "$@" >"$WORK/told" 2>"$WORK/told.err" || got=$?
	eq "status of dynsc probe $*" "$got $(grep -v '^ok' "$WORK/told")" "$want $(grep -v '^ok' "$WORK/told")"
}

verdict() {
	sed -n '$s/^verdict: //p' "$WORK/told"
}

# The function of a number, in a kernel of 300 of which every tenth is unused.
function_of() {
	case $1 in
	0) echo __x64_sys_read ;;
	3) echo __x64_sys_close ;;
	39) echo __x64_sys_getpid ;;
	257) echo __x64_sys_openat ;;
	*0) echo __x64_sys_ni_syscall ;;
	*) echo "__x64_sys_call$1" ;;
	esac
}

# Its source. What is strange in it is given to the compiler: ROW7 of the table, CASE7 and
# CASE39 of the switch, BEFORE and BEHIND it, and what do_syscall_64() does.
tiny_source() {
	local nr

	cat <<-'END'
	typedef long call_t(const void *);
	#define FUNCTION __attribute__((noipa, used)) long
	#ifndef ROW7
	#define ROW7 __x64_sys_call7
	#endif
	#ifndef CASE7
	#define CASE7 return __x64_sys_call7(r)
	#endif
	#ifndef CASE39
	#define CASE39 return __x64_sys_getpid(r)
	#endif
	const char banner[] __attribute__((used)) = "Linux version " RELEASE " (tests)";
	/* The assembler keeps the order. */
	asm(".text\n.globl _stext\n_stext:");
	extern call_t outside;
	FUNCTION helper(const void *r) { return 1000; }
	FUNCTION kallsyms_lookup_name(const char *name) { return 0; }
	FUNCTION __x64_sys_ni_syscall(const void *r) { return -38; }
	END
	for nr in {0..299}; do
		[[ $(function_of $nr) == *_ni_syscall ]] ||
			echo "FUNCTION $(function_of $nr)(const void *r) { return $nr; }"
	done
	echo 'call_t * const sys_call_table[] = {'
	for nr in {0..299}; do
		[ $nr = 7 ] && echo "(call_t *)(ROW7)," || echo "$(function_of $nr),"
	done
	cat <<-'END'
	};
	#ifdef SWITCH
	#ifdef BEFORE
	asm(".text\n.globl " BEFORE "\n" BEFORE ":");
	#endif
	FUNCTION x64_sys_call(const void *r, unsigned int nr)
	{
		switch (nr) {
	END
	for nr in {0..299}; do
		case $nr in
		7 | 39)	echo "case $nr: CASE$nr;" ;;
		*)	echo "case $nr: return $(function_of $nr)(r);" ;;
		esac
	done
	cat <<-'END'
		default: return __x64_sys_ni_syscall(r);
		}
	}
	#ifdef BEHIND
	asm(".text\n.globl " BEHIND "\n" BEHIND ":");
	#endif
	#endif
	FUNCTION do_syscall_64(const void *r, unsigned int nr)
	{
	#ifdef SWITCH
		return x64_sys_call(r, nr) + 1;
	#elif defined(BY_TABLE)
		return sys_call_table[nr](r) + 1;
	#else
		return 0;
	#endif
	}
	END
}
tiny_source >"$WORK/tiny.c"

# tiny FLAG...: compiles it
tiny() {
	gcc -w -O2 -ffreestanding -nostdlib -static -fno-pie -no-pie -mcmodel=kernel -mno-sse \
		-fno-jump-tables -fcf-protection=none -fno-asynchronous-unwind-tables \
		-fno-toplevel-reorder -fno-reorder-functions -mno-red-zone -fno-stack-protector \
		-Wl,-Ttext=0xffffffff81000000,-z,max-page-size=4096,--build-id=none \
		-Wl,--defsym=outside=0xffffffffc0000000,-e,do_syscall_64 \
		-DRELEASE="\"$(cat "${KDIR%/*}/release")\"" "$@" -o "$FAKE/vmlinux" "$WORK/tiny.c"
}

# The files of a kernel, from which something is removed each time.
mkdir $FAKE
tiny -DSWITCH
mv $FAKE/vmlinux "$WORK/vmlinux"
fresh() {
	rm -rf $FAKE
	mkdir -p $FAKE/include/config $FAKE/include/generated/uapi/linux
	cp "$KDIR/.config" "$KDIR/Module.symvers" "$WORK/vmlinux" $FAKE/
	cp "$KDIR/include/generated/uapi/linux/version.h" $FAKE/include/generated/uapi/linux/
	cp "${KDIR%/*}/release" $FAKE/include/config/kernel.release
}

# lacks WHAT...: a subtest: it names these requirements, and no others
lacks() {
	local more=$(($# - 1))

	subtest "missing: $1${2+, and $more more}" names_missing "$@"
	fresh
}

names_missing() {
	probe 1 -k $FAKE
	eq "verdict" "$(verdict)" "does not work: $(printf '%s; ' "$@" | sed 's/; $//')"
	eq "lines that say so" "$(grep -c '^missing must' <(tr -s ' ' <"$WORK/told"))" $#
}

without() {
	sed -i "/^CONFIG_$1=/d" $FAKE/.config
}

fresh
probe 0 -k $FAKE
eq "verdict on files" "$(verdict)" works
probe 0 --kernel $FAKE
without KPROBES
lacks CONFIG_KPROBES
words=(MODULES KALLSYMS KPROBES ARCH_HAS_SYSCALL_WRAPPER SMP SYSCTL)
for word in "${words[@]}"; do
	without $word
done
lacks "${words[@]/#/CONFIG_}"
echo CONFIG_MODULE_SIG_FORCE=y >>$FAKE/.config
lacks "no CONFIG_MODULE_SIG_FORCE"
without TASKS_RCU
without PREEMPTION
probe 0 -k $FAKE
echo CONFIG_PREEMPTION=y >>$FAKE/.config
lacks "CONFIG_TASKS_RCU or no CONFIG_PREEMPTION"
echo CONFIG_UNWINDER_GUESS=y >>$FAKE/.config
lacks "no CONFIG_UNWINDER_GUESS"
sed -i "/\tregister_kprobe\t/d" $FAKE/Module.symvers
lacks "register_kprobe, exported"
probe 0 -k $FAKE
mapfile -t names < <(sed -En 's/^ok +must +(.*, exported)  .*/\1/p' "$WORK/told" | sed 's/ *$//')
[ ${#names[@]} -ge 20 ] || fail "only ${#names[@]} must be exported"
"$TOOLS/dynsc" probe --exports -k $FAKE | sed 's/|/\n/g' >"$WORK/names"
awk 'NR == FNR { gone[$1]; next } !($2 in gone)' "$WORK/names" "$KDIR/Module.symvers" >$FAKE/Module.symvers
lacks "${names[@]}"
sed -i 's/^#define LINUX_VERSION_CODE .*/#define LINUX_VERSION_CODE 330401/' $FAKE/include/generated/uapi/linux/version.h
lacks "Linux 5.11 or 5.10.162"
sed -i 's/^#define LINUX_VERSION_CODE .*/#define LINUX_VERSION_CODE 330402/' $FAKE/include/generated/uapi/linux/version.h
probe 0 -k $FAKE
fresh

# An optional requirement is reported, and does not change the verdict.
without DEBUG_FS
probe 0 -k $FAKE
grep -Eq "^missing +may +CONFIG_DEBUG_FS " "$WORK/told"
fresh

# What the image has: its sites, or why the module would not be loaded.

# summary TEXT: this is said of the sites, and the module works
summary() {
	probe 0 -k $FAKE
	eq "sites" "$(sed -n 's/^sites: //p' "$WORK/told")" "$1"
}

# fails TEXT: the verdict
fails() {
	probe 1 -k $FAKE
	eq "verdict" "$(verdict | sed 's/x64_sys_call+0x[0-9a-f]*/x64_sys_call+SITE/')" "does not work: $1"
}

# image NAME FUNCTION TEXT FLAG...: a subtest on a tiny kernel compiled with these flags
image() {
	tiny "${@:4}"
	subtest "$1" "$2" "$3"
	fresh
}

sites() {
	"$TOOLS/dynsc" probe -k $FAKE --json --sites | jq -r ".sites[] | $1"
}

image "a switch" summary \
	"300 numbers by switch, x64_sys_call: 271 used, 29 unused; all can be redirected" -DSWITCH
for nr in {0..299}; do
	echo "$nr $(function_of $nr)"
done >"$WORK/functions"
eq "functions by switch" "$(sites '"\(.nr) \(.function)"')" "$(cat "$WORK/functions")"
eq "unused by switch" "$(sites 'select(.used | not) | .nr' | xargs)" "$(seq 10 10 299 | xargs)"
image "a table" summary \
	"300 numbers by table, sys_call_table: 271 used, 29 unused; all can be redirected" -DBY_TABLE
tiny -DBY_TABLE
eq "functions by table" "$(sites '"\(.nr) \(.function)"')" "$(cat "$WORK/functions")"
image "neither" fails "x64_sys_call or sys_call_table"
image "a breakpoint" fails \
	"sites of numbers (number 7 meets a breakpoint at x64_sys_call+SITE)" \
	-DSWITCH '-DCASE7=asm volatile("int3"); return __x64_sys_call7(r)'
image "a way out of the kernel" fails \
	"sites of numbers (number 7 leads from x64_sys_call+SITE out of the kernel)" \
	-DSWITCH '-DCASE7=return outside(r)'
image "a number that leads elsewhere by switch" fails \
	"sites of numbers (x64_sys_call: number 39 leads to __x64_sys_call7, not to sys_getpid)" \
	-DSWITCH '-DCASE39=return __x64_sys_call7(r)' '-DCASE7=return 0'
image "a row that is no function" fails \
	"sites of numbers (sys_call_table: row 7 holds __x64_sys_call7+0x1, no function of the kernel)" \
	-DBY_TABLE '-DROW7=(char *)&__x64_sys_call7 + 1'
image "a row out of the kernel" fails \
	"sites of numbers (sys_call_table: row 7 holds 0xffffffffc0000000, no function of the kernel)" \
	-DBY_TABLE '-DROW7=outside'
image "a switch where kprobes are refused" fails "x64_sys_call or sys_call_table" \
	-DSWITCH '-DBEFORE="__noinstr_text_start"' '-DBEHIND="__noinstr_text_end"'

# refused LINES: these numbers, and no others, cannot be redirected, for that reason; the
# module works
refused() {
	probe 0 -k $FAKE
	[[ $(sed -n 's/^sites: //p' "$WORK/told") == *"; $(count <<<"$1") cannot be redirected (dynsc probe --sites)" ]] ||
		fail "$(grep ^sites: "$WORK/told")"
	eq "refused" "$(sites 'select(.redirectable | not) | "\(.nr): \(.why)"')" "$1"
	probe 0 -k $FAKE --sites
	eq "in the list" "$(awk '$1 ~ /^[0-9]+$/ && !/ yes *$/' "$WORK/told" | count)" "$(count <<<"$1")"
}
image "an instruction that is not understood" refused \
	"7: an instruction that is not understood" \
	-DSWITCH '-DCASE7=asm volatile("cpuid"); return __x64_sys_call7(r)'
image "not a system call" refused \
	"7: a jump or call to a function that is not a system call" \
	-DSWITCH '-DCASE7=return helper(r)'
image "a shared site" refused $'1: number 7 has the same site\n7: number 1 has the same site' \
	-DSWITCH '-DCASE7=return __x64_sys_call1(r)'

# Without symbols, or without an image, the verdict is neither yes nor no.
strip $FAKE/vmlinux
probe 3 -k $FAKE
eq "verdict without symbols" "$(verdict)" \
	"not known: x64_sys_call or sys_call_table; sites of numbers (there are no symbols: neither in the image nor in a System.map)"
echo "ffffffffffffffff B the real one is elsewhere" >$FAKE/System.map
probe 3 -k $FAKE
nm -n "$WORK/vmlinux" >$FAKE/System.map
probe 0 -k $FAKE
rm $FAKE/vmlinux
probe 3 -k $FAKE
eq "verdict without an image" "$(verdict)" "not known: sites of numbers (there is no image of that kernel)"
fresh

# An image of its own, in any compression, and with its files in the same directory.
probe 0 -k $FAKE/vmlinux
gzip $FAKE/vmlinux
probe 0 -k $FAKE/vmlinux.gz
rm $FAKE/.config
probe 3 -k $FAKE/vmlinux.gz
cp "$KDIR/.config" "$FAKE/config-$(cat "${KDIR%/*}/release")"
rm $FAKE/Module.symvers
probe 3 -k $FAKE/vmlinux.gz
[[ $(verdict) == "not known: register_kprobe, exported; "* ]] || fail "$(verdict)"
fresh

# Packages, as Debian makes them: two with everything, or three.

# package NAME FILE...: from directory $WORK/root
package() {
	rm -rf "$WORK/pack"
	mkdir -p "$WORK/pack/DEBIAN"
	printf '%s\n' "Package: $1" "Version: 1" "Architecture: amd64" "Maintainer: tests <t@example.com>" \
		"Description: tests" >"$WORK/pack/DEBIAN/control"
	(cd "$WORK/root" && cp -a --parents "${@:2}" "$WORK/pack/")
	dpkg-deb --root-owner-group -Z${COMPRESS-xz} --build "$WORK/pack" "$WORK/$1.deb" >/dev/null
}

release=$(cat "${KDIR%/*}/release")
headers=usr/src/linux-headers-$release
packages() {
	rm -rf "$WORK/root"
	mkdir -p "$WORK/root/boot" "$WORK/root/lib/modules/$release/kernel" "$WORK/root/usr/lib" \
		"$WORK/root/${headers%/*}"
	cp -r $FAKE "$WORK/root/$headers"
	mv "$WORK/root/$headers/vmlinux" "$WORK/root/boot/vmlinuz-$release"
	cp "$WORK/root/$headers/.config" "$WORK/root/boot/config-$release"
	head -c 1000000 /dev/urandom >"$WORK/root/lib/modules/$release/kernel/some.ko"
	package image boot lib
	package headers usr
}
packages
probe 0 -k "$WORK/image.deb" "$WORK/headers.deb"
"$TOOLS/dynsc" probe -k $FAKE --json --sites >"$WORK/files.json"
"$TOOLS/dynsc" probe -k "$WORK/headers.deb" --json "$WORK/image.deb" --sites >"$WORK/packages.json"
eq "packages" "$(jq -S . "$WORK/packages.json")" "$(jq -S . "$WORK/files.json")"
probe 3 -k "$WORK/headers.deb"
eq "verdict on headers" "$(verdict)" \
	"not known: x64_sys_call or sys_call_table; sites of numbers (there is no image of that kernel)"
probe 3 -k "$WORK/image.deb"
[[ $(verdict) == "not known: register_kprobe, exported; "* ]] || fail "$(verdict)"
# Since 7.x.
mv "$WORK/root/boot/vmlinuz-$release" "$WORK/root/lib/modules/$release/vmlinuz"
mv "$WORK/root/boot/config-$release" "$WORK/root/lib/modules/$release/config"
mv "$WORK/root/lib/modules" "$WORK/root/usr/lib/"
COMPRESS=zstd package binary "usr/lib/modules/$release/vmlinuz"
COMPRESS=gzip package modules "usr/lib/modules/$release/"{config,kernel}
probe 0 -k "$WORK/binary.deb" "$WORK/modules.deb" "$WORK/headers.deb" --sites

# refuses_packages TEXT FILE...: nothing else is printed
refuses_packages() {
	probe 2 -k "${@:2}"
	eq "why $2 is refused" "$(cat "$WORK/told.err")" "dynsc: $1"
	[ ! -s "$WORK/told" ] || fail "$2: $(cat "$WORK/told")"
}
package none usr/lib/modules/$release/kernel
refuses_packages "$WORK/none.deb has no file of a kernel that is known here: an image, a configuration or Module.symvers" \
	"$WORK/none.deb"
refuses_packages "$WORK/missing.deb: No such file or directory" "$WORK/missing.deb"
refuses_packages "probe takes no argument \"6.12\"; see \"dynsc probe --help\"" "$WORK/image.deb" 6.12
cp "$WORK/tiny.c" "$WORK/text.deb"
refuses_packages "$WORK/text.deb is no package for Debian" "$WORK/text.deb"
for size in 500 100000; do
	head -c $size "$WORK/image.deb" >"$WORK/short.deb"
	probe 2 -k "$WORK/short.deb"
	grep -q "^dynsc: $WORK/short.deb cannot be read to its end: " "$WORK/told.err" || fail "$(cat "$WORK/told.err")"
done
mv "$WORK/root/$headers" "$WORK/root/usr/src/linux-headers-another"
package other usr/src
refuses_packages "$WORK/other.deb is of the kernel another, and another file of $release; give those of one" \
	"$WORK/image.deb" "$WORK/other.deb"
echo text >"$WORK/root/boot/vmlinuz-$release"
package strange boot
refuses_packages "these packages have no known image of $release" "$WORK/strange.deb"
"$TOOLS/dynsc" complete probe -k "$WORK/image.deb" | grep -qx / || fail "no second package is completed"

# Damaged ones.
for size in 100 5000 9000 12000; do
	head -c $size "$WORK/vmlinux" >"$WORK/damaged"
	probe 2 -k "$WORK/damaged"
done
head -c 1000000 "${KDIR%/*}/vmlinuz" >"$WORK/damaged"
probe 2 -k "$WORK/damaged"

sed -i '/^CONFIG_\(X86_64\|ARM64\)=/d' $FAKE/.config
rm $FAKE/vmlinux
probe 1 -k $FAKE
[[ $(verdict) == "does not work: unknown, of x86_64 or aarch64"* ]] || fail "another architecture"
rm $FAKE/Module.symvers
probe 1 -k $FAKE
rm $FAKE/.config
probe 2 -k $FAKE
for options in "-k /nowhere" "-k" "--kernel" "--xml" "6.12" "-k $WORK/tiny.c" "-k /dev/null"; do
	probe 2 $options
	eq "sentences on stderr for $options" "$(count <"$WORK/told.err")" 1
	[ ! -s "$WORK/told" ] || fail "$options: $(cat "$WORK/told")"
done
