# description: a caller that is woken otherwise while it is handed back leaves with the flag, and has no flag later
# needs: perl
load_test
load_client actor
expect 400 reg one 400 block
expect 0 unlock one 400
# shellcheck disable=SC2016 # of perl
background perl -e 'my ($create, $wait) = (shift() + 0, shift() + 0); my $event = "x" x 64;
	my $epoll = syscall($create, 0); syscall(400);
	print 0 + syscall($wait, $epoll, $event, 1, 10000, 0, 8), "\n"' ${NR[epoll_create1]} ${NR[epoll_pwait]} >/tmp/waited
caller=${BACKGROUND[-1]}
wait_for inside_is 1
expect -EAGAIN prep one 400

# It was found inside and has no flag yet; then what it waits for arrives. The kick can be
# held there only if a mutant does not hold the lock.
pause_at flagging
background do_ kick one 400 >/tmp/kicked
kicker=${BACKGROUND[-1]}
begun() {
	[ -s /tmp/kicked ] || paused 1
}
wait_for begun
do_ go >/dev/null
sleeps_elsewhere() {
	grep -qs "epoll_p\?wait" "/proc/$caller/stack"
}
wait_for sleeps_elsewhere
resume
wait "$kicker" "$caller"
eq kicked "$(cat /tmp/kicked)" 1
eq "the next call" "$(cat /tmp/waited)" 0
expect 0 remove one 400
