# description: the calls of a client that is unloaded without unregistering are removed before its memory is freed
load
own=$(call $GETPGID 1)
trace_on state eagain write_trylock exit

load_client forgets
eq "forgotten" "$(call forgotten 0)" 45
eq "forgotten_too" "$(call forgotten_too 1)" "$own"
nr=$(column forgotten nr)
eq "owner" "$(column forgotten owner)" forgets

unload forgets
eq "rows" "$(rows)" 0
eq "the number" "$(call "$nr" 0)" -ENOSYS
eq "getpgid" "$(call $GETPGID 1)" "$own"
for e in "$nr kind=dynamic name=forgotten" "$GETPGID kind=hijacked name=forgotten_too"; do
	eq "life of $e" "$(events state | sed -n "s/^nr=$e from=\([a-z]*\) to=\([a-z]*\) .*/\1-\2/p" | xargs)" \
		"free-reserved reserved-active active-undoing undoing-free"
done
eq "tries that failed" "$(events eagain | count)" 0

# With a call inside, unloading waits for it.
: >$TRACEFS/trace
load_client forgets
background "$PROGRAMS/call" forgotten 600000
caller=$!
wait_for column_is forgotten living 1
background rmmod forgets
rmmod=$!
tried() {
	[ "$(events eagain | count)" -ge 3 ]
}
wait_for tried
loaded forgets
eq "state" "$(column forgotten state)" undoing
eq "gate" "$(column forgotten gate)" closed
eq "who is inside" "$(events eagain | sed -n 's/^.* pid=\([0-9]*\) comm=.*/\1/p' | sort -u)" \
	"$caller"
kill -TERM "$caller"
wait "$rmmod"
! loaded forgets
eq "rows after waiting" "$(rows)" 0
eq "getpgid after waiting" "$(call $GETPGID 1)" "$own"

# In this order: the call left the handler, the lock was acquired, the entry freed.
eq "the end" "$(all_events | sed -n "
	s/^exit nr=$nr .* ret=\(-[0-9]*\) .*/left \1/p
	s/^write_trylock nr=$nr .* granted=1 .*/locked/p
	s/^state nr=$nr .* to=free .*/free/p" | xargs)" "left -4 locked free"
