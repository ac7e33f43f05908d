# description: scripts/dyn_syscall.py reads table and callers from a dump of the machine's memory
# kernels: 6.1 6.12 13 latest
# default-kernels: 13
# needs: drgn
# timeout: 600
#
# The dump has what a crash kernel would save: the memory, and how to find pages in it.
[ -r /proc/kcore ] || skip "the kernel has no /proc/kcore"
prepare_for_drgn
cp /proc/kallsyms /tmp/kallsyms
tests/programs/dump-ram /out/dump
read_by_drgn -c /out/dump -k /tmp/kallsyms >/tmp/by-drgn || { rm /out/dump; fail "no dump"; }
rm /out/dump
compare_with_drgn
end_of_drgn
