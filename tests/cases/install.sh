# description: make install: everything goes to DESTDIR; from there, a client is built and tried in a machine; make uninstall leaves nothing
# machine: host
# default-kernels: 6.12
# kernels: 6.1 6.12
# timeout: 600
# needs: gcc make qemu-system-x86_64
#
# The machine has a file system of its own at /tmp, where $WORK is.
stage=$PROJECT/build/$DYNSC_KERNEL/stage
release=$(<"build/kernels/$DYNSC_KERNEL/release")
rm -rf $stage
trap 'tidy_host; "$dynsc" try --stop >/dev/null 2>&1 || :; rm -rf $stage' EXIT

# What "make install" would change without DESTDIR.
live() {
	find /usr/local /lib/modules /usr/share/man /usr/include /usr/lib/*/kernelshark -printf '%p %T@\n' 2>/dev/null | sort
}
live >$WORK/before
install=(make -s K="$DYNSC_KERNEL" DESTDIR="$stage/root" PREFIX=/opt/dyn)
"${install[@]}" install >$WORK/output 2>&1
cat $WORK/output
[ "$(wc -l <$WORK/output)" -le 1 ] || fail "make -s printed more than what it has built"

root=$stage/root prefix=$stage/root/opt/dyn updates=$stage/root/lib/modules/$release/updates
dynsc=$prefix/bin/dynsc
version=$(scripts/version)
eq "dynsc --version" "$("$dynsc" --version)" "dynsc $version"
eq "the module's version" "$(modinfo -F version "$updates"/dyn_syscall.ko*)" "$version"
eq "the module's release" "$(modinfo -F vermagic "$updates"/dyn_syscall.ko* | cut -d ' ' -f 1)" "$release"
eq "what dynsc inject loads" "$(modinfo -F depends "$updates"/samples/sample_inject.ko*)" dyn_syscall
eq "the version of the headers" "$(PKG_CONFIG_PATH=$prefix/share/pkgconfig pkg-config --modversion dyn_syscall)" "$version"
eq "what depmod would write" "$(find "$root/lib/modules/$release" -maxdepth 1 -name 'modules.*')" ""
for page in doc/man/*.[1-9]; do
	grep -qE "^\.(TH|Os) .*$version" "$prefix/share/man/man${page##*.}/${page##*/}" || fail "$page has no version"
done
eq "the page of a name that shares one" "$(readlink "$prefix/share/man/man9/hijack_syscall_flags.9")" hijack_syscall.9
eq "links that lead nowhere" "$(find "$root" -xtype l)" ""

# The client's programs and its module, with nothing of the project.
cd $stage || exit
"$dynsc" new add >$WORK/output
includes=$(PKG_CONFIG_PATH=$prefix/share/pkgconfig pkg-config --define-prefix --cflags dyn_syscall)
# shellcheck disable=SC2086
gcc -Wall -Wextra -Werror $includes -o $WORK/call add/call.c
make -s -C add KDIR="$PROJECT/build/kernels/$DYNSC_KERNEL/kdir" SYMVERS="$updates/dyn_syscall.symvers" >$WORK/output 2>&1
eq "what make of a client printed" "$(cat $WORK/output)" ""
! grep -r "$PROJECT/\(src\|tools\|scripts\)" --include='Makefile' --include='*.d' --include='*.cmd' --include=files add ||
	fail "the client was built with files of the project"

# Caches are the user's: here, with the kernel that is there.
export XDG_CACHE_HOME=$stage/cache
mkdir -p $stage/cache/dyn_syscall/kernels
cp -al "$PROJECT/build/kernels/$DYNSC_KERNEL" $stage/cache/dyn_syscall/kernels/
# dynsc inject finds its module by modprobe: the machine has the kernel's own ones only.
# With those, depmod would take a minute in an emulated machine.
cat >>add/test.sh <<END
rm -r /lib/modules/$release/kernel
cp -r "$updates" /lib/modules/$release/
depmod $release
mountpoint -q /sys/fs/cgroup || mount -t cgroup2 none /sys/fs/cgroup
"$dynsc" inject getpriority --error EIO -- nice 2>&1 | grep 'Input/output error'
END
# As a client's continuous integration does it.
test_client() {
	local status=0

	PATH=${dynsc%/*}:$PATH "$PROJECT/packaging/ci/test-client" add "$@" >$WORK/output 2>&1 || status=$?
	cat $WORK/output
	return $status
}
test_client "$DYNSC_KERNEL"
! grep 'No such file' $WORK/output || fail "the installation lacks a file"
grep -q '^# dynsc-try: test.sh has passed' $WORK/output
eq "verdicts" "$(grep -v '^#' $WORK/output | tail -n +2)" "1..1"$'\n'"ok 1 - $DYNSC_KERNEL"
grep -q '^# nice: .*Input/output error' $WORK/output
! test_client no-such-kernel || fail "test-client has passed on a kernel that there is not"
eq "verdicts" "$(grep -v '^#' $WORK/output | tail -n +2)" $'1..1\nnot ok 1 - no-such-kernel'
eq "what was built in the installation" "$(find "$prefix/lib/dyn_syscall" -name '*.o' -o -name build)" ""

cd "$PROJECT" || exit
"${install[@]}" uninstall
eq "left by make uninstall" "$(find "$root" ! -type d)" ""
eq "directories of its own that are left" "$(find "$root" -name 'dyn_syscall*' -o -name updates)" ""
live >$WORK/after
eq "changed outside of DESTDIR" "$(diff $WORK/before $WORK/after)" ""
