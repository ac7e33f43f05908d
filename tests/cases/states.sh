# description: the lives of entries, as their events show them
# by-table: yes
load
load_client actor
look_at_unused
place=$(awk '!/^#/ { print $2 }' $DEBUGFS/dyn_syscall/dispatch)

# life: the events so far, without what differs from run to run; empties the ring buffer
life() {
	all_events | sed -E 's/ (site='"$place"')\+[^ ]*/ \1/
		s/ waited_ns=[1-9][0-9]*$/ waited_ns/; s/ \[dyn_syscall\]//g; s/dyn_syscall_trampoline_(regs|[0-9]+)/dyn_syscall_trampoline/'
	: >$TRACEFS/trace
}
trace_on state patch unlock write_trylock

# A dynamic call, and a second one during its life.
expect $UNUSED reg one $UNUSED ret
expect 0 unlock one $UNUSED
ni=$(column one original)
[[ $ni == *sys_ni_syscall ]] || fail "the original is $ni"
eq "registration of the first" "$(life)" "\
state nr=400 kind=dynamic name=one from=free to=reserved original=$ni owner=actor handler=-
patch nr=400 kind=dynamic name=one site=$place from=$ni to=dyn_syscall_trampoline
state nr=400 kind=dynamic name=one from=reserved to=active original=$ni owner=actor handler=ret
unlock nr=400 kind=dynamic name=one"

expect 401 reg two 401 ret
expect 0 unlock two 401
expect -ENOLCK unlock two 401
# By table, and with clang, the second has a site of its own.
redirected='' restored=''
[ $ARRIVES = 1 ] || {
	redirected="patch nr=401 kind=dynamic name=two site=$place from=$ni to=dyn_syscall_trampoline"$'\n'
	restored="patch nr=$UNUSED kind=dynamic name=one site=$place from=dyn_syscall_trampoline to=$ni"$'\n'
}
eq "registration of the second" "$(life)" "\
state nr=401 kind=dynamic name=two from=free to=reserved original=$ni owner=actor handler=-
${redirected}state nr=401 kind=dynamic name=two from=reserved to=active original=$ni owner=actor handler=ret
unlock nr=401 kind=dynamic name=two"

expect 0 prep one $UNUSED
expect 0 trylock one $UNUSED
expect 0 unreg one $UNUSED
eq "removal of the first" "$(life)" "\
state nr=400 kind=dynamic name=one from=active to=undoing original=$ni owner=actor handler=ret
write_trylock nr=400 kind=dynamic name=one granted=1 living=0 attempt=1 waited_ns
write_trylock nr=400 kind=dynamic name=one granted=1 living=0 attempt=2 waited_ns
${restored}state nr=400 kind=dynamic name=one from=undoing to=free original=$ni owner=actor handler=-"
eq "call of the second" "$(call 401)" 42

expect 0 remove two 401
eq "removal of the last" "$(life)" "\
state nr=401 kind=dynamic name=two from=active to=undoing original=$ni owner=actor handler=ret
write_trylock nr=401 kind=dynamic name=two granted=1 living=0 attempt=1 waited_ns
patch nr=401 kind=dynamic name=two site=$place from=dyn_syscall_trampoline to=$ni
state nr=401 kind=dynamic name=two from=undoing to=free original=$ni owner=actor handler=-"

# A hijacked call; then errors, for instance because the name is in use.
expect $GETPGID hijack one $GETPGID pass
expect 0 unlock one $GETPGID
original=$(column one original)
[[ $original == *sys_getpgid ]] || fail "the original is $original"
eq "hijack" "$(life)" "\
state nr=$GETPGID kind=hijacked name=one from=free to=reserved original=$original owner=actor handler=-
patch nr=$GETPGID kind=hijacked name=one site=$place from=$original to=dyn_syscall_trampoline
state nr=$GETPGID kind=hijacked name=one from=reserved to=active original=$original owner=actor handler=pass
unlock nr=$GETPGID kind=hijacked name=one"

expect -EBUSY hijack one $GETPPID pass
expect -EBUSY reg one $UNUSED ret
eq "errors after reserving" "$(life | sed 's/=[^ ]*sys_getppid /=getppid /')" "\
state nr=$GETPPID kind=hijacked name=one from=free to=reserved original=getppid owner=actor handler=-
state nr=$GETPPID kind=hijacked name=one from=reserved to=free original=getppid owner=actor handler=-
state nr=400 kind=dynamic name=one from=free to=reserved original=$ni owner=actor handler=-
state nr=400 kind=dynamic name=one from=reserved to=free original=$ni owner=actor handler=-"

expect -EBUSY hijack two $GETPGID pass
expect -EBUSY reg two $GETPGID ret
expect -ENOENT hijack two $UNUSED pass
expect -EINVAL reg two -1 ret
expect -EBADF prep two $GETPGID
expect -EBADF restore one $GETPGID
eq "errors before reserving" "$(life)" ""

expect 0 prep one $GETPGID
expect 0 restore one $GETPGID
eq "restoration" "$(life)" "\
state nr=$GETPGID kind=hijacked name=one from=active to=undoing original=$original owner=actor handler=pass
patch nr=$GETPGID kind=hijacked name=one site=$place from=dyn_syscall_trampoline to=$original
write_trylock nr=$GETPGID kind=hijacked name=one granted=1 living=0 attempt=1 waited_ns
state nr=$GETPGID kind=hijacked name=one from=undoing to=free original=$original owner=actor handler=-"
