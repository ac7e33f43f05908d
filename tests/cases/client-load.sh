# description: dynsc load and unload: a client that dynsc new has made works, and each obstacle is named
# timeout: 300
# default-kernels: 6.1
# needs: gcc make python3
client=$PROJECT/$BUILD/client/add
export PATH=$PATH:$PROJECT/$TOOLS

# refused WORDS COMMAND...: ends with 1 or 2, a line of dynsc says so, and nothing is loaded
refused() {
	local words=$1 status=0

	shift
	"$@" >/tmp/output 2>/tmp/error || status=$?
	cat /tmp/error
	[ $status = 1 ] || [ $status = 2 ] || fail "status $status"
	grep -q "^dynsc-[a-z]*: .*$words" /tmp/error || fail "nothing says $words"
	eq "output" "$(cat /tmp/output)" ""
	eq "modules" "$(lsmod | grep -c '^add')" "${LOADED:-0}"
}

subtest "no directory" refused "there is no directory nowhere" dynsc load nowhere
subtest "no client" refused "/tmp/Makefile does not include client.mk" dynsc load /tmp
subtest "two directories" refused "two directories" dynsc load a b
subtest "an option" refused "there is no option --fast" dynsc load --fast
subtest "nothing to unload" refused "no client add is loaded$" dynsc unload add
subtest "unload of what" refused "say which client" dynsc unload
for command in load reload unload; do
	subtest "$command by another user" refused "only root may load and unload modules" \
		setpriv --reuid 65534 --regid 65534 --clear-groups "$PROJECT/$TOOLS/dynsc" $command
done

# It was built on the host for this kernel, so there is nothing to do.
built=$(stat -c %y "$client"/.build/*/add.ko)
dynsc load "$client" >/tmp/output
eq "when it was built" "$(stat -c %y "$client"/.build/*/add.ko)" "$built"
nr=$(cat $NUMBERS/dynamic_syscalls/add)
eq "what load prints" "$(cat /tmp/output)" "add: number $nr, generation 1, by the module add"
loaded dyn_syscall
eq "a call" "$(call add 1 2)" 3
make -s -C "$client" programs
"$client/test.sh"
LOADED=1
subtest "load again" refused "add is loaded, as the module add; use dynsc reload" dynsc load "$client"
subtest "unload of another" refused "no client other is loaded; loaded are: add" dynsc unload other
# The test can fail.
rmmod add
! "$client/test.sh" 2>/tmp/error || fail "the test passes without the client"
LOADED=0

# The name is in use.
load_client actor
expect $UNUSED reg add $UNUSED ret
subtest "the name is in use" refused "add is the name of number $UNUSED, registered by actor" dynsc load "$client"
expect 0 remove add $UNUSED
rmmod actor
# Without the client in the way, by the current directory.
(
	cd "$client" || exit
	dynsc load
	dynsc unload
)
! loaded add || fail "it is still loaded"

cp -p "$client/add.c" /tmp/add.c
# A mistake: the compiler's lines, and nothing of make.
sed -i 's/return sum/return sun/' "$client/add.c"
subtest "a mistake in the source" refused "add was not built" dynsc load "$client"
grep -q "^$client/add.c:[0-9]*:[0-9]*: error: " /tmp/error
! grep -q '^make' /tmp/error || fail "lines of make"
mv "/lib/modules/$(uname -r)/build" /tmp/build
subtest "no headers" refused "add was not built" dynsc load "$client"
grep -q "^No kernel headers at .* linux-headers-$(uname -r);" /tmp/error
mv /tmp/build "/lib/modules/$(uname -r)/build"
cp -p /tmp/add.c "$client/add.c"
subtest "another kernel" refused "KDIR or KVER says 0.0.0, and this machine runs" env KVER=0.0.0 dynsc load "$client"
rmmod dyn_syscall
