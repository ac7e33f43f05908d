# description: dynsc reload: the next version takes over under load and no call is refused; what is inside the old one is waited for; --watch; ctrl-C
# timeout: 600
# default-kernels: 6.12
# needs: gcc make
client=$PROJECT/$BUILD/client/add
export PATH=$PATH:$PROJECT/$TOOLS
output=/tmp/output error=/tmp/error

# version N: add.c returns N and its first argument. With 99, a call stays inside until
# "hold" is 0.
version() {
	sed -e "s/sum += b;/sum += $1;/" -e 's/sum += a;/while (a == 99 \&\& READ_ONCE(hold))\n\t\tschedule_timeout_uninterruptible(1);\n\t&/' \
		-e 's/^#include "dyn_syscall.h"/&\n\nstatic int hold = 1;\nmodule_param(hold, int, 0644);/' "$client.c" >"$client/.new"
	mv "$client/.new" "$client/add.c"
}
cp -p "$client/add.c" "$client.c"
gone() { ! loaded "$1"; }
# Without a process: polling must not take the CPU from what is waited for.
said() { [[ $(<"$2") == *"$1"* ]]; }
# says_at_last TEXT FILE: a version has been built, which takes long here, and is said
says_at_last() { poll 180 said "$@" || fail "$2 never said $1: $(cat $output $error)"; }
generation_is() { [ "$(column add generation) $(column add owner)" = "$1 $2" ]; }

# Nothing is loaded: it loads what was built on the host.
dynsc reload "$client" >$output
generation_is 1 add || fail "$(cat $output)"
nr=$(cat $NUMBERS/dynamic_syscalls/add)

# Under load, with the number that the callers know. They use all CPUs, and
# compiling meanwhile would take a minute, so that is done before.
version 2000
make -s -C "$client" MODULE=add_2 module
hammer_on -c -a 1 "$nr" 4 1 2001
dynsc reload "$client" >$output 2>$error
eq "what it prints" "$(cat $output)" "add: number $nr, generation 2, by the module add_2"
gone add || fail "the old version is still loaded"
eq "a call" "$(call add 1)" 2001
seen=$(hammer_off "$HAMMER")
echo "$seen"
[ "$(counted "$seen" 1)" -gt 0 ] || fail "no call of the old version"
[ "$(counted "$seen" 2001)" -gt 0 ] || fail "no call of the new version"
eq "refused, and other results" "$(counted "$seen" ENOSYS) $(counted "$seen" other)" "0 0"
eq "refused" "$(column add enosys)" 0

# A caller inside: shown, and ctrl-C does not end the removal.
background "$PROGRAMS/call" "$nr" 99 0
caller=$!
wait_for column_is add living 1
version 3000
env --default-signal=INT "$PROJECT/$TOOLS/dynsc" reload "$client" >$output 2>$error &
reload=$!
BACKGROUND+=("$reload")
says_at_last "generation 3, by the module add" $output
generation_is 3 add
wait_for said "dynsc-reload: add_2 waits for 1 inside" $error
eq "a call meanwhile" "$(call add 1)" 3001
kill -INT $reload
status=0
wait $reload || status=$?
eq "status after ctrl-C" $status 130
grep -q "^dynsc-reload: add_2 will be gone when its last caller has left" $error
loaded add_2
# Unloading waits for both.
background dynsc unload add 2>$error
unload=$!
wait_for column_is add state undoing
wait_for said " waits for 1 inside" $error
grep -q "^dynsc-unload: .* waits for 1 inside" $error
loaded add
loaded add_2
echo 0 >/sys/module/add_2/parameters/hold
wait $unload
wait $caller
gone add || fail "add stays"
gone add_2 || fail "add_2 stays"
eq rows "$(rows)" 0

# --watch: each save, a mistake among them.
background dynsc reload --watch "$client" >$output 2>$error
watch=$!
says_at_last "generation 1, by the module add" $output
echo "int x = ;" >>"$client/add.c"
says_at_last "dynsc-reload: the version before stays" $error
grep -q "^$client/add.c:[0-9]*:[0-9]*: error: " $error
eq "a call meanwhile" "$(call add 1)" 3001
version 4000
says_at_last "generation 2, by the module add_2" $output
generation_is 2 add_2
eq "a call" "$(call add 1)" 4001
wait_for gone add
kill -TERM $watch
wait $watch || :
unload add_2 dyn_syscall
cp -p "$client.c" "$client/add.c"
