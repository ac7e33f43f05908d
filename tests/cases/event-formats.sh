# description: trace-cmd reads every event: formats, symbolic values, no addresses
# needs: trace-cmd
load
load_client actor
look_at_unused

place=$(awk '!/^#/ { print $2 }' $DEBUGFS/dyn_syscall/dispatch)

scene() {
	set -euo pipefail
	# shellcheck disable=SC1091
	. tests/lib.sh
	expect 400 reg one 400 block
	expect $GETPGID hijack two $GETPGID pass 1
	call 400 1 2 3 4 5 6
	call 401 0xabc
	call $GETPGID
	expect 0 unlock one 400
	expect 0 unlock two $GETPGID
	call $GETPGID 1
	background "$PROGRAMS/call" 400
	wait_for inside_is 1
	expect -EAGAIN prep one 400
	call 400
	do_ go
	wait $!
	expect 0 trylock one 400
	expect 0 unreg one 400
	expect 0 remove two $GETPGID
	load_client swap_one
	load_client swap_two
	rmmod swap_one swap_two
}
export -f scene
trace-cmd record -q -o /tmp/trace.dat -C mono -e dyn_syscall \
	bash -c scene >/tmp/scene
trace-cmd report -i /tmp/trace.dat --check-events >/tmp/check 2>&1 || fail "check-events: $(tail /tmp/check)"
! grep 'FAILED TO PARSE' /tmp/check || fail "an event does not parse"
trace-cmd report -q -i /tmp/trace.dat >/tmp/report
! grep 'FAILED TO PARSE\|\[MISSED\|INVALID\|ERROR' /tmp/report || fail "the report is not clean"
# the line is "task-pid [cpu] time: dyn_syscall_KIND: fields"
sed -n 's/^.* dyn_syscall_\([a-z_]*\): */\1 /p' /tmp/report >/tmp/events
for e in state patch unlock read_trylock enter exit original enosys fallback \
	 write_trylock eagain swap; do
	grep -q "^$e " /tmp/events || fail "no event $e in the report"
done
! grep 'ffff[0-9a-f]\{12\}\|0x[0-9a-f]\{8\}' /tmp/events || fail "a raw address"

# The unprinted field of registrations: each has a value of its own, and a swap keeps it.
trace-cmd report -q -R -i /tmp/trace.dat >/tmp/raw
sed -n 's/^.* dyn_syscall_state: *nr=\([^ ]*\) .*registration=\([^ ]*\) name=\([^ ]*\) .*/\1 \3 \2/p' \
	/tmp/raw | sort -u >/tmp/registrations
eq "registrations: $(cat /tmp/registrations)" "$(cut -d ' ' -f 1,2 /tmp/registrations | sort -u | count)" 4
eq "their values" "$(cut -d ' ' -f 3 /tmp/registrations | sort -u | count)" 4
eq "both" "$(count </tmp/registrations)" 4

has() {
	grep -qxE "$1" /tmp/events || fail "no '$1' in the report: $(cat /tmp/events)"
}
has 'state nr=400 kind=dynamic name=one from=free to=reserved original=[a-z_0-9]*sys_ni_syscall owner=actor handler=-'
has 'state nr=400 kind=dynamic name=one from=reserved to=active original=.* owner=actor handler=block'
has "state nr=$GETPGID kind=hijacked name=two from=active to=undoing original=[a-z_0-9]*sys_getpgid owner=actor handler=pass"
has "state nr=$GETPGID kind=hijacked name=two from=undoing to=free original=.*"
has "patch nr=$GETPGID kind=hijacked name=two site=$place\+0x[0-9a-f]+(/0x[0-9a-f]+)? from=[a-z_0-9]*sys_getpgid to=dyn_syscall_trampoline(_regs|_[0-9]+)?"
has 'unlock nr=400 kind=dynamic name=one'
has 'swap nr=[0-9]+ kind=dynamic name=swapped from=swap_one to=swap_two handler=swapped generation=2 living=0'
has "swap nr=$GETPGID kind=hijacked name=pass_getpgid from=swap_one to=swap_two handler=pass_getpgid generation=2 living=0"
has 'read_trylock nr=400 kind=dynamic name=one granted=0 why=not_yet_unlocked'
has 'read_trylock nr=400 kind=dynamic name=one granted=1 why=open'
has 'read_trylock nr=400 kind=dynamic name=one granted=0 why=closing'
has "enter nr=$GETPGID kind=hijacked name=two args=\(1, 0, 0, 0, 0, 0\)"
has "original nr=$GETPGID kind=hijacked name=two ret=[0-9]+ ns=[0-9]+"
has 'exit nr=400 kind=dynamic name=one ret=43 ns=[0-9]+'
has 'enosys nr=400 kind=dynamic name=one why=not_yet_unlocked args=\(1, 2, 3, 4, 5, 6\)'
has "fallback nr=$GETPGID kind=hijacked name=two why=not_yet_unlocked"
has 'write_trylock nr=400 kind=dynamic name=one granted=0 living=1 attempt=1 waited_ns=[0-9]+'
has 'write_trylock nr=400 kind=dynamic name=one granted=1 living=0 attempt=2 waited_ns=[0-9]+'
has 'eagain nr=400 kind=dynamic name=one living=1 attempt=1 pid=[0-9]+ comm=call'
if [ $ARRIVES = 1 ]; then
	has 'read_trylock nr=401 kind=dynamic name= granted=0 why=unused'
	has 'enosys nr=401 kind=dynamic name= why=unused args=\(abc, 0, 0, 0, 0, 0\)'
fi
