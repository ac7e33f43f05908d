# description: gettimeofday on the vsyscall page passes a hijack
#
# The kernel calls the function itself when a program jumps to the page. Debian's
# kernels have it only with vsyscall=xonly (tests/kernels.sh).
[ "$(uname -m)" = x86_64 ] || skip "only x86-64 has a vsyscall page"
grep -q '\[vsyscall\]' /proc/self/maps || skip "this kernel has no vsyscall page"
load
load_client actor
hijack_pass one ${NR[gettimeofday]}

measure one "$PROGRAMS/bypass" gettimeofday 100
eq "successful calls" "$OUTPUT" 100
eq "calls seen" "$CALLS" 100
measure one "$PROGRAMS/bypass" vsyscall 100
eq "successful calls on the page" "$OUTPUT" 100
eq "calls seen" "$CALLS" 0

take_back one ${NR[gettimeofday]}
