# description: scripts/dyn_syscall.py reads the same table and callers from /proc/kcore as the module prints
# kernels: 6.1 6.12 13 latest
# default-kernels: 6.12
# needs: drgn
#
# Of the kernel it has only the symbols: no kernel here has debug information.
[ -r /proc/kcore ] || skip "the kernel has no /proc/kcore"
prepare_for_drgn
read_by_drgn >/tmp/by-drgn
compare_with_drgn

# Errors are sentences, and change nothing.
refused() {
	local status=0

	scripts/dyn_syscall.py "${@:2}" >/tmp/out 2>/tmp/error || status=$?
	eq "status" "$status" 1
	eq "lines" "$(wc -l </tmp/error) $(wc -l </tmp/out)" "1 0"
	grep -q "^dyn_syscall.py: .*$1" /tmp/error || fail "$(cat /tmp/error), wanted $1"
}
cp "$BUILD/dyn_syscall.ko" /tmp/stripped.ko
strip -g /tmp/stripped.ko
head -n 100 /proc/kallsyms >/tmp/without
sed 's/^[0-9a-f]*/0000000000000000/' /tmp/without >/tmp/hidden
subtest "no debug information" refused "has no debug information" -m /tmp/stripped.ko table
subtest "no module file" refused "/tmp/none.ko" -m /tmp/none.ko table
subtest "hidden addresses" refused "shows no addresses" -m "$BUILD/dyn_syscall.ko" -k /tmp/hidden table
subtest "not loaded" refused "not loaded" -m "$BUILD/dyn_syscall.ko" -k /tmp/without table
subtest "a dump without its symbols" refused "needs --kallsyms" -m "$BUILD/dyn_syscall.ko" -c /tmp/none table
end_of_drgn
