# description: dynsc export: its patch applies to the kernel's source, which then has the call in its tables; object and selftest compile; the rest is refused
# machine: host
# kernels: 6.12
# needs: gcc make patch git python3
#
# The whole source is what the case export-build has.
scripts/fetch-kernel source
kdir=$PROJECT/build/kernels/$DYNSC_KERNEL/kdir
source=$PROJECT/build/kernels/source
dynsc=$PROJECT/$TOOLS/dynsc
cd $WORK || exit

# export_ STATUS ARGUMENT...: into new.patch; an error is one line, and prints nothing
export_() {
	local want=$1 status=0

	shift
	"$dynsc" export "$@" >new.patch 2>error || status=$?
	cat error
	eq "status of dynsc export $*" $status "$want"
	[ $status = 0 ] || eq "lines of $*" "$(grep -c '^dynsc-export: ' error)-$(wc -l <error)-$(wc -c <new.patch)" 1-1-0
}

# applies TREE: the patch, without fuzz
applies() {
	git -C "$1" apply --check ../new.patch
	patch -F 0 -d "$1" -p1 -i $WORK/new.patch >output
	! grep -v '^patching file' output || fail "patch had to guess"
}

# has_call TREE NR NAME: what the kernel's build makes of the tables
has_call() {
	local table

	for table in arch/x86/entry/syscalls/syscall_64.tbl:common,64 scripts/syscall.tbl:common,64; do
		sh "$1/scripts/syscallhdr.sh" --abis "${table#*:}" "$1/${table%:*}" header
		grep -qx "#define __NR_$3 $2" header || fail "${table%:*} has no $3"
		sh "$1/scripts/syscalltbl.sh" --abis "${table#*:}" "$1/${table%:*}" table
		grep -qx "__SYSCALL($2, sys_$3)" table || fail "${table%:*} has no sys_$3"
	done
	# What programs of architectures that use this header get, and no 32-bit ones.
	eq "the number in the header" "$(echo "__NR_$3" |
		gcc -E -P -I "$source/include/uapi" -include "$1/include/uapi/asm-generic/unistd.h" - | tail -n 1)" "$2"
	eq "the number in the header for 32 bits" "$(echo "__NR_$3" | gcc -E -P \
		-D__ASM_X86_BITSPERLONG_H -D__BITS_PER_LONG=32 -I "$source/include/uapi" -include "$1/include/uapi/asm-generic/unistd.h" - | tail -n 1)" "__NR_$3"
}

# compiles TREE FILE CALL...: the object with the patched prototypes, and the selftest
compiles() {
	local tree=$1 file=$2 call number defines

	shift 2
	mkdir -p object
	cp "$tree/kernel/$file.c" object/
	echo "obj-m := $file.o" >object/Kbuild
	make -s -C "$kdir" M=$WORK/object W=1 KCFLAGS="-Werror -include $WORK/$tree/include/linux/syscalls.h" "$file.o"
	for call; do
		nm "object/$file.o" | grep -q " T __x64_sys_$call$" || fail "the object has no $call"
	done
	grep -qx "obj-y += $file.o" "$tree/kernel/Makefile"
	grep -qx "TARGETS += $file" "$tree/tools/testing/selftests/Makefile"
	# It looks for the number: here, for those that a kernel has, and has not.
	for number in SYS_getppid 1023; do
		defines=()
		for call; do defines+=("-D__NR_$call=$number"); done
		gcc -Wall -Wno-unused -Werror "${defines[@]}" -o "selftest-$number" \
			"$tree/tools/testing/selftests/$file/${file}_test.c"
	done
	./selftest-SYS_getppid
	! ./selftest-1023 >output || fail "the selftest passes without the call"
	grep -q '^not ok 1 ' output
}

patched() {
	local name=$1

	"$dynsc" new "$@" >output
	rm -rf tree
	cp -r "$source" tree
	export_ 0 --source tree "$name"
	applies tree
	has_call tree 463 "$name"
	compiles tree "$name" "$name"
}

subtest "two numbers" patched add
subtest "every kind of parameter" patched texts \
	--args 'const char __user *,char  __user*,size_t,struct timespec64 __user *, u64 ,unsigned long'
subtest "no parameters" patched none --args ''

cat >pair.c <<-'END'
	/* A pair: the first adds, the second "DYN_SYSCALL_DEFINE0(no)" waits. */
	#include <linux/delay.h>
	#include "dyn_syscall.h"
	#define NUMBER 470

	// DYN_SYSCALL_DEFINE0(nor)
	DYN_SYSCALL_DEFINE3(pair_first, int, fd, const void __user *,
			    from, size_t, bytes)
	{
		return fd + bytes - (from != NULL);
	}

	DYN_SYSCALL_DEFINE1(pair_second, unsigned int, ms)
	{
		msleep(ms);
		pr_debug("DYN_SYSCALL_NEW(no)\n");
		return 0;
	}

	static struct dyn_syscall pair[] = {
		DYN_SYSCALL_NEW_AT(pair_first, NUMBER, .flags = DYN_SYSCALL_SWAP | DYN_SYSCALL_KICK),
		/* the other */
		DYN_SYSCALL_NEW_AT(pair_second, 0x1d7),
	};
	module_dyn_syscalls(pair);
	MODULE_LICENSE("GPL");
