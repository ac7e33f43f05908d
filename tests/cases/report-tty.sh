# description: dynsc report on a terminal: it shows how far it has read; the line is cleared at the end, and by ctrl-C
# default-kernels: 6.12
# machine: host
# after: recount-trace
# needs: tmux gcc jq
#
# So that it need not take two seconds, a clock goes ten seconds further each time that it
# is read, and the third time stops the reader, as long as the file "hold" is there.
copy_traces recount.dat
gcc -shared -fPIC -o clock.so -x c - <<'END'
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>

int clock_gettime(clockid_t id, struct timespec *now)
{
	static int times;
	int status = syscall(SYS_clock_gettime, id, now);

	if (id != CLOCK_MONOTONIC)
		return status;
	while (++times >= 3 && !access("hold", F_OK))
		pause();
	now->tv_sec += 10 * times;
	return status;
}
END
# It looks at the clock every 65,536 events.
events=$("$TOOLS/dynsc" report contention --json recount.dat | jq '.files[0].events')
files=()
for ((i = 0; i <= 200000 / events; i++)); do
	files+=(recount.dat)
done

SERVER=report-$$
# screen_has PATTERN: now
screen_has() {
	tmux -L $SERVER capture-pane -p -t report >screen && grep -Eq -- "$1" screen
}
# begin COMMAND...: on a terminal; its status is put into the file "status"
begin() {
	rm -f status
	tmux -L $SERVER -f /dev/null new-session -d -s report -x 100 -y 24 \
		"trap : INT; LD_PRELOAD=./clock.so $*; echo status \$? >status.new; mv status.new status; echo end; cat"
}
progress='^dynsc: 0\.1 million events, at [0-9.]+ s of the trace.s clock'

interrupt() {
	touch hold
	begin "$TOOLS/dynsc report contention ${files[*]}"
	wait_for screen_has "$progress"
	[ ! -e status ] || fail "it has ended: $(cat screen)"
	tmux -L $SERVER send-keys -t report C-c
	wait_for test -e status
	eq "status" "$(cat status)" "status 130"
	wait_for screen_has '^end$'
	! screen_has 'million events' || fail "the line is left: $(cat screen)"
	tmux -L $SERVER kill-server
}
whole() {
	rm -f hold
	begin "$TOOLS/dynsc report contention ${files[*]} >out"
	wait_for test -e status
	eq "status" "$(cat status)" "status 0"
	wait_for screen_has '^end$'
	eq "the screen" "$(grep -v '^$' screen)" end
	tmux -L $SERVER kill-server
	diff wanted out
}
# Not on a terminal
quiet() {
	LD_PRELOAD=./clock.so "$TOOLS/dynsc" report contention "${files[@]}" 2>error >wanted
	eq "what it says" "$(cat error)" ""
}
subtest "no terminal" quiet
subtest "ctrl-C" interrupt
subtest "to the end" whole
tmux -L $SERVER kill-server 2>/dev/null || :
