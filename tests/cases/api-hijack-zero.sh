# description: hijack_syscall: 0, which is read on x86-64, is a number like any other
#
# It has the flag DYN_SYSCALL_FALLBACK, because this shell reads while the gate is
# locked. Nothing here may read a pipe that waits for a removal, as $(do_ ...) does:
# the removal would wait for that very read.
load
load_client actor
"$PROGRAMS/call" 0 -1 >/tmp/original

do_ hijack zero 0 pass 1 >/tmp/answer
eq "hijack" "$(cat /tmp/answer)" 0
eq "kind" "$(column zero kind)" hijacked
eq "number file" "$(cat $NUMBERS/hijacked_syscalls/zero)" 0
"$PROGRAMS/call" 0 -1 >/tmp/locked
eq "call while locked" "$(cat /tmp/locked)" "$(cat /tmp/original)"
fallback=$(column zero fallback)
[ "$fallback" -gt 0 ] || fail "no call reached the trampoline"
eq "calls while locked" "$(column zero calls)" 0

do_ unlock zero 0 >/tmp/answer
"$PROGRAMS/call" 0 -1 >/tmp/open
calls=$(column zero calls)
do_ remove zero 0 >/tmp/removed
eq "unlock" "$(cat /tmp/answer)" 0
eq "call" "$(cat /tmp/open)" "$(cat /tmp/original)"
[ "$calls" -gt 0 ] || fail "no call entered"
eq "remove" "$(cat /tmp/removed)" 0
eq "rows at the end" "$(rows)" 0
