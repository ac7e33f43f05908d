# description: the bpftrace scripts count what happens, by number, name and task
# default-kernels: 6.12
# needs: bpftrace
# timeout: 300
#
# All of them in one program, since bpftrace takes half a minute to begin in a machine.
load
load_client actor
expect 400 reg one 400 block
expect $GETSID hijack two $GETSID pass 1

# Where bpftrace cannot use the kernel's BTF, it looks for headers; here they are unpacked.
headers=$PROJECT/build/kernels/$DYNSC_KERNEL/root/usr/src
for dir in "$headers"/linux-headers-*; do
	case $dir in
	*-common)	export BPFTRACE_KERNEL_SOURCE=$dir ;;
	*)		[ ! -d "$dir" ] || export BPFTRACE_KERNEL_BUILD=$dir ;;
	esac
done

for name in latency refused waits; do
	sed '/^#!/d' "scripts/$name.bt"
done >/tmp/all.bt
probes=$(grep -c '^tracepoint:' /tmp/all.bt)
eq "probes" "$probes" 9

references() {
	cat /sys/module/dyn_syscall/refcnt
}
users=$(references)
# Each probe that is attached holds a reference to the module.
attached() {
	[ "$(references)" -ge $((users + probes)) ]
}
background env --default-signal=INT bpftrace -B line /tmp/all.bt >/tmp/bt 2>&1
pid=${BACKGROUND[-1]}
poll 120 attached || fail "bpftrace did not begin: $(cat /tmp/bt)"

"$PROGRAMS/repeat" 5 400
"$PROGRAMS/repeat" 3 $GETSID
expect 0 unlock one 400
expect 0 unlock two $GETSID
"$PROGRAMS/repeat" 7 $GETSID
"$PROGRAMS/call" 400 >/dev/null &
caller=$!
wait_for inside_is 1
expect -EAGAIN prep one 400
do_ go
wait $caller
expect 0 trylock one 400
# What is printed later than SIGINT is not shown.
wait_for grep -q ': locked at' /tmp/bt
kill -INT "$pid"
wait "$pid" || fail "bpftrace ended with $?"
cat /tmp/bt

# line PATTERN: the output has one
line() {
	grep -Eqx -- "$1" /tmp/bt || fail "no line $1"
}
line "@not_yet_unlocked\[400, one, repeat, [0-9]+\]: 5"
line "@original\[$GETSID, two, repeat, [0-9]+\]: 3"
line "@calls\[$GETSID, two\]: 7"
line "@ns\[$GETSID, two\]: *"
line "400 one: EAGAIN 1, 1 inside, one is call-$caller"
line "400 one: locked at attempt 2, after [0-9]+ us"
line "@in_the_way\[400, one, call, $caller\]: 1"

expect 0 unreg one 400
expect 0 remove two $GETSID
