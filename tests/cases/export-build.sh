# description: dynsc export: what it prints for the newest source in /usr/src builds there, for x86-64 and arm64, with its selftest
# machine: host
# kernels: 13
# timeout: 1800
# needs: gcc make flex bison bc patch python3
#
# Unpacking and preparing a kernel's source takes minutes, so this is not part of make test;
# Debian 13's kernel is built from this source.
sources=$(find /usr/src -maxdepth 1 -name 'linux-source-*.tar.*' 2>/dev/null | sort -V)
[[ -n $sources ]] || skip "no package linux-source"
cd $WORK || exit

"$PROJECT/$TOOLS/dynsc" new texts \
	--args 'const char __user *,char __user *,size_t,struct timespec64 __user *,u64,unsigned long' >output
"$PROJECT/$TOOLS/dynsc" export texts >texts.patch
mkdir linux
tar -C linux --strip-components=1 -xf "$(tail -n 1 <<<"$sources")"
patch -F 0 -d linux -p1 -i ../texts.patch

# build ARCH COMPILER TABLE PREFIX
build() {
	local make=(make -s -C linux -j 2 O="$WORK/$1" ARCH="$1" CROSS_COMPILE="$2")

	"${make[@]}" allnoconfig
	# The table of 32-bit programs has warnings of its own.
	"${make[@]}" W=1 KCFLAGS=-Werror kernel/texts.o
	"${make[@]}" "$3"
	eq "the call in its object" "$(nm "$1/kernel/texts.o" | grep -c " T $4texts$")" 1
	eq "the call in the table" "$(nm "$1/$3" | grep -c " U $4texts$")" 1
}
subtest "x86-64" build x86_64 '' arch/x86/entry/syscall_64.o __x64_sys_
if command -v aarch64-linux-gnu-gcc >/dev/null; then
	subtest "arm64" build arm64 aarch64-linux-gnu- arch/arm64/kernel/sys.o __arm64_sys_
fi

selftest() {
	make -s -C linux O="$WORK/x86_64" ARCH=x86_64 headers
	make -s -C linux/tools/testing/selftests O="$WORK/x86_64" TARGETS=texts CFLAGS=-Werror \
		KHDR_INCLUDES="-isystem $WORK/x86_64/usr/include"
	[ -x x86_64/kselftest/texts/texts_test ]
}
subtest "the selftest" selftest
