# description: int 0x80, ia32 and x32 calls bypass hijacked and dynamic numbers, and are not counted
ENTRY=$PROGRAMS/entry
IA32_GETPGID=132	# natively: utime
NEITHER=390		# unused natively, and in the table of ia32

[ "$(uname -m)" = x86_64 ] || skip "int 0x80, ia32 and x32 are ways into x86-64"
eq "getpgid as it is" "$("$ENTRY" native $GETPGID 1)" 0
# A kernel without the entry, or with ia32_emulation=0, kills a program that uses it.
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

# Native callers get what the handler returns, and are counted.
eq "native getpgid" "$("$ENTRY" native $GETPGID 1)" 42
eq "native utime" "$("$ENTRY" native $IA32_GETPGID 0)" 42
eq "native dynamic" "$("$ENTRY" native $NEITHER)" 42
before=$(cat $TABLE)
for name in one two three; do
	eq "calls of $name" "$(column $name calls)" 1
done
events=$(all_events | count)
[ "$events" -ge 9 ] || fail "native calls have left $events events"

# The same call made the 32-bit way reaches the kernel's function, and so does one whose
# 32-bit number is that of a hijacked native call.
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

# x32 uses the native numbers with a bit set; Debian's kernels have it disabled.
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
# The hijack is still in place.
eq "native getpgid, again" "$("$ENTRY" native $GETPGID 1)" 42
grep -q '^# 32-bit calls .* are not redirected$' $DEBUGFS/dyn_syscall/dispatch

for e in "one $GETPGID" "two $IA32_GETPGID" "three $NEITHER"; do
	expect 0 remove $e
done
