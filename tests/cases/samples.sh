# description: each sample does what its first comment says
# by-table: yes
dynsc() {
	"$TOOLS/dynsc" "$@"
}

# answer STATUS OUTPUT ARGUMENT...: dynsc ends with STATUS and prints OUTPUT
answer() {
	local want=$1 text=$2 status=0 got

	shift 2
	got=$(dynsc "$@" 2>/dev/null) || status=$?
	eq "dynsc $*" "$got" "$text"
	eq "status of dynsc $*" $status "$want"
}

add() {
	local highest

	highest=$(awk '!/^#/ { n = split($NF, r, /[,-]/); print r[n] }' $DEBUGFS/dyn_syscall/dispatch)
	load_sample sample_add
	eq "its number" "$(cat $NUMBERS/dynamic_syscalls/sample_add)" "$highest"
	answer 0 $'36\n1 + -2 + 3 + 4000000000 = 4000000002' \
		call sample_add 1 -2 3 4000000000 buf:64 64
	answer 1 "EINVAL (Invalid argument)" call sample_add 1 2 3 4 buf:64 5
	answer 1 "EFAULT (Bad address)" call sample_add 1 2 3 4 0 64
	# each argument is truncated to its type
	answer 0 $'18\n0 + -2 + 0 + 4 = 2' call sample_add 0x100000000 65534 256 4 buf:19 19
	answer 1 "EOVERFLOW (Value too large for defined data type)" \
		call sample_add 1 0 0 0x7fffffffffffffff buf:64 64
	unload sample_add
	answer 3 "" call sample_add 1 2 3 4 buf:64 64
}

openat() {
	local before opener

	# A program that opens files notices neither loading nor unloading.
	(while [ ! -e /tmp/samples.stop ]; do
		cat /proc/version >/dev/null || exit 1
	done) &
	opener=$!
	BACKGROUND+=("$opener")
	load_sample sample_openat
	before=$(parameter sample_openat opens)
	for _ in {1..10}; do
		: </etc/passwd
	done
	[ "$(parameter sample_openat opens)" -ge $((before + 10)) ] ||
		fail "openat is not counted"
	dynsc list | grep -Eq "^ *${NR[openat]} +sample_openat +hijacked "
	eq "enosys" "$(column sample_openat enosys)" 0
	unload sample_openat
	: >/tmp/samples.stop
	wait $opener
}

name_is_changed() {
	local node rest

	node=$(uname -n)
	rest=$(uname -srvmo)
	load_sample sample_uname nodename=elsewhere
	eq "uname -n" "$(uname -n)" elsewhere
	eq "the rest" "$(uname -srvmo)" "$rest"
	eq "the true name" "$(cat /proc/sys/kernel/hostname)" "$node"
	answer 1 "EFAULT (Bad address)" call uname 0
	answer 1 "EFAULT (Bad address)" call sample_uname 0
	unload sample_uname
	eq "uname -n afterwards" "$(uname -n)" "$node"

	load_sample sample_uname
	eq "by default" "$(uname -n)" dyn_syscall
	unload sample_uname
	# at most 64 characters fit
	! load_sample sample_uname nodename="$(printf %065d 0)" 2>/dev/null ||
		fail "a name that is too long"
}

# remove ERROR: one step of a manual removal; "" if it succeeds
remove() {
	local error

	error=$( (echo 1 >/sys/module/sample_wait/parameters/remove) 2>&1) || :
	eq "remove" "${error##*: }" "$1"
}

wait_for_go() {
	local nr caller

	load_sample sample_wait
	nr=$(column sample_wait nr)
	dynsc call sample_wait >/tmp/samples.caller &
	caller=$!
	BACKGROUND+=("$caller")
	wait_for column_is sample_wait living 1
	remove "Resource temporarily unavailable"
	[ ! -e $NUMBERS/dynamic_syscalls/sample_wait ]
	eq "state" "$(column sample_wait state)" undoing
	answer 1 "ENOSYS (Function not implemented)" call "$nr"
	remove "Resource temporarily unavailable"
	eq "eagain" "$(column sample_wait eagain)" 2
	echo 1 >/sys/module/sample_wait/parameters/go
	wait $caller
	eq "the caller" "$(cat /tmp/samples.caller)" 0
	remove ""
	eq "rows" "$(rows)" 0
	unload sample_wait

	# Without a manual removal rmmod waits.
	load_sample sample_wait
	background "$TOOLS/dynsc" call sample_wait
	caller=$!
	wait_for column_is sample_wait living 1
	background rmmod sample_wait
	wait_for column_is sample_wait state undoing
	loaded sample_wait
	eq "inside still" "$(column sample_wait living)" 1
	kill -TERM $caller
	wait $!
	! loaded sample_wait || fail "rmmod has ended, and it is loaded"
}

read_is_handed_back() {
	local reader before

	mkfifo /tmp/samples.fifo
	load_sample sample_read
	before=$(parameter sample_read bytes)
	head -c 100000 /dev/zero | cat >/dev/null
	[ "$(parameter sample_read bytes)" -ge $((before + 100000)) ] || fail "read is not counted"
	# shellcheck disable=SC2016 # the shell that reads is to expand it
	background sh -c 'read line <>/tmp/samples.fifo; echo "got $line"' >/tmp/samples.got
	reader=$!
	wait_for grep -q "^${NR[read]} sample_read $reader $reader sh S 1$" $DEBUGFS/dyn_syscall/calls
	unload sample_read
	kill -0 $reader
	eq "what it got" "$(cat /tmp/samples.got)" ""
	echo hello >/tmp/samples.fifo
	wait $reader
	eq "what it got" "$(cat /tmp/samples.got)" "got hello"
}

load
add
openat
name_is_changed
wait_for_go
read_is_handed_back
eq "rows at the end" "$(rows)" 0
