# description: debugfs table: the header, and every column in every state
# by-table: yes
load
load_client actor

header="# nr name kind owner state gate living calls enosys fallback eagain handler original generation scope outside"
eq "empty table" "$(cat $TABLE)" "$header"
eq "mode" "$(stat -c %a $TABLE)" 400

expect 402 reg asleep 402 block
expect 401 reg open 401 first
expect 400 reg locked 400 ret
expect $GETPGID hijack hijacked $GETPGID pass
expect ${NR[getsid]} hijack falls ${NR[getsid]} ret 1
ni=$(column locked original)
group=$(column hijacked original)
session=$(column falls original)
[[ $ni == *sys_ni_syscall && $group == *sys_getpgid && $session == *sys_getsid ]] ||
	fail "originals: $ni $group $session"

call 400; call 400			# two refused
expect 0 unlock open 401
call 401; call 401; call 401 -38	# three calls, one with an error of its own
call $GETPGID				# refused
expect 0 unlock hijacked $GETPGID
call $GETPGID; call $GETPGID
call ${NR[getsid]}			# given the original
expect 0 unlock falls ${NR[getsid]}
call ${NR[getsid]}
expect 0 unlock asleep 402
background "$PROGRAMS/call" 402
background "$PROGRAMS/call" 402
wait_for inside_is 2
expect -EAGAIN prep asleep 402
expect -EAGAIN trylock asleep 402
call 402				# refused
eq "table" "$(cat $TABLE)" "\
$header
$GETPGID hijacked hijacked actor active open 0 2 1 0 0 pass $group 1 - 0
${NR[getsid]} falls hijacked actor active open 0 1 0 1 0 ret $session 1 - 0
400 locked dynamic actor active locked 0 0 2 0 0 ret $ni 1 - 0
401 open dynamic actor active open 0 3 0 0 0 first $ni 1 - 0
402 asleep dynamic actor undoing closed 2 2 1 0 2 block $ni 1 - 0"

do_ go
wait
expect 0 trylock asleep 402
expect 0 prep hijacked $GETPGID
eq "row, locked for good" "$(row asleep)" "402 asleep dynamic actor undoing locked 0 2 1 0 2 block $ni 1 - 0"
eq "row, hijacked, locked for good" "$(row hijacked)" \
	"$GETPGID hijacked hijacked actor undoing locked 0 2 1 0 0 pass $group 1 - 0"

# A registration starts its counters at 0.
expect 0 unreg asleep 402
expect 0 restore hijacked $GETPGID
eq "row of a free entry" "$(row asleep)$(row hijacked)" ""
expect 402 reg next 402 ret
expect $GETPGID hijack hijacked $GETPGID ret
eq "row of the next" "$(row next)" "402 next dynamic actor active locked 0 0 0 0 0 ret $ni 1 - 0"
eq "row of the next, hijacked" "$(row hijacked)" \
	"$GETPGID hijacked hijacked actor active locked 0 0 0 0 0 ret $group 1 - 0"
eq "words of every row" "$(awk '!/^#/ { print NF }' $TABLE | sort -u)" 16
! grep -E 'ffff[0-9a-f]{4}|0x' $TABLE || fail "a raw address"

# The same for any size of reads.
eq "byte by byte" "$(dd if=$TABLE bs=7 2>/dev/null)" "$(cat $TABLE)"

expect 0 remove next 402
expect 0 remove locked 400
expect 0 remove open 401
expect 0 remove falls ${NR[getsid]}
expect 0 remove hijacked $GETPGID
eq "table at the end" "$(cat $TABLE)" "$header"
