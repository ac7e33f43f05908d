# description: calls by name, from C and Python: the number is looked up once, and again after ENOSYS
# needs: python3
load
load_client actor

# by NAME: a program of each language that calls NAME for each line on its input
by_c() { exec "$PROGRAMS/by_name" "$1"; }
by_python() {
	# shellcheck disable=SC2317
	exec env PYTHONPATH=tools/client PYTHONDONTWRITEBYTECODE=1 python3 -u -c '
import errno, sys, dyn_syscall
call = dyn_syscall.Call(sys.argv[1])
for line in sys.stdin:
    try:
        result = call(*(int(word) for word in line.split()))
    except OSError as error:
        assert error.filename == sys.argv[1]
        result = errno.errorcode[error.errno]
    print(result, -1 if call.nr is None else call.nr)' "$1"
}

# answer WORDS [ARGUMENT...]: of the program that runs
answer() {
	local got

	echo "${*:2}" >&"${CALLER[1]}"
	read -rt 60 got <&"${CALLER[0]}" || fail "no answer"
	eq "the answer" "$got" "$1"
}

through() {
	coproc CALLER { "by_$1" one; }
	BACKGROUND+=("$CALLER_PID")
	answer "ENOSYS -1"
	expect $UNUSED reg one $UNUSED args
	# The gate is closed.
	answer "ENOSYS $UNUSED" 1 2
	expect 0 unlock one $UNUSED
	answer "$($PROGRAMS/call $UNUSED 1 2) $UNUSED" 1 2
	# Another number: one call, made again.
	expect 0 remove one $UNUSED
	expect 401 reg one 401 ret
	expect 0 unlock one 401
	eq calls "$(column one calls)" 0
	answer "42 401"
	eq calls "$(column one calls)" 1
	expect 0 remove one 401
	answer "ENOSYS -1"
	# What a stale number meets: another call's handler.
	expect $UNUSED reg one $UNUSED ret
	expect 0 unlock one $UNUSED
	answer "42 $UNUSED"
	expect 0 remove one $UNUSED
	expect $UNUSED reg other $UNUSED ret
	expect 0 unlock other $UNUSED
	answer "42 $UNUSED"
	eq "calls of the other" "$(column other calls)" 1
	expect 0 remove other $UNUSED
	# A hijacked one, by its name.
	hijack_pass one "$GETPGID"
	answer "0 $GETPGID" 1
	answer "ESRCH $GETPGID" 2147483647
	take_back one "$GETPGID"
	kill "$CALLER_PID"
	wait "$CALLER_PID" || :
}
subtest C through c
subtest Python through python

# Arguments of Python: text, buffers, and what is no argument.
python() {
	PYTHONPATH=tools/client PYTHONDONTWRITEBYTECODE=1 python3 -c "
import dyn_syscall
call = dyn_syscall.Call('one')
call.nr = ${NR[$1]}
$2"
}
text() { eq written "$(python write 'call(1, "text", 4)')" text; }
bytes_() { eq written "$(python write 'call(1, b"bytes", 5)')" bytes; }
buffer() { eq "read" "$(echo line | python read 'b = bytearray(4); print(call(0, b, 4), b)')" "4 bytearray(b'line')"; }
refuses() { eq "refused" "$(python "$1" "$2" 2>&1 | tail -n 1 | sed 's/:.*//')" "$3"; }
subtest "text" text
subtest "bytes" bytes_
subtest "a buffer" buffer
subtest "too many arguments" refuses getsid "call(1, 2, 3, 4, 5, 6, 7)" TypeError
subtest "too large an argument" refuses getsid "call(1 << 64)" OverflowError
subtest "no argument at all" refuses getsid "call(1.5)" TypeError
unload actor
