# description: the kernel is tainted (U) only with taint=1, by the first redirect
tainted() {
	(($(cat /proc/sys/kernel/tainted) & 64))
}

! tainted || skip "this kernel is tainted already; run this case before others that taint it"

load
eq "parameter" "$(cat /sys/module/dyn_syscall/parameters/taint)" N
load_client actor
expect $UNUSED reg one $UNUSED ret
expect $GETPGID hijack two $GETPGID pass
! tainted || fail "tainted without taint=1"
expect 0 remove one $UNUSED
expect 0 remove two $GETPGID
unload actor dyn_syscall

load taint=1
load_client actor
! tainted || fail "tainted by loading"
expect -EINVAL reg one $UNUSED null
! tainted || fail "tainted by a registration that failed"
expect $UNUSED reg one $UNUSED ret
tainted || fail "not tainted by the first redirect"
expect 0 remove one $UNUSED
