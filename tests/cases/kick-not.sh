# description: a removal and a clean-up wait for callers that would notice a kick, and name them
# default-kernels: 6.1 kasan kcsan
# timeout: 300
# needs: perl
load
load_client actor

rows=(read_socket read_socket_timeout tty_shared tty_min tty_time write sendfile splice
	ppoll_mask ppoll_timeout select_timeout select_sticky pselect6_mask pselect6_timeout
	epoll_wait epoll_pwait semop io_getevents sigtimedwait)
timed=(nanosleep_rest nanosleep_seccomp clock_nanosleep_rest clock_nanosleep_seccomp
	poll_seccomp futex_seccomp)

# remove NR: by writev() where write() is removed, in which the actor would wait for itself
remove() {
	if [ "$1" != "${NR[write]}" ]; then
		do_ remove "n$1" "$1"
		return
	fi
	perl -e 'open(my $actor, "+<", "/dev/actor") or die; my $order = "remove n$ARGV[1] $ARGV[1]\n";
		my $iov = pack("P Q", $order, length $order); my $answer;
		syscall($ARGV[0], fileno($actor), $iov, 1) > 0 or die $!;
		sysread($actor, $answer, 32); print $answer' "${NR[writev]}" "$1"
}

# name NR: sets NAME. epoll_pwait belongs to a client that does not unregister.
name() {
	NAME=n$1
	[ "$1" != "${NR[epoll_pwait]}" ] || NAME=forgotten_too
}

waits_begin plain "${rows[@]}" "${timed[@]}"
waits_hijack "${rows[@]}" "${timed[@]}"
expect 0 remove "n${NR[epoll_pwait]}" "${NR[epoll_pwait]}"
load_client forgets hijack="${NR[epoll_pwait]}"
waits_begin hijacked "${rows[@]}"
waits_begin hijacked "${timed[@]}"
waits_rows "${timed[@]}" "${rows[@]}"
declare -A sleeps pids
for row in "${WAITS[@]}"; do
	waits_inside "$row"
	sleeps[$row]=$(waits_sleeps)
	pids[$row]=$WAITS_PID
done
trace_on eagain
begin=$SECONDS
background rmmod forgets
rmmod=$!
for nr in "${WAITS_HIJACKED[@]}"; do
	[ "$nr" != "${NR[epoll_pwait]}" ] || continue
	background remove "$nr" >"/tmp/removed.$nr"
	removals+=($!)
done
# Kicks begin after a second, and twenty tries take two.
waited() {
	awk '$3 == "hijacked" && ($5 != "undoing" || $11 < 20) { exit 1 }' "$TABLE"
}
poll 120 waited || echo "not all removals have tried twenty times"
cat "$TABLE" >/tmp/table
declare -A over
for row in "${timed[@]}" "${rows[@]}"; do
	[[ " ${WAITS[*]} " == *" $row "* ]] || continue
	inside=yes
	waits_inside "$row" || inside=no
	if [ $inside = no ] && [[ " ${timed[*]} " == *" $row "* ]]; then
		# Its time may be over by now; what it prints shows whether it was.
		over[${WAITS_NUMBER[$row]}]=1
	else
		subtest "$row: is not woken" eq "inside, and how often it has slept" \
			"$inside $(waits_sleeps)" "yes ${sleeps[$row]}"
	fi
done
trace_off
# At least one caller of each number is named.
for nr in "${WAITS_HIJACKED[@]}"; do
	[ -z "${over[$nr]-}" ] || continue
	name "$nr"
	subtest "$NAME: removal waits" grep "^$nr $NAME .* undoing " /tmp/table
	events eagain | sed -n "s/^nr=$nr .* pid=\([0-9]*\) comm=.*/\1/p" | sort -u >/tmp/named
	found=
	for row in "${WAITS[@]}"; do
		[ "${WAITS_NUMBER[$row]}" != "$nr" ] || ! grep -qx "${pids[$row]}" /tmp/named || found=1
	done
	subtest "$NAME: a caller is named" [ -n "$found" ]
done

waits_end
wait "${removals[@]}"
wait "$rmmod"
echo "after $((SECONDS - begin)) s"
eq "removals" "$(cat /tmp/removed.* | sort -u)" 0
eq "rows of the table" "$(rows)" 0
! loaded forgets
waits_same
