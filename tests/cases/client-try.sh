# description: dynsc try: the next version takes over without a boot; a build, a test or a kernel that fails is reported as such, and the machine ends when it should
# default-kernels: 6.12
# machine: host
# kernels: 6.1 6.12 latest
# timeout: 900
# needs: gcc qemu-system-x86_64 script
dynsc=$TOOLS/dynsc
[[ $dynsc == /* ]] || dynsc=$PROJECT/$dynsc
export DYNSC_TRY_DIR=$WORK/try
cd $WORK || exit
"$dynsc" new add >/dev/null
# shellcheck disable=SC2016 # expanded in the machine
echo 'echo "boot $(cat /proc/sys/kernel/random/boot_id)"' >>add/test.sh
cp add/add.c good.c
cp add/test.sh good.sh
trap 'tidy_host; "$dynsc" try --stop >/dev/null 2>&1' EXIT

# try STATUS [OPTION...]
try() {
	local want=$1 status=0

	shift
	"$dynsc" try -k "$DYNSC_KERNEL" "$@" add >output 2>error </dev/null || status=$?
	cat output error
	eq "status of dynsc try $*" $status "$want"
}

# has FILE LINE
has() {
	grep -qF -- "$2" "$1" || fail "no \"$2\" in $1"
}

# The client, with other statements in its handler.
version() {
	sed "s/sum += b;/$1/" good.c >add/add.c
}

boot() {
	sed -n 's/^boot //p' output
}

# same_boot GENERATION MODULE
same_boot() {
	has output "generation $1, by the module $2"
	eq "boot" "$(boot)" $booted
}

# What has this case's directory among its words.
left() {
	pgrep -f -- "-s $WORK/try/|path=$WORK/try/" || :
}

# A build and a swap.
began=$(date +%s%N)
try 0
first=$(($(date +%s%N) - began))
has output "generation 1, by the module add"
has error "test.sh has passed"
booted=$(boot)
version 'sum += b + 0;'
began=$(date +%s%N)
try 0
second=$(($(date +%s%N) - began))
same_boot 2 add_2
[ $second -lt $first ] || fail "the second took $second ns, the first $first ns"

# A version that fails is loaded, and the next takes over from it.
version 'sum += 2 * b;'
subtest "a test that fails" try 1
has output "add returned 5 instead of 3"
has error "test.sh has failed, with status 1"
version 'sum += b'
subtest "a build that fails" try 1
has error "$WORK/add/add.c:"
has error "add was not built; the version before stays loaded"
version 'sum += b;'
subtest "after these" try 0
same_boot 4 add_2

# Without the flag, one after the other.
sed 's/, .flags = DYN_SYSCALL_SWAP//' good.c >add/add.c
subtest "without DYN_SYSCALL_SWAP" try 0
has output "so add_2 is removed before add is loaded"
same_boot 1 add

# What a test leaves running, or that does not end, is ended; the machine stays.
echo 'sleep 1111 & exec sleep 1111' >>add/test.sh
subtest "a test that does not end" try 124 -t 5
has error "running test.sh took more than the 5 s of -t"
(exec env --default-signal=INT "$dynsc" try -k "$DYNSC_KERNEL" add >output 2>error) &
pid=$!
wait_for grep -q '^boot' output
kill -INT $pid
status=0
wait $pid || status=$?
eq "status of dynsc try after ctrl-C" $status 130
echo 'sleep 1111 & ! pgrep -x sleep | grep -vx $! || exit' >good2.sh
# One stays, in this try's directory, and the test becomes shorter.
echo 'env -u DYNSC_TRY setsid tail -f /dev/null >/dev/null 2>&1 </dev/null &' >>good2.sh
cat good.sh good2.sh >add/test.sh
subtest "after these" try 0
eq "boot" "$(boot)" $booted
cp good.sh add/test.sh
subtest "a test that is shorter than one that has left a program" try 0

# A shell, and a try meanwhile, that it sees.
mkfifo keys
script -qec "$dynsc try -k $DYNSC_KERNEL --shell add" /dev/null <keys >screen 2>&1 &
pid=$!
exec {keys}>keys
wait_for grep -qF ']# ' screen
version 'sum += b; sum += 0;'
subtest "with a shell open" try 0
# shellcheck disable=SC2016
printf 'echo seen-$(grep -c "sum += 0" add.c); echo boot-$(cat /proc/sys/kernel/random/boot_id); exit\r' >&$keys
wait $pid
exec {keys}>&-
cat screen
has screen seen-1
has screen "boot-$booted"
has screen "the machine stays up"

# Words that are wrong.
subtest "an option" try 2 --none
subtest "no terminal" try 2 --shell
subtest "not executable" eval 'chmod -x add/test.sh; try 1; chmod +x add/test.sh'
has error "is not executable; chmod +x it"

# --stop ends it.
"$dynsc" try --stop >output 2>error
has error "the machine of $DYNSC_KERNEL has ended"
eq "processes after --stop" "$(left)" ""
"$dynsc" try --stop >output 2>error
has error "no machine is up"

# What cannot be ended costs the machine.
version 'for (;;) cpu_relax();'
subtest "a hang" try 70 -t 10
has error "the machine hangs: it has been running test.sh for more than 10 s, and call ("
has error "the next try boots"
eq "processes after a hang" "$(left)" ""
version 'panic("ouch");'
subtest "a panic" try 70 --no-keep
has error "the machine has died while running test.sh"
has error "Kernel panic - not syncing: ouch"
eq "processes after a panic" "$(left)" ""
version 'WARN_ON(1);'
subtest "a warning" try 70 --idle 3
has error "WARNING: "
has error "the next try boots"
version 'sum += b;'
subtest "after these" try 0 --idle 3
has output "generation 1, by the module add"
[ "$(boot)" != $booted ] || fail "it has not booted"

# Or when it is not used.
none_left() {
	[ -z "$(left)" ]
}
wait_for none_left
