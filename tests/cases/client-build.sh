# description: client.mk: the short build makes what the kernel's build makes, to the byte, and gives way to that whenever something else than the source changed
# default-kernels: 6.12
# machine: host
# kernels: 6.1 6.12
# timeout: 300
# needs: gcc
kdir=$PROJECT/build/kernels/$DYNSC_KERNEL/kdir
cd $WORK || exit
$PROJECT/scripts/dynsc-new add >/dev/null
cd add || exit
echo "#define SHIFT 0" >shift.h
sed -i 's/^#include "dyn_syscall.h"/&\n#include "shift.h"/; s/return sum &/return (sum << SHIFT) \&/' add.c

# build [VARIABLE=VALUE...]
build() {
	make -s KDIR="$kdir" module "$@" 2>error
}

built=$(make -s KDIR="$kdir" describe | tr ' ' '\n' | sed -n 's/^out=//p')

# how: by which way the last build was; by the short one the directory of the kernel's
# build stays
how() {
	[ -e "$built/.add/mark" ] && echo short || echo full
}

# built_by HOW: make does it this way
built_by() {
	: >"$built/.add/mark"
	build "${@:2}" || fail "$(cat error)"
	eq "the build" "$(how)" "$1"
	eq "what it printed" "$(cat error)" ""
}

# same_as_full: what has been built is what the kernel's build makes of the same source
same_as_full() {
	cp "$built/add.ko" ../short.ko
	rm -r .build
	build
	cmp ../short.ko "$built/add.ko"
}

# The first is full, and is followed by short ones.
build
[ -e "$built/.add/again" ] || fail "no short build on this kernel"
before=$(stat -c %y "$built/add.ko")
build
eq "with no change" "$(stat -c %y "$built/add.ko")" "$before"

# Each of these is another source, and short.
edit_source() { sed -i 's/sum += b;/sum += 2 * b;/' add.c; }
edit_header() { sed -i 's/SHIFT 0/SHIFT 1/' shift.h; }
# other symbols of the kernel, in another order
add_symbol() { sed -i 's/sum += a;/pr_info("%s\\n", current->comm);\n\tsum += a;\n\tmsleep(0);/; s/#include "shift.h"/&\n#include <linux\/delay.h>/' add.c; }
remove_symbol() { sed -i '/msleep/d' add.c; }
# what modpost and the kernel read
add_modinfo() { sed -i 's/^MODULE_LICENSE/MODULE_INFO(more, "text");\nMODULE_ALIAS("another");\n&/' add.c; }
add_parameter() { sed -i 's/^static struct dyn/static int level;\nmodule_param(level, int, 0444);\n&/' add.c; }
for edit in edit_source edit_header add_symbol remove_symbol add_modinfo add_parameter; do
	before=$(sha256sum <"$built/add.ko")
	$edit
	subtest "$edit: short" built_by short
	[ "$(sha256sum <"$built/add.ko")" != "$before" ] || fail "$edit changed nothing"
	subtest "$edit: the same as by the kernel's build" same_as_full
done

# A failure leaves no module, says what is wrong in the source, and does not lengthen the
# next build.
fails() {
	local status=0

	: >"$built/.add/mark"
	build || status=$?
	[ $status != 0 ] || fail "it was built"
	[ ! -e "$built/add.ko" ] || fail "there is a module"
	grep -qE "$1" error || fail "$(cat error)"
	eq "the build" "$(how)" short
}
cp add.c ../good.c
echo "int x = ;" >>add.c
subtest "a mistake" fails "^$PWD/add.c:[0-9]+:[0-9]+: error: "
cp ../good.c add.c
echo "int no_such_function(void); int f(void); int f(void) { return no_such_function(); }" >>add.c
subtest "a symbol that is not there" fails '^ERROR: modpost: "no_such_function" .* undefined'
# The source is as it was at the last good build, even to its times.
cp ../good.c add.c
subtest "as it was before" built_by short
same_as_full

# Everything else makes it full.
other_flags() { built_by full KCFLAGS=-DANYTHING; }
other_symvers() {
	cp "$(dirname "$(make -s KDIR="$kdir" describe | tr ' ' '\n' | sed -n 's/^dyn_syscall=//p')")/Module.symvers" ../own.symvers
	built_by full SYMVERS=../own.symvers
	built_by short SYMVERS=../own.symvers
	touch ../own.symvers
	built_by full SYMVERS=../own.symvers
}
# A tree of links is another kernel for make.
other_kernel() {
	mkdir ../kdir
	ln -s "$(realpath "$kdir")"/{*,.[a-z]*} ../kdir/
	rm ../kdir/{Makefile,Module.symvers}
	echo "include $(realpath "$kdir")/Makefile" >../kdir/Makefile
	cp "$kdir/Module.symvers" ../kdir/
	kdir=$WORK/kdir SYMVERS=$WORK/own.symvers
	export SYMVERS
	build
	touch ../kdir/Module.symvers
	built_by full
}
touch_other() {
	mkdir ../elsewhere
	echo "#define FACTOR 1" >../elsewhere/factor.h
	sed -i 's/#include "shift.h"/&\n#include "..\/elsewhere\/factor.h"/; s/sum += a;/sum += FACTOR * a;/' add.c
	built_by short
	echo "#define FACTOR 2" >../elsewhere/factor.h
	built_by full
}
subtest "other flags" other_flags
build
subtest "a header outside the client" touch_other
subtest "another Module.symvers of dyn_syscall" other_symvers
subtest "another kernel" other_kernel

# A module under another name: the commands of the first one make it, too.
# kernels_build NAME: whether it was the kernel's build; only that needs a Kbuild
kernels_build() { [ -e "$built/.$1/Kbuild" ]; }
second() {
	build
	sed -i 's/2 \* b/3 * b/' add.c
	build MODULE=add_2
	! kernels_build add_2 || fail "the build was full"
	cp "$built/add_2.ko" ../short.ko
	rm -r .build
	# The commands have this word elsewhere, too.
	build MODULE=include
	build MODULE=add_2
	kernels_build add_2 || fail "one word was taken for another"
	cmp ../short.ko "$built/add_2.ko"
	build MODULE=add_3 KCFLAGS=-DANYTHING
	kernels_build add_3 || fail "with other flags, the build was short"
	build
	! kernels_build add || fail "the build of the first was full"
	: >"$built/.add/mark"
	build
	eq "the first" "$(how)" short
}
subtest "a second name" second

# What is missing is said.
says() {
	! make -s "${@:2}" >/dev/null 2>error || fail "no error"
	grep -q "$1" error || fail "$(cat error)"
}
subtest "no headers" says "No kernel headers at /lib/modules/0.0.0/build. Install .*linux-headers-0.0.0" KVER=0.0.0
subtest "no dyn_syscall" says "dyn_syscall is not built for the kernel .*: run \"make KDIR=" KDIR="$kdir" SYMVERS=/none
cp add.c more.c
subtest "two clients" says "more than one client (add more); select one with NAME=" KDIR="$kdir"
rm more.c add.c
subtest "no client" says "has no client, a .c file that includes \"dyn_syscall.h\"" KDIR="$kdir"
mkdir "../a b"
cp Makefile "../a b"
cd "../a b" || exit
subtest "a blank in the path" says "directory with a blank in its path" KDIR="$kdir"
