# description: removal converges: EAGAIN while a caller is inside, 0 at once after
# by-table: yes
load
load_client actor

expect $UNUSED reg one $UNUSED block
expect 0 unlock one $UNUSED
background "$PROGRAMS/call" $UNUSED
inside=$!
wait_for inside_is 1
trace_on write_trylock
expect -EAGAIN prep one $UNUSED
enosys=$(column one enosys)

# Others keep calling: they are refused, and do not delay the removal.
background "$PROGRAMS/hammer" $UNUSED 4 43 >/tmp/hammer
hammer=$!
wait_for grep -q hammering /tmp/hammer
refused() {
	[ "$(column one enosys)" -gt "$1" ]
}
wait_for refused "$enosys"
for ((i = 1; i <= 20; i++)); do
	expect -EAGAIN trylock one $UNUSED
done
eq "living at every try" "$(events write_trylock | sed 's/.* granted=\(.*\) attempt.*/\1/' | sort | uniq -c | tr -s ' ')" " 21 0 living=1"
eq "eagain" "$(column one eagain)" 21

do_ go
wait $inside
expect 0 trylock one $UNUSED			# the very next
enosys=$(column one enosys)
wait_for refused "$enosys"			# they still call
eq "calls" "$(column one calls)" 1
expect 0 unreg one $UNUSED

kill -TERM $hammer
wait $hammer
eq "what the others got" "$(sed -n '2s/ENOSYS=[1-9][0-9]*/ENOSYS/p' /tmp/hammer)" "43=0 ENOSYS other=0"
