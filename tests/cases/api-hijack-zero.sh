# description: hijack_syscall: 0, which is read, is a number like any other
#
# With the flag DYN_SYSCALL_FALLBACK: this shell reads while the gate is locked.
# And nothing here may read a pipe that waits for a removal, as $(do_ ...)
# does: that read would be the call inside that the removal waits for.
load
load_client actor

do_ hijack zero 0 pass 1 >/tmp/answer
eq "hijack" "$(cat /tmp/answer)" 0
eq "kind" "$(column zero kind)" hijacked
eq "number file" "$(cat $NUMBERS/hijacked_syscalls/zero)" 0
fallback=$(column zero fallback)
[ "$fallback" -gt 0 ] || fail "no read arrived at the link"
eq "calls while locked" "$(column zero calls)" 0

do_ unlock zero 0 >/tmp/answer
"$PROGRAMS/call" 0 -1 >/tmp/read
do_ remove zero 0 >/tmp/removed
eq "unlock" "$(cat /tmp/answer)" 0
eq "read of no file" "$(cat /tmp/read)" -EBADF
eq "remove" "$(cat /tmp/removed)" 0
eq "rows at the end" "$(rows)" 0
