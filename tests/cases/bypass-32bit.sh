# description: int 0x80, ia32 and x32 calls bypass hijacked and dynamic numbers, and nothing counts them
ENTRY=$PROGRAMS/entry
IA32_GETPGID=132	# natively: utime
NEITHER=390		# unused natively, and in the table of ia32

[ "$(uname -m)" = x86_64 ] || skip "int 0x80, ia32 and x32 are ways into x86-64"
eq "getpgid as it is" "$("$ENTRY" native $GETPGID 1)" 0
# A kernel without the entry, or told ia32_emulation=0, ends who takes it.
"$ENTRY" int80 20 >/tmp/getpid 2>&1 || skip "this kernel takes no ia32 calls"

load
load_client actor
expect $GETPGID hijack one $GETPGID ret
expect $IA32_GETPGID hijack two $IA32_GETPGID ret
expect $NEITHER reg three $NEITHER ret
for e in "one $GETPGID" "two $IA32_GETPGID" "three $NEITHER"; do
	expect 0 unlock $e
done
trace_on

# What the hijacker makes of a call is what native callers see, and it is counted.
eq "native getpgid" "$("$ENTRY" native $GETPGID 1)" 42
eq "native utime" "$("$ENTRY" native $IA32_GETPGID 0)" 42
eq "native dynamic" "$("$ENTRY" native $NEITHER)" 42
before=$(cat $TABLE)
for name in one two three; do
	eq "calls of $name" "$(column $name calls)" 1
done
events=$(all_events | count)
[ "$events" -ge 9 ] || fail "native calls have left $events events"

# The same call the 32-bit way arrives at the kernel's own, and so does another
# one whose number happens to be that of a hijacked one.
eq "int 0x80" "$("$ENTRY" int80 $IA32_GETPGID 1)" 0
eq "int 0x80, dynamic" "$("$ENTRY" int80 $NEITHER)" -ENOSYS
# The build machine's compiler may have no 32-bit half.
if [ -e "$PROGRAMS/ia32-getpgid" ]; then
	eq "its kind" "$(od -An -tu1 -j4 -N1 "$PROGRAMS/ia32-getpgid" | tr -d ' ')" 1
	for way in "" vdso; do
		status=0
		"$PROGRAMS/ia32-getpgid" $way || status=$?
		eq "a 32-bit program ${way:-int 0x80}" $status 0
	done
fi

# x32 has the native numbers, and a bit; Debian's kernels have it switched off.
x32=$(cat /sys/module/syscall/parameters/x32 2>/dev/null || echo N)
if [ "$x32" = Y ]; then
	eq "x32" "$("$ENTRY" x32 $GETPGID 1)" 0
else
	eq "x32, which is off" "$("$ENTRY" x32 $GETPGID 1)" -ENOSYS
fi
eq "x32, dynamic" "$("$ENTRY" x32 $NEITHER)" -ENOSYS

eq "the table" "$(cat $TABLE)" "$before"
eq "events" "$(all_events | count)" "$events"
trace_off
# Nobody has changed the hijack meanwhile.
eq "native getpgid, again" "$("$ENTRY" native $GETPGID 1)" 42
grep -q '^# 32-bit calls .* are not redirected$' $DEBUGFS/dyn_syscall/dispatch

for e in "one $GETPGID" "two $IA32_GETPGID" "three $NEITHER"; do
	expect 0 remove $e
done