END

two_calls() {
	rm -rf tree
	cp -r "$source" tree
	export_ 0 --source tree pair.c
	applies tree
	# With what it includes.
	rm -rf tree.2
	cp -r "$source" tree.2
	tar -cJf tree.tar.xz --transform 's,^tree.2,linux-source-6.12,' tree.2
	cp new.patch from-directory
	export_ 0 --source tree.tar.xz pair.c
	eq "the patch for a tarball" "$(diff new.patch from-directory)" ""
	has_call tree 463 pair_first
	! (has_call tree 463 pair_second) || fail "has_call accepts anything"
	compiles tree pair pair_first pair_second
	grep -qx '#define __NR_syscalls 465' tree/include/uapi/asm-generic/unistd.h

	export_ 1 --source tree pair.c
	grep -q 'has a call pair_first already' error
	"$dynsc" new third >output
	export_ 0 --source tree third
	applies tree
	has_call tree 465 third
	touch tree/kernel/fourth.c
	sed 's/third/fourth/g' third/third.c >fourth.c
	export_ 1 --source tree fourth.c
	grep -q 'has a kernel/fourth.c already' error
}
subtest "two calls, and a third after them" two_calls

# Before 6.11, arm64's table was the header.
without_table() {
	rm -rf tree
	cp -r "$source" tree
	rm tree/scripts/syscall.tbl
	export_ 0 --source tree add
	applies tree
	! grep -q 'syscall.tbl' new.patch || fail "the patch makes a table"
}
subtest "no table for arm64" without_table

# refuses PATTERN SED: the error of the client pair that was changed
refuses() {
	sed "$2" pair.c >changed.c
	! cmp -s pair.c changed.c || fail "$2 changes nothing"
	export_ 1 --source "$source" changed.c
	grep -Eq "$1" error || fail "not the error: $1"
}
while IFS='|' read -r pattern change; do
	subtest "refused: $pattern" refuses "$pattern" "$change"
done <<'END'
changed.c:20: pair_second is a hijack|s/NEW_AT(pair_second/HIJACK(pair_second/
changed.c:20: pair_first has '.cgroup'|s/\.flags = .*),/.cgroup = "\/a"),/
the handler other takes registers|s/NEW_AT(pair_second, 0x1d7)/NEW(other)/
is neither DYN_SYSCALL_NEW nor|s/DYN_SYSCALL_NEW_AT(pair_second, 0x1d7)/{ .name = "pair_second" }/
changed.c:13: pair_second is not registered|s/DYN_SYSCALL_NEW_AT(pair_second.*//
pair_first is defined twice|s/DEFINE1(pair_second/DEFINE1(pair_first/
does not have 2 parameters|s/DEFINE1/DEFINE2/
changed.c:15: dyn_syscall_kick has no meaning|s/msleep(ms)/dyn_syscall_kick("a", 1)/
module_init|s/MODULE_LICENSE.*/module_init(first);/
header of its own, own.h|s/.*delay.h>/#include "own.h"/
type mine, which only this file has|s/^#define NUMBER/typedef unsigned int mine;\n&/; s/unsigned int, ms/mine, ms/
type ours, which only this file has|s/^#define NUMBER/typedef struct { int a; } ours;\n&/; s/unsigned int, ms/ours __user *, ms/
from of pair_first lacks __user|s/ __user//
a directive says|s/^#define NUMBER.*/&\n#define DEFINE(name) DYN_SYSCALL_DEFINE0(name)/
so there is nothing to export|/^DYN/,/^}/d; /^static/,$d
END

wrong_words() {
	mkdir -p two empty
	cp pair.c add/add.c two/
	for words in --frobnicate "add texts" --source "--syzkaller --source tree add"; do
		# shellcheck disable=SC2086 # a word each
		export_ 2 $words
	done
	for words in absent empty two "--source absent add" "--source empty add" "--source pair.c add"; do
		# shellcheck disable=SC2086
		export_ 1 $words
	done
}
subtest "wrong words" wrong_words

syzkaller() {
	rm -rf tree
	mkdir tree
	export_ 0 --syzkaller pair.c
	applies tree
	eq "descriptions" "$(grep -v '^#' tree/sys/linux/dyn_pair.txt | sed '/^$/d')" \
		$'meta noextract\npair_first(fd fd, from buffer[in], bytes len[from])\npair_second(ms int32)'
	eq "numbers" "$(cat tree/sys/linux/dyn_pair.txt.const)" \
		$'arches = amd64, arm64\n__NR_pair_first = 470\n__NR_pair_second = 471'
	sed 's/\<from\>/resource/g; s/\<ms\>/parent/g' pair.c >words.c
	export_ 0 --syzkaller words.c
	grep -qxF '+pair_first(fd fd, resource_ buffer[in], bytes len[resource_])' new.patch
	grep -qxF '+pair_second(parent_ int32)' new.patch
	export_ 1 --syzkaller add
	grep -q 'add has no fixed number' error
}
subtest "a description for syzkaller" syzkaller
